"""Rows 7 to 14: endpoints that answer, and what they say cannot be served."""

import pytest

from tests.domain.samples import CHINESE
from tests.end_to_end.faults.newsroom import FIRST, SECOND, newsroom
from tests.stub_endpoint import (
    Reply,
    StubEndpoint,
    as_json,
    brief_of,
    chat,
    chunk,
    completion,
    events,
    forever,
    huge,
    redirect,
)
from tests.stub_endpoint.replies import token_like

DOWNLOADS = "Northwind's open model was downloaded 350 million times"
REVENUE = "Revenue rose 15% to $1.2 billion in the first half"
PRICES = "Northwind wants small companies to afford a model, chief executive Maria Lindqvist said"
CORE = f"- {DOWNLOADS} [1: “downloaded 350 million times”]\n- {REVENUE} [3: “Revenue rose 15% to $1.2 billion”]"
GROUP = f"Group 1: Prices\n- {PRICES} [2: “We want every small company”]"
GOOD = f"Core Insights\n{CORE}\n\n{GROUP}"
CUT = GOOD[:150]  # in the middle of the second insight


@pytest.mark.fault(7, "too long for the first backend only: the next one answers")
def test_article_too_long_for_one_is_asked_of_the_next():
    with newsroom() as room:
        room.first.replies(as_json({"error": {"code": "context_length_exceeded", "message": "too long"}}, 400))
        answer = room.ask()
        assert (answer.outcome, room.first.calls) == (SECOND, 1)


FILTERS = {
    "azure": as_json({"error": {"code": "content_filter", "message": "canary-7d"}}, 400),
    "qwen": as_json({"error": {"code": "data_inspection_failed", "message": "canary-7d"}}, 400),
    "moonshot": as_json({"error": {"type": "content_filter", "message": "canary-7d"}}, 400),
    "finish_reason": chat(CUT, finish_reason="content_filter"),
}


@pytest.mark.fault(8, "content filter: the next backend, else 422; the breaker stays closed")
@pytest.mark.parametrize("reply", FILTERS.values(), ids=FILTERS)
def test_filtered_article_is_asked_of_the_next(reply):
    with newsroom() as room:
        room.first.replies(reply)
        alone = [room.ask(backend=FIRST) for _ in range(12)]
        answer = room.ask()
        assert room.first.calls == 13
        room.second.replies(reply)
        everywhere = room.ask()
    assert {(one.status, one.outcome) for one in [*alone, everywhere]} == {(422, "content-filtered")}
    assert answer.outcome == SECOND
    assert "canary-7d" not in everywhere.response.text


UNSERVABLE = {
    "choices null": as_json({**completion(""), "choices": None}),
    "choices empty": as_json({**completion(""), "choices": []}),
    "content null": as_json(completion(None)),
    "content null, streamed": chat(None),
    "only reasoning": as_json(completion(None, reasoning_content="We need to summarize")),
    "only reasoning, streamed": chat(None, reasoning_content="We need to summarize"),
    "unclosed thought": chat(f"<think>We need to summarize.\n{GOOD}"),
    "html": Reply(b"<html><body>Sign in</body></html>", headers={"Content-Type": "text/html"}),
    "broken json": Reply(b'{"choices": [{"message": '),
    "no finish_reason": chat(GOOD, finish_reason=None),
    "no finish_reason, whole": as_json(completion(GOOD, None)),
    "length": chat(CUT, finish_reason="length"),
    "no brief": chat("I am sorry, I cannot help with that."),
}


@pytest.mark.fault(9, "unservable answers: one retry, then the next backend, then 502; never cached")
@pytest.mark.parametrize("reply", UNSERVABLE.values(), ids=UNSERVABLE)
def test_unservable_answer_is_asked_for_once_more(reply):
    with newsroom() as room:
        room.first.replies(reply)
        answer = room.ask()
        assert (answer.outcome, room.first.calls, room.second.calls) == (SECOND, 2, 1)
        alone = [room.ask(backend=FIRST, title="the same") for _ in range(2)]
        assert {one.status for one in alone} == {502}
        assert {one.outcome for one in alone} <= {"answer-unreadable", "answer-incomplete"}
        assert room.first.calls == 2 + 4
        room.first.script = brief_of
        assert room.ask(backend=FIRST, title="the same").outcome == FIRST


ERRORS = {
    "error body": as_json({"error": {"code": 502, "message": "canary-7d"}}),
    "error body without a code": as_json({"error": {"message": "canary-7d"}}),
    "error as a string": as_json({"error": "canary-7d"}),
    "cut json": Reply(as_json(completion(GOOD)).body, close=True),
}


@pytest.mark.fault(9, "200 with an error body, and JSON cut off: the next backend, alone 502 or 503; never cached")
@pytest.mark.parametrize("reply", ERRORS.values(), ids=ERRORS)
def test_error_with_status_200_is_no_answer(reply):
    with newsroom() as room:
        room.first.replies(reply)
        assert room.ask().outcome == SECOND
        alone = room.ask(backend=FIRST, title="the same")
        assert alone.status in {502, 503}
        assert "canary-7d" not in alone.response.text
        room.first.script = brief_of
        assert room.ask(backend=FIRST, title="the same").outcome == FIRST


