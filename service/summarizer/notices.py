"""What is told of a brief in the making, in the words of the schema."""

from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel

from service.domain.brief import Brief, Header
from service.domain.finding import Finding
from service.domain.paragraph import Paragraph
from service.domain.summary import Insight
from service.ports import LAST, Notice
from service.schema.briefs import InsightJson
from service.schema.events import GroupEventJson, InsightEventJson, MetaJson, ProgressJson, WithheldEventJson
from service.schema.reports import FindingJson


def meta(brief_id: str, header: Header, paragraphs: Iterable[Paragraph], *, backend: str) -> Notice:
    """Return what a stream begins with."""
    return _notice("meta", MetaJson.of(brief_id, header, paragraphs, backend=backend))


def group(number: int, heading: str) -> Notice:
    """Tell of a group."""
    return _notice("group", GroupEventJson(number=number, heading=heading))


def insight(where: str, passed: Insight) -> Notice:
    """Tell of an insight that passed its checks."""
    return _notice("insight", InsightEventJson(where=where, insight=InsightJson.of(passed)))


def withheld(where: str, text: str, findings: Sequence[Finding]) -> Notice:
    """Tell of an insight that did not pass."""
    told = [FindingJson.of(finding) for finding in findings]
    return _notice("withheld", WithheldEventJson(where=where, text=text, findings=told))


def progress(stage: str, done: int, total: int) -> Notice:
    """Tell of a step."""
    return _notice("progress", ProgressJson(stage=stage, done=done, total=total))


def all_of(brief: Brief, payload: bytes) -> Iterator[Notice]:
    """Tell a brief that is there already; ``payload`` is its JSON."""
    yield meta(brief.id, brief.header, brief.paragraphs, backend=brief.provenance.backend)
    for index, one in enumerate(brief.summary.core_insights):
        yield insight(f"/core_insights/{index}", one)
    for place, told in enumerate(brief.summary.groups):
        yield group(told.number, told.heading)
        for index, one in enumerate(told.insights):
            yield insight(f"/groups/{place}/insights/{index}", one)
    for gone in brief.withheld:
        yield withheld(gone.where, gone.text, gone.findings)
    yield Notice(LAST, payload.decode())


def _notice(name: str, data: BaseModel) -> Notice:
    return Notice(name, data.model_dump_json())
