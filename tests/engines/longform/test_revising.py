"""A revised long article is not read again: the model sees what changed of it."""

from dataclasses import replace

from service.domain.brief import Brief, Header, Provenance, Usage
from service.domain.gate import gate, settle
from service.domain.language import Language
from service.engines.revising import RevisingEngine
from tests.engines.longform.samples import Model, answer, numbers_shown
from tests.engines.longform.test_engine import LONG, WINDOW, assignment, engine


def rewriting(request):
    if "FAILED INSIGHTS" not in request.user:
        return answer(request)
    (number,) = numbers_shown(request)
    return f"1. A company has closed a plant near the river [{number}: “has closed plant”]"


def test_one_paragraph_of_three_hundred_is_one_call():
    model = Model(WINDOW, rewriting)
    revising = RevisingEngine(engine(model))
    drafted = revising.draft(assignment())
    settled = settle(gate(LONG, drafted.summary))
    earlier = Brief(
        id="a" * 32,
        header=Header(language=Language.ENGLISH, title=LONG.title),
        summary=settled.summary,
        withheld=(),
        paragraphs=LONG.paragraphs,
        verification=settled.report,
        provenance=Provenance(engine=drafted.engine, prompt="news-brief/v1", generated_at="2025-08-13T04:00:00Z"),
        usage=Usage(),
    )
    assert drafted.engine == "longform"
    cited = settled.summary.core_insights[1].citations[0].paragraph
    texts = {cited: LONG.paragraphs[cited - 1].text.replace("opened", "closed")}
    changed = tuple(replace(one, text=texts.get(one.number, one.text)) for one in LONG.paragraphs)
    model.requests.clear()
    revised = revising.draft(assignment(replace(LONG, paragraphs=changed), earlier=earlier))
    (request,) = model.requests
    assert numbers_shown(request) == [cited]
    assert revised.summary.core_insights[1].text == "A company has closed a plant near the river"
    assert (revised.usage.calls, revised.backend, revised.model) == (1, "script/model", "model-2")