BROKEN_OFF = {
    "closed": chat(GOOD, after=3, end="closed"),
    "cut": chat(GOOD, after=3, end="cut"),
    "reset": chat(GOOD, after=3, end="reset"),
    "late": chat(GOOD, after=60, end="closed"),
    "error event": events(chunk(content="Core "), {"error": {"code": 500, "message": "overloaded"}}),
    "error as a choice": events(chunk(content="Core "), chunk(finish_reason="error")),
    "no json": events(chunk(content="Core "), b"data: {oh no\n\n"),
}


@pytest.mark.fault(10, "stream cut, reset or ended by an error, nothing sent yet: silent fallback")
@pytest.mark.parametrize("reply", BROKEN_OFF.values(), ids=BROKEN_OFF)
def test_broken_stream_falls_back_silently(reply):
    with newsroom() as room:
        room.first.replies(reply)
        answer = room.ask()
        assert answer.outcome == SECOND
        assert room.first.calls <= 2


@pytest.mark.fault(10, "stream cut, reset or ended by an error, nothing sent yet: silent fallback")
@pytest.mark.parametrize("name", sorted(BROKEN_OFF.keys() - {"late"}))
def test_caller_of_a_stream_sees_nothing_of_the_fallback(name):
    with newsroom() as room:
        room.first.replies(BROKEN_OFF[name])
        told = room.stream()
    names = [name for name, _ in told]
    assert names[-1] == "done"
    assert "insight" in names
    assert "error" not in names
    assert told[-1][1]["provenance"]["backend"] == SECOND


AFTER_FIRST = len(token_like(GOOD[: GOOD.index("Group 1") + 10]))  # pieces: two insights are complete
LATE_ENDS = {
    "closed": chat(GOOD, after=AFTER_FIRST, end="closed", tokens_per_second=100),
    "reset": chat(GOOD, after=AFTER_FIRST, end="reset", tokens_per_second=100),
    "error event": events(chunk(content=GOOD[: GOOD.index("Group 1") + 10]), 0.5, {"error": {"code": 500}}),
}


@pytest.mark.fault(10, "the same after an insight went out: event error, what was sent is marked incomplete")
@pytest.mark.parametrize("reply", LATE_ENDS.values(), ids=LATE_ENDS)
def test_stream_broken_after_an_insight_ends_in_an_error(reply):
    with newsroom() as room:
        room.first.replies(reply)
        told = room.stream(title="the same")
        assert room.second.calls == 0
        names = [name for name, _ in told]
        assert names.count("insight") >= 1
        assert (names[-1], told[-1][1]["incomplete"]) == ("error", True)
        room.first.script = brief_of
        assert room.ask(title="the same").outcome == FIRST  # not cached


ENDLESS = {
    "blanks": forever(chunk(content=" ")),
    "blank lines": forever(chunk(content="\n"), first=(chunk(content=f"Core Insights\n{CORE}"),)),
    "tabs and blanks": forever(chunk(content="\t "), first=(chunk(content="{"),)),
    "same line": forever(chunk(content=f"- {REVENUE} [3]\n"), first=(chunk(content="Core Insights\n"),)),
}


@pytest.mark.fault(11, "endless white space or repeated lines: aborted within 64 blank tokens or 3 equal lines")
@pytest.mark.parametrize("name", ENDLESS)
def test_endless_answer_is_aborted(name):
    """The caller is seen to leave some pieces later: those were on their way."""
    with newsroom() as room:
        slowly = ENDLESS[name].__class__(_slowly(ENDLESS[name].parts))
        room.first.script = lambda _: slowly
        answer = room.ask()
        assert answer.outcome == SECOND
        assert max(room.first.abandoned) <= (8 if name == "same line" else 70)


def _slowly(parts):
    def slow():
        for part in parts():
            yield part
            yield 0.005

    return slow


@pytest.mark.fault(12, "200 MB: stopped at 2 MB")
@pytest.mark.parametrize(
    "reply", [huge(), forever(chunk(content="word " * 2_000))], ids=["one body", "stream"]
)  # pieces of 64 kB and of 10 kB
def test_huge_answer_is_cut_off(reply):
    piece = 65_536 if reply.headers["Content-Type"] == "application/json" else 10_000
    with newsroom(proxied=False) as room:
        room.first.script = lambda _: reply
        answer = room.ask()
        assert answer.outcome == SECOND
        assert max(room.first.abandoned) * piece < 64_000_000  # 2 MB, and what the kernel takes in on its own


@pytest.mark.fault(12, "307 elsewhere: refused, the article is not sent again")
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_is_not_followed(status):
    with newsroom() as room, StubEndpoint() as elsewhere:
        room.first.replies(redirect(f"{elsewhere.base_url}/chat/completions", status))
        answer = room.ask()
        assert (answer.outcome, room.first.calls, elsewhere.calls) == (SECOND, 1, 0)


