"""Answers in JSON: read as the same brief that lines would be, or refused; asked for by a form that all modes take."""

import json

import pytest

from service.domain.errors import AnswerIncomplete, AnswerUnreadable, OutputError
from service.domain.summary import Citation, Insight, Summary
from service.engines.json_forms import DRAFT_FORM, REPAIR_FORM
from service.engines.wire import parse_answer, parse_repairs
from tests.engines.answer_shapes import MUTATIONS
from tests.engines.answer_tables import ENGLISH, TONGUES, Tongue

Value = dict[str, object]


def document(summary: Summary) -> Value:
    """Return a summary as a model in JSON mode writes it."""

    def insight(one: Insight) -> Value:
        return {"text": one.text, "citations": [{"paragraph": c.paragraph, "quote": c.quote} for c in one.citations]}

    groups = [{"heading": g.heading, "insights": [insight(one) for one in g.insights]} for g in summary.groups]
    return {"core_insights": [insight(one) for one in summary.core_insights], "groups": groups}


def written_as_json(tongue: Tongue, indent: int | None = None) -> str:
    return json.dumps(document(tongue.summary()), ensure_ascii=False, indent=indent)


def outcome(answer: str) -> Summary | None:
    try:
        return parse_answer(answer)
    except OutputError:
        return None


SURROUNDINGS = (
    "{}", "\n\n{}\n", "```json\n{}\n```", "```\n{}\n```\n\nI hope this helps!", "Here is the brief:\n{}", "以下是简报：\n```json\n{}\n```",
    "<think>Core Insights\n- x [1]</think>\n{}", "thoughts of {{a: 1}}\n</think>{}", "<answer>{}</answer>", "{}<|im_end|>", "<|im_start|>assistant\n{}", "{}\n注：引文均为原文。",
)  # fmt: skip


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue.name)
@pytest.mark.parametrize("around", SURROUNDINGS)
@pytest.mark.parametrize("indent", [None, 2])
def test_json_is_read_as_the_same_brief(tongue: Tongue, around: str, indent: int | None):
    """Whatever stands around it, and whether or not it was asked for."""
    for name, mutate in MUTATIONS:
        answer = mutate(around.format(written_as_json(tongue, indent)))
        if name == "fenced" and "```" in around:
            continue
        assert outcome(answer) == tongue.summary(), name


def test_every_cut_is_incomplete():
    """A document cut anywhere is never read as a shorter one."""
    answer = written_as_json(ENGLISH, 2)
    for end in range(1, len(answer) - 1):
        with pytest.raises(AnswerIncomplete):
            parse_answer(answer[:end].rstrip() if answer[:end].strip() else "{")


CITED: list[object] = [{"paragraph": 2, "quote": "新芯片"}]
GROUPS: list[object] = [{"heading": "Chips", "insights": [{"text": "More chips were made", "citations": CITED}]}]
A = (Citation(2, "新芯片"),)


