"""Whether an answer is in the language asked for: names in the other script do not count against it."""

import pytest

from service.domain.errors import AnswerInWrongLanguage
from service.domain.language import Language
from service.domain.summary import Insight, Summary
from service.engines.written import check_language, written_in

ENGLISH, HANS, HANT = Language.ENGLISH, Language.SIMPLIFIED_CHINESE, Language.TRADITIONAL_CHINESE


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("Huawei said its new chip is out", {ENGLISH}),
        ("Guan Cha Zhe Wang (观察者网) reported on Huawei (华为) and its newest chips", {ENGLISH}),
        ("OpenAI与Google DeepMind签署合作协议", {HANS}),
        ("华为发布新一代麒麟芯片，性能提升两成", {HANS}),
        ("華為發布新一代麒麟晶片，效能提升兩成", {HANT}),
        ("本公司今日公布新的大型模型", {HANS, HANT}),
        ("Larkfield Robotics周二表示，公司已筹得3.5亿美元", {HANS, HANT}),
        ("12,000", {ENGLISH}),
    ],
)
def test_sentence_is_told_by_its_script(text: str, languages: set[Language]):
    assert {language for language in Language if written_in(language, text)} == languages


def test_script_is_told_from_the_whole_where_a_sentence_is_too_short():
    texts = ("公司已筹得3.5亿美元，同比增长一成", "公司发布了三款芯片与两款手机")
    assert written_in(HANT, texts[0])
    with pytest.raises(AnswerInWrongLanguage):
        check_language(Summary(tuple(Insight(text) for text in texts)), HANT)


def test_one_wrong_insight_spoils_the_answer():
    good = Insight("The company said its new chip is out and that it will be sold")
    check_language(Summary((good,)), ENGLISH)
    with pytest.raises(AnswerInWrongLanguage):
        check_language(Summary((good, Insight("华为发布新一代麒麟芯片"))), ENGLISH)


@pytest.mark.parametrize(
    "text",
    [
        "La société a annoncé que les puces sont dans la nouvelle usine et que le prix est pour les clients",
        "Das Unternehmen hat nicht gesagt, dass die Fabrik mit dem Geld von der Bank für das Werk und die Stadt ist",
    ],
)
def test_other_languages_are_no_english(text: str):
    with pytest.raises(AnswerInWrongLanguage):
        check_language(Summary((Insight(text),)), ENGLISH)