DROP = chat("1. DROP\n2. DROP\n3. DROP")
INVENTED = "The company was founded in 1987"
FAULTY = {  # what the model writes, and what must stand nowhere as good
    "citation of no paragraph": (f"{GOOD}\n- {INVENTED} [99]", INVENTED),
    "invented number": (f"{GOOD}\n- {INVENTED} [1: “its open model”]", INVENTED),
    "invented quote": (f"{GOOD}\n- Analysts were surprised [2: “nobody expected that”]", "Analysts"),
    "reasoning leak": (f"We need to summarize the article. Let me think.\n\n{GOOD}", "We need"),
    "thought": (f"<think>Is {INVENTED} right?</think>{GOOD}", INVENTED),
    "thought without a beginning": (f"Is {INVENTED} right?</think>{GOOD}", INVENTED),
    "fences": (f"```markdown\n{GOOD}\n```", "```"),
    "preamble": (f"Sure! Here is the brief:\n\n{GOOD}\n\nI hope this helps!", "hope this helps"),
    "preamble alone": (f"Sure! Here is the brief:\n\n{GOOD}", "Sure!"),
    "bad numbers of groups": (GOOD.replace("Group 1", "Group 7"), "Group 7"),
    "200 insights": (
        "Core Insights\n" + "\n".join(f"- {REVENUE}, part {n} [3]" for n in range(200)) + f"\n\n{GROUP}",
        "part 150",
    ),
}


@pytest.mark.fault(13, "faulty briefs: repaired by rule or call, or withheld; never rendered as good")
@pytest.mark.parametrize(("text", "bad"), FAULTY.values(), ids=FAULTY)
def test_fault_in_a_brief_is_not_rendered(text, bad):
    with newsroom(alone=True) as room:
        room.first.script = lambda _: chat(text) if room.first.calls % 2 else DROP
        answer = room.ask(title="faulty", published_at="2025-08-13T12:33:00+08:00")
        shown = room.text(title="faulty", published_at="2025-08-13T12:33:00+08:00")
    assert answer.status in {200, 502}
    assert bad not in shown
    if answer.status == 200:
        assert DOWNLOADS in shown or REVENUE in shown
        assert answer.response.json()["verification"]["status"] in {"passed", "flagged"}


@pytest.mark.fault(13, "one repair call mends what failed")
def test_failing_insight_is_mended():
    wrong = GOOD.replace("350 million", "3.5 billion", 1)
    with newsroom(alone=True) as room:
        room.first.replies(chat(wrong), chat(f"1. {DOWNLOADS} [1: “downloaded 350 million times”]"))
        answer = room.ask()
        assert room.first.calls == 2
    assert answer.response.json()["core_insights"][0]["text"] == DOWNLOADS


SHAPELESS = {
    "wrong language": chat("核心观点\n- 营收增长15%，达12亿美元 [3: “Revenue rose 15%”]\n\n分组1：价格\n- 林奎斯特说想让小公司用得起模型 [2: “We want every small company”]"),
    "prose": chat(f"{DOWNLOADS}. {REVENUE}."),
}  # fmt: skip


@pytest.mark.fault(13, "wrong language, no groups and no list: one retry, then the next backend")
@pytest.mark.parametrize("reply", SHAPELESS.values(), ids=SHAPELESS)
def test_shapeless_answer_is_asked_of_the_next(reply):
    with newsroom() as room:
        room.first.replies(reply)
        answer = room.ask()
        assert (answer.outcome, room.first.calls) == (SECOND, 2)


@pytest.mark.fault(13, "missing groups: the brief stands without them, or another is asked for; nothing is made up")
def test_missing_groups_are_not_made_up():
    with newsroom(alone=True) as room:
        room.first.replies(chat(f"Core Insights\n{CORE}"))
        answer = room.ask()
    brief = answer.response.json()
    assert answer.status in {200, 502}
    assert [insight["text"] for group in brief.get("groups", []) for insight in group["insights"]] == []


@pytest.mark.fault(14, "another request's text: everything withheld, 502, never cached")
def test_text_of_another_request_is_not_served():
    other = brief_of({"messages": [{"content": _question(CHINESE)}]})
    with newsroom(alone=True) as room:
        room.first.script = lambda _: other if room.first.calls % 2 else DROP
        answers = [room.ask(title="the same") for _ in range(2)]
        assert {(one.status, one.outcome) for one in answers} == {(502, "nothing-verified")}
        assert room.first.calls == 4
        room.first.script = brief_of
        assert room.ask(title="the same").outcome == FIRST


def _question(paragraphs):
    lines = "\n".join(f"[{number}] {text}" for number, text in enumerate(paragraphs, 1))
    return f"<<<ARTICLE x>>>\n{lines}\n<<<END OF ARTICLE x>>>"
