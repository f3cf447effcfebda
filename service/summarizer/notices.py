"""What is told of a brief in the making, in the words of the schema."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from pydantic import BaseModel

from service.domain.brief import Brief, Header
from service.domain.finding import Finding
from service.domain.paragraph import Paragraph
from service.domain.summary import Insight
from service.domain.verification import Confirmation
from service.ports import LAST, Notice
from service.schema.drafts import InsightJson
from service.schema.events import GroupEventJson, InsightEventJson, MetaJson, ProgressJson, WithheldEventJson
from service.schema.reports import ConfirmationJson, FindingJson


def meta(brief_id: str, header: Header, paragraphs: Iterable[Paragraph], *, backend: str) -> Notice:
    """Return what a stream begins with."""
    return _notice("meta", lambda: MetaJson.of(brief_id, header, paragraphs, backend=backend))


def group(number: int, heading: str) -> Notice:
    """Tell of a group."""
    return _notice("group", lambda: GroupEventJson(number=number, heading=heading))


def insight(where: str, passed: Insight, confirmations: Sequence[Confirmation], *, position: int) -> Notice:
    """Tell of an insight that passed its checks, of what the source confirms of it, and of how many come before it."""

    def data() -> InsightEventJson:
        confirmed = [ConfirmationJson.of(one) for one in confirmations]
        return InsightEventJson(where=where, position=position, insight=InsightJson.of(passed), confirmations=confirmed)

    return _notice("insight", data)


def withheld(where: str, text: str, findings: Sequence[Finding]) -> Notice:
    """Tell of an insight that did not pass."""

    def data() -> WithheldEventJson:
        return WithheldEventJson(where=where, text=text, findings=[FindingJson.of(finding) for finding in findings])

    return _notice("withheld", data)


def progress(stage: str, done: int, total: int) -> Notice:
    """Tell of a step."""
    return _notice("progress", lambda: ProgressJson(stage=stage, done=done, total=total))


def all_of(brief: Brief, payload: bytes) -> Iterator[Notice]:
    """Tell a brief that is there already; ``payload`` is its JSON."""
    yield meta(brief.id, brief.header, brief.paragraphs, backend=brief.provenance.backend)
    confirmed: dict[str, list[Confirmation]] = defaultdict(list)
    for confirmation in brief.verification.confirmations:
        confirmed[confirmation.where].append(confirmation)
    located = enumerate(brief.summary.located())
    passed = (insight(where, one, confirmed[where], position=position) for position, (where, one) in located)
    yield from islice(passed, len(brief.summary.core_insights))
    for told in brief.summary.groups:
        yield group(told.number, told.heading)
        yield from islice(passed, len(told.insights))
    for gone in brief.withheld:
        yield withheld(gone.where, gone.text, gone.findings)
    yield Notice(LAST, payload.decode)


def _notice(name: str, data: Callable[[], BaseModel]) -> Notice:
    return Notice(name, lambda: data().model_dump_json())
