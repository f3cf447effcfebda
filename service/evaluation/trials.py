"""What became of one article in one contender's hands."""

from dataclasses import dataclass

from service.domain.article import Article
from service.domain.brief import Brief, Draft, Usage
from service.domain.checker import Rules
from service.domain.gate import verify
from service.domain.language import Language
from service.domain.summary import MAX_CORE_INSIGHTS, MAX_GROUP_INSIGHTS, MAX_GROUPS, Summary
from service.domain.verification import VerificationReport
from service.formats import READABLE, RENDERERS
from service.formats.ai_label import STANDARD_LABEL
from service.formats.reading import read
from service.formats.text import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A brief with what is counted of it; ``citable`` are the paragraphs that could be cited."""

    summary: Summary
    language: Language
    report: VerificationReport
    citable: int
    conforms: bool
    withheld: int = 0
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Trial:
    """The outcome for one article: a judged brief, or the code of an error; ``seconds`` None where nobody wrote."""

    article: str
    judged: Judged | None = None
    error: str = ""
    seconds: float | None = None


def judge_brief(brief: Brief) -> Judged:
    """Return what is counted of a brief that the gate has just made."""
    return Judged(
        summary=brief.summary,
        language=brief.header.language,
        report=brief.verification,
        citable=sum(1 for paragraph in brief.paragraphs if not paragraph.boilerplate),
        conforms=conforms(brief),
        withheld=len(brief.withheld),
        usage=brief.usage,
    )


def judge_draft(draft: Draft, article: Article, rules: Rules, *, conforming: bool) -> Judged:
    """Return what is counted of a summary written by anyone, after checking it."""
    return Judged(
        summary=draft.summary,
        language=draft.header.language,
        report=verify(article, draft.summary, rules),
        citable=sum(1 for paragraph in article.paragraphs if not paragraph.boilerplate),
        conforms=conforming and conforms(draft),
    )


def conforms(item: Draft | Brief) -> bool:
    """Whether a brief keeps the numbers of contract §1 and comes back unchanged through every readable rendering."""
    core, groups = item.summary.core_insights, item.summary.groups
    kept = (
        1 <= len(core) <= MAX_CORE_INSIGHTS
        and len(groups) <= MAX_GROUPS
        and all(group.heading and 1 <= len(group.insights) <= MAX_GROUP_INSIGHTS for group in groups)
    )
    written = (RENDERERS[name](item, STANDARD_LABEL) for name in READABLE)
    return kept and all(read(one).summary == canonical(item).summary for one in written)