@pytest.mark.parametrize(
    ("text", "citations", "expected"),
    [
        ("Chips are made here", CITED, Insight("Chips are made here", A)),
        ("Chips are made here [2]", CITED, Insight("Chips are made here", A)),
        ("Chips are made here [2: “新芯片”]", [], Insight("Chips are made here", A)),
        ("Chips are made here [3][2].", CITED, Insight("Chips are made here.", (*A, Citation(3)))),
        ("- **Chips** are made here", CITED, Insight("Chips are made here", A)),
        ("1. Chips are made here", CITED, Insight("Chips are made here", A)),
        ("Insight 1: Chips are\n  made <b>here</b>", CITED, Insight("Chips are made here", A)),
        ("Chips\x1b[1m are\u200b made \ud83dhere", CITED, Insight("Chips are made here", A)),
        ("Group 2 of the funds said it would buy", CITED, Insight("Group 2 of the funds said it would buy", A)),
        ("Core Insights are what the app shows", CITED, Insight("Core Insights are what the app shows", A)),
        ("Chips are made here", [2], Insight("Chips are made here", (Citation(2),))),
        ("Chips are made here", ["P2", "[3]", "4"], Insight("Chips are made here", (Citation(2), Citation(3), Citation(4)))),
        ("Chips are made here", [{"paragraph": "第2段", "quote": " 新\n芯片 "}], Insight("Chips are made here", (Citation(2, "新 芯片"),))),
        ("Chips are made here", [{"paragraph": 99, "quote": "a"}], Insight("Chips are made here", (Citation(99, "a"),))),
        ("Chips are made here", [{"paragraph": 2, "quote": "他说“早”][3: “x”]"}], Insight("Chips are made here", (Citation(2, "他说“早”][3: “x”]"),))),
        ("Chips are made here", [], Insight("Chips are made here")),
        ("Note: nothing was left out", CITED, None),
        ("Group 2: Chips", CITED, None),
        ("Source: [2] said so", CITED, None),
        ("Chips are made here [2: “新芯", CITED, None),
        ("Chips are made here (paragraph 2)", CITED, None),
        ("[1] Chips are made here", CITED, None),
        ("insight", CITED, None),
        ("", CITED, None),
        ("12", CITED, None),
        ("long " * 130, CITED, None),
        ("Chips are made here", [{"paragraph": 2, "quote": "长" * 4_000}], None),
        ("Chips are made here", [0], None),
        ("Chips are made here", [2001], None),
        ("Chips are made here", [True], None),
        ("Chips are made here", [2.5], None),
        ("Chips are made here", ["2, 3"], None),
        ("Chips are made here", ["two"], None),
        ("Chips are made here", [{"quote": "新芯片"}], None),
        ("Chips are made here", [{"paragraph": 2, "quote": None}], None),
        ("Chips are made here", "[2]", None),
        (None, CITED, None),
        (["Chips are made here"], CITED, None),
    ],
)  # fmt: skip
def test_insight_is_read_right_or_refused(text: object, citations: object, expected: Insight | None):
    answer = json.dumps({"core_insights": [{"text": text, "citations": citations}], "groups": GROUPS})
    summary = outcome(answer)
    assert (summary and summary.core_insights) == (expected and (expected,))


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Chips, C# and “Go”", "Chips, C# and “Go”"),
        ("Group 1: Chips", "Chips"),
        ("**Chips**", "Chips"),
        ("分组一：芯片", "芯片"),
        ("Chips\nand more", "Chips and more"),
        ("Group 2 of the funds", "Group 2 of the funds"),
        ("Chips [2]", "Chips"),
        ("", None),
        ("**", None),
        ("Chips are made here [2: “新芯片”]", None),
        ("Chips " * 20, None),
        (7, None),
    ],
)
def test_heading_is_read_right_or_refused(heading: object, expected: str | None):
    groups = [{"heading": heading, "insights": [{"text": "More chips were made", "citations": CITED}]}]
    core = [{"text": "Chips are made here", "citations": CITED}]
    summary = outcome(json.dumps({"core_insights": core, "groups": groups}))
    assert (summary and summary.groups[0].heading) == expected


