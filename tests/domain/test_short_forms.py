"""Short forms: whole checked insights that fit the fields of content systems."""

import pytest

from service.domain.finding import Finding, Problem, Severity
from service.domain.language import Language
from service.domain.short_forms import MAX_HEADLINE, MAX_STANDFIRST, ShortForm, headline_of, standfirst_of
from service.domain.summary import Citation, Group, Insight, Summary

EN, ZH = Language.ENGLISH, Language.SIMPLIFIED_CHINESE
CITED = (Citation(1),)


def insight(text, severity=None):
    finding = Finding(check="quantities", problem=Problem.ROUNDED, where="", message="", severity=severity)
    return Insight(text, CITED, (finding,) if severity else ())


def summary(*core, groups=()):
    grouped = [Group(number, "Figures", tuple(map(insight, texts))) for number, texts in enumerate(groups, 1)]
    return Summary(tuple(one if isinstance(one, Insight) else insight(one) for one in core), tuple(grouped))


@pytest.mark.parametrize(
    ("text", "headline", "sentence"),
    [
        ("Revenue rose 15%", "Revenue rose 15%", "Revenue rose 15%."),
        ("Revenue rose 15%.", "Revenue rose 15%", "Revenue rose 15%."),
        ("Revenue\n rose  15% ", "Revenue rose 15%", "Revenue rose 15%."),
        ("Kim moved to the U.S.", "Kim moved to the U.S.", "Kim moved to the U.S."),
        ("“Everyone can afford it.”", "“Everyone can afford it.”", "“Everyone can afford it.”"),
        ("Kim asked “who pays”", "Kim asked “who pays”", "Kim asked “who pays”."),
        ("Will revenue rise?", "Will revenue rise?", "Will revenue rise?"),
        ("More and more...", "More and more...", "More and more..."),
        ("Revenue rose;", "Revenue rose", "Revenue rose."),
    ],
)
def test_english_insight_becomes_a_sentence(text, headline, sentence):
    """A headline has no final full stop, a sentence one end of its own."""
    assert headline_of(summary(text)) == ShortForm(headline, ("/core_insights/0",))
    assert standfirst_of(summary(text), EN) == ShortForm(sentence, ("/core_insights/0",))


@pytest.mark.parametrize(
    ("text", "headline", "sentence"),
    [
        ("营收增长15%", "营收增长15%", "营收增长15%。"),
        ("营收增长15%。", "营收增长15%", "营收增长15%。"),
        ("林悦表示：“人人用得起。”", "林悦表示：“人人用得起。”", "林悦表示：“人人用得起。”"),
        ("林悦表示“人人用得起”", "林悦表示“人人用得起”", "林悦表示“人人用得起”。"),
        ("营收会增长吗？", "营收会增长吗？", "营收会增长吗？"),
        ("营收增长15%；", "营收增长15%", "营收增长15%。"),
    ],
)
def test_chinese_insight_becomes_a_sentence(text, headline, sentence):
    """Full-width marks; no space between sentences."""
    assert headline_of(summary(text)) == ShortForm(headline, ("/core_insights/0",))
    assert standfirst_of(summary(text), ZH) == ShortForm(sentence, ("/core_insights/0",))


def test_first_insight_that_fits_is_the_headline():
    long = "x" * (MAX_HEADLINE + 1)
    assert headline_of(summary(long, "y" * MAX_HEADLINE + ".")) == ShortForm("y" * 70, ("/core_insights/1",))


def test_detail_of_a_group_is_no_headline():
    """It would stand above the news as if it were the news."""
    assert headline_of(summary("x" * (MAX_HEADLINE + 1), groups=[["Police have opened an inquiry"]])) is None


def test_headline_is_not_repeated_below_it():
    made = standfirst_of(summary("First", "Second.", "Third"), EN)
    assert made == ShortForm("Second. Third.", ("/core_insights/1", "/core_insights/2"))
    assert standfirst_of(summary("第一", "第二", "第三"), ZH).text == "第二。第三。"


def test_groups_serve_where_no_core_insight_does():
    """They say in more detail what the core insights say."""
    assert standfirst_of(summary("First", "Second", groups=[["Third"]]), EN).text == "Second."
    made = standfirst_of(summary("First", groups=[["Second", "Third"]]), EN)
    assert made == ShortForm("Second. Third.", ("/groups/0/insights/0", "/groups/0/insights/1"))


def test_standfirst_is_never_cut():
    """What does not fit whole is left out, and what fits behind it is not."""
    made = standfirst_of(summary("Headline", "a" * 200, "b" * 150, "c" * 97), EN)
    assert made == ShortForm(f"{'a' * 200}. {'c' * 97}.", ("/core_insights/1", "/core_insights/3"))
    assert len(made.text) == MAX_STANDFIRST
    assert standfirst_of(summary("a" * 301), EN) is None


@pytest.mark.parametrize("severity", [Severity.FAILS, Severity.WARNS])
def test_what_an_editor_should_look_at_serves_for_nothing(severity):
    """Nobody reads findings in a field of a content system."""
    assert headline_of(summary(insight("Doubtful", severity))) is None
    assert standfirst_of(summary(insight("Doubtful", severity)), EN) is None
    assert headline_of(summary(insight("Doubtful", severity), "Sound")).text == "Sound"


def test_a_note_takes_nothing_away():
    assert headline_of(summary(insight("Rounded", Severity.NOTES))).text == "Rounded"


def test_an_empty_summary_has_no_short_forms():
    assert headline_of(summary(" ")) is None
    assert standfirst_of(Summary(()), ZH) is None


@pytest.mark.parametrize(
    "text",
    [
        "It will open in May",
        "They said so",
        "But this is new",
        "该公司营收增长15%",
        "其营收增长15%",
        "但市场不买账",
        "——林悦，首席执行官",
        "-Kim, chief",
    ],
)
def test_no_text_begins_with_what_stands_for_something_said_before(text):
    """Alone in its field nobody knows who "it" is; behind a sentence it may stand."""
    language = EN if text.isascii() else ZH
    assert headline_of(summary(text)) is None
    assert standfirst_of(summary(text), language) is None
    assert headline_of(summary(text, "其他公司亏损")).text == "其他公司亏损"
    assert standfirst_of(summary("Kim moved", "Kim asked", text), EN).insights == (
        "/core_insights/1",
        "/core_insights/2",
    )


@pytest.mark.parametrize(
    "text", ["IT spending rose 15%", "He Lifeng met envoys in Geneva", "他信回到曼谷", "但丁手稿将展出", "其他公司亏损"]
)
def test_names_that_look_like_such_words_may_stand_first(text):
    assert headline_of(summary(text)) == ShortForm(text, ("/core_insights/0",))
