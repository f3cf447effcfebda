"""From a draft nobody has checked to a brief, named by how far it has come."""

from dataclasses import dataclass

from service.domain.article import Source
from service.domain.changes import Change, Similar
from service.domain.finding import Finding
from service.domain.language import Language
from service.domain.paragraph import Paragraph
from service.domain.summary import Summary
from service.domain.verification import VerificationReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What stands above a summary.

    ``language`` is the brief's. ``title`` is the article's own, in its own language. ``published_at`` is RFC 3339 as
    the caller gave it, or the bare ``YYYY-MM-DD HH:MM`` of a text form; "" where it is not known.
    """

    language: Language
    title: str = ""
    source: Source | None = None
    published_at: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A header and a summary that nobody has checked: an engine's work, or a text form read back."""

    header: Header
    summary: Summary


@dataclass(frozen=True, slots=True)
class Usage:
    """What the model endpoints were asked for, summed over all calls."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who wrote a brief, with what, and who looked at it: "" and None where nobody did.

    ``model`` is the one that really answered; times are RFC 3339.
    """

    engine: str
    backend: str = ""
    model: str = ""
    prompt: str = ""
    prompt_digest: str = ""
    generated_at: str
    ai_generated: bool = True
    reviewed_by: str | None = None
    reviewed_at: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """An insight that failed its checks twice: never rendered as good, never silently lost.

    ``where`` is the JSON pointer of the place it had in the draft.
    """

    text: str
    where: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A summary that went through the checks, with the evidence: what the service answers and keeps.

    Of a revised article ``previous`` is the id of the earlier version's brief, and ``changes`` is what changed since.
    ``similar_to`` are kept briefs of other articles that say nearly the same.
    """

    id: str
    header: Header
    summary: Summary
    withheld: tuple[Withheld, ...]
    paragraphs: tuple[Paragraph, ...]
    verification: VerificationReport
    provenance: Provenance
    usage: Usage
    previous: str = ""
    changes: tuple[Change, ...] = ()
    similar_to: tuple[Similar, ...] = ()
