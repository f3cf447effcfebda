"""What is unseen or deceives goes, what is written stays."""

import pytest

from service.domain.characters import MAX_COMBINING_RUN, clean, clean_line, is_line
from service.domain.errors import ArticleError


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("nul\x00 bell\x07 esc\x1b[31m", "nul bell esc[31m"),
        ("\ufeffBOM", "BOM"),
        ("price \u202e001\u202c", "price 001"),
        ("zero\u200bwidth\u2060 soft\xadhyphen", "zerowidth softhyphen"),
        ("tag\U000e0041\U000e0042s", "tags"),
        ("private\ue000use\ufffe", "privateuse"),
        ("joined\u200dwords", "joinedwords"),
        ("family 👩\u200d💻", "family 👩\u200d💻"),
        ("全角　缩进，“引号”", "全角　缩进，“引号”"),
        ("ﬁne ½ Ａ", "ﬁne ½ Ａ"),
    ],
)
def test_only_the_unseen_goes(given, kept):
    assert clean(given) == kept


def test_a_character_goes_or_stays_whatever_else_is_rare_in_the_text():
    texts = [f"word{chr(code)}" for code in range(0xD800)] + [f"word{chr(code)}" for code in range(0xE000, 0x10000)]
    assert [text for text in texts if clean(text) != clean(f"{text}\U00020000")[:-1]] == []


def test_long_runs_of_marks_are_cut():
    assert clean("e" + "\u0301" * 500) == "e" + "\u0301" * MAX_COMBINING_RUN


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
def test_lone_surrogates_are_refused(text):
    with pytest.raises(ArticleError, match="surrogates") as caught:
        clean(text)
    assert caught.value.code == "article-invalid"


def test_line_has_no_breaks():
    assert clean_line(" A\n title\u3000 of　two\tlines ") == "A title of two lines"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Lin Yue", True), ("林悦", True), ("", False), ("  ", False), ("a\nb", False), ("a\u2028b", False), ("a\u200bb", False), ("\ud800", False)],
)  # fmt: skip
def test_line_shows_all_it_holds(text, shown):
    assert is_line(text) is shown
