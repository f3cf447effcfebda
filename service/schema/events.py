"""The events of a brief in the making: the data of each as one line of JSON."""

from collections.abc import Iterable
from typing import Self

from pydantic import BaseModel, Field

from service.domain.brief import Draft, Header
from service.domain.language import Language
from service.domain.paragraph import Paragraph
from service.domain.summary import group_of
from service.schema.briefs import ParagraphJson
from service.schema.drafts import DraftJson, InsightJson, SourceJson
from service.schema.reports import ConfirmationJson, FindingJson


class MetaJson(BaseModel):
    """``meta``: the stream begins, or begins anew: what was told before it stands no more."""

    id: str = Field(description="The id that the brief will have.")
    language: Language
    title: str | None = None
    source: SourceJson | None = None
    published_at: str | None = None
    backend: str | None = Field(None, description="Who is asked first, or wrote it; null: no model.")
    paragraphs: list[ParagraphJson]

    @classmethod
    def of(cls, brief_id: str, header: Header, paragraphs: Iterable[Paragraph], *, backend: str) -> Self:
        """Return the JSON form."""
        return cls(
            id=brief_id,
            language=header.language,
            title=header.title or None,
            source=SourceJson.of(header.source) if header.source else None,
            published_at=header.published_at or None,
            backend=backend or None,
            paragraphs=[ParagraphJson.model_validate(paragraph) for paragraph in paragraphs],
        )

    def draft(self) -> Draft:
        """Return the draft as it begins: its header alone."""
        known = self.model_dump(include={"language", "title", "source", "published_at"})
        return DraftJson.model_validate(known | {"core_insights": []}).draft()


class GroupEventJson(BaseModel):
    """``group``: a group of the draft, before its first insight: those at ``/groups/{number - 1}/insights/…``."""

    number: int
    heading: str


class InsightEventJson(BaseModel):
    """``insight``: one that passed its checks; it takes the place of what was told at the same place before."""

    where: str = Field(description="JSON pointer of its place in the draft; the brief may be numbered anew.")
    position: int = Field(description="How many insights of the draft come before it, told or not.")
    insight: InsightJson
    confirmations: list[ConfirmationJson] = Field([], description="What of it one place of the source confirms.")

    @property
    def group(self) -> int:
        """The number of its group in the draft, 0 for a core insight."""
        return group_of(self.where)


class WithheldEventJson(BaseModel):
    """``withheld``: one that did not pass; what was told at the same place before is taken back."""

    where: str = Field(description="JSON pointer of the place it had in the draft.")
    text: str
    findings: list[FindingJson]


class ProgressJson(BaseModel):
    """``progress``: how far the work is."""

    stage: str
    done: int
    total: int


EVENTS: tuple[type[BaseModel], ...] = (MetaJson, GroupEventJson, InsightEventJson, WithheldEventJson, ProgressJson)
"""The data of all events but ``done``, which is a brief, and ``error``, which is a problem."""

STREAM = """\
Server-sent events, each with one line of JSON as its data:

- `meta` (MetaJson): the stream begins, or begins anew; what was told before stands no more.
- `group` (GroupEventJson): before the first insight of a group.
- `insight` (InsightEventJson): one that passed its checks; it takes the place of an earlier one at the same `where`.
- `withheld` (WithheldEventJson): one that did not pass; an earlier one at the same `where` is taken back.
- `progress` (ProgressJson): `notes` of a long article, `revising` an earlier brief, or `repairing`.
- `done` (BriefJson): the last event, the whole brief, as `application/json` has it.
- `error` (StreamProblem): the last event instead; `incomplete` says that insights had gone out.

Places are those of the draft; where something was withheld, the brief is numbered anew. All but `meta` and `error`
have an `id` for `Last-Event-ID`. Comment lines fill pauses of a second; a caller who hangs up is noticed within two or
three, and the work then stops unless others wait for it.
"""