GOOD = json.dumps({"core_insights": [{"text": "Chips are made here", "citations": CITED}], "groups": GROUPS})
BROKEN = {
    "empty object": "{}", "no groups": '{"core_insights": []}', "nothing in them": '{"core_insights": [], "groups": []}', "null": '{"core_insights": null, "groups": null}',
    "two documents": GOOD * 2, "a brief behind it": f"{GOOD}\n\nCore Insights\n- Chips [1]\n\nGroup 1: A\n- Chips [1]", "a citation behind it": f"{GOOD}\nSee also [3].",
    "a key twice": GOOD[:-1] + ', "core_insights": []}', "insights under an unknown key": GOOD[:-1] + ', "more_insights": [{"text": "x"}]}',
    "an object for a list": '{"core_insights": {"0": "x"}, "groups": []}', "trailing comma": GOOD[:-1] + ",}", "single quotes": GOOD.replace('"', "'"),
    "comment": GOOD.replace("{", "{ // brief\n", 1), "NaN": GOOD.replace('"paragraph": 2', '"paragraph": NaN'), "deep": '{"core_insights":' + "[" * 30_000,
    "error body": '{"error": {"message": "upstream overloaded", "code": 529}}', "uncited": GOOD.replace(json.dumps(CITED), "[]"), "schema": json.dumps(DRAFT_FORM.schema),
    "three times": GOOD.replace('"groups"', '"x": 1, "groups"').replace("[{", "[" + 3 * '{"text": "Chips are made here", "citations": [2]}, ' + "{", 1),
    "million digits": GOOD.replace('"paragraph": 2', '"paragraph": ' + "2" * 30_000), "no heading": GOOD.replace('"heading": "Chips", ', ""),
    "form parroted": DRAFT_FORM.instructions.partition("The form:\n")[2], "list": f"[{GOOD}]", "text": json.dumps(GOOD),
}  # fmt: skip


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN.keys())
def test_broken_json_is_refused(answer: str):
    assert outcome(GOOD)
    with pytest.raises(AnswerUnreadable) as caught:
        parse_answer(answer)
    assert "Chips" not in str(caught.value)


def test_empty_last_group_counts_as_cut():
    """An endpoint that closes brackets at its limit leaves such a group."""
    with pytest.raises(AnswerIncomplete):
        parse_answer(f'{GOOD.removesuffix("]}")}, {{"heading": "Money", "insights": []}}]}}')


def test_unknown_keys_with_values_are_left_out():
    answer = GOOD.replace('"text"', '"number": 1, "confidence": 0.9, "note": null, "text"').replace(
        '{"core', '{"title": "x", "core'
    )
    assert outcome(answer) == outcome(GOOD)


def repair(number: object, text: str = "Chips are made here", **more: object) -> Value:
    return {"number": number, "text": text, "citations": CITED, **more}


B = Insight("Chips are made here", A)


@pytest.mark.parametrize(
    ("repairs", "expected"),
    [
        ([repair(1)], {1: B}),
        ([repair(1), repair(2, "DROP")], {1: B}),
        ([repair(1), repair(2, citations=[])], {1: B}),
        ([repair(1), repair(1)], {1: B}),
        ([repair(1), repair(1, "Money is spent there")], {}),
        ([repair(3), repair(0)], {}),
        ([repair(1, "Note: all was right"), repair(2, "Chips are made here [2]")], {2: B}),
        ([], {}),
    ],
)  # fmt: skip
def test_json_repairs_are_read_right_or_given_up(repairs: list[Value], expected: dict[int, Insight]):
    answer = json.dumps({"insights": repairs}, ensure_ascii=False)
    for _, mutate in MUTATIONS:
        assert parse_repairs(mutate(answer), 2) == expected


@pytest.mark.parametrize(
    "answer", ['{"insights": [{"number": 1', '{"insights": [{"number": "one", "text": "x"}]}', "{}"]
)
def test_json_that_is_no_repair_is_an_error(answer: str):
    with pytest.raises(OutputError):
        parse_repairs(answer, 1)


@pytest.mark.parametrize("form", [DRAFT_FORM, REPAIR_FORM])
def test_schema_is_what_strict_modes_take(form):
    """Every key required, no other allowed, every list bounded; the question says "JSON", which some modes insist on."""
    objects = [form.schema]
    while objects:
        schema = objects.pop()
        if schema["type"] == "object":
            assert schema["additionalProperties"] is False
            assert schema["required"] == list(schema["properties"])
            objects += schema["properties"].values()
        elif schema["type"] == "array":
            assert schema["minItems"] <= schema["maxItems"]
            objects.append(schema["items"])
        else:
            assert schema in ({"type": "string"}, {"type": "integer"})
    assert "JSON" in form.instructions
    json.loads(form.instructions[form.instructions.index("{") : form.instructions.rindex("}") + 1])
