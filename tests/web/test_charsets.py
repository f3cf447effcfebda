"""Files in the charsets of newsrooms, whatever they say of themselves."""

import pytest

from service.domain.errors import CharsetUnknown
from service.web.charsets import decode
from tests.domain.samples import CHINESE, ENGLISH

SIMPLIFIED = "\r\n".join(CHINESE)
TRADITIONAL = "星河智能8月12日宣布，其開源模型下載量已超3.5億次。公司表示，我們希望讓每一家中小企業都用得起大模型。"
CURLY = "“We want every small company to afford a model,” she said — and the café agreed. " * 3


@pytest.mark.parametrize(
    ("text", "codec", "charset"),
    [
        (SIMPLIFIED, "utf-8", "UTF-8"),
        (SIMPLIFIED, "utf-8-sig", "UTF-8"),
        (SIMPLIFIED, "utf-16", "UTF-16"),
        (SIMPLIFIED, "utf-16-be", "UTF-16BE"),
        (SIMPLIFIED, "utf-16-le", "UTF-16LE"),
        (SIMPLIFIED, "gb18030", "GB18030"),
        (SIMPLIFIED, "gbk", "GB18030"),
        (SIMPLIFIED.replace("“", "").replace("”", ""), "gb2312", "GB18030"),
        (TRADITIONAL, "big5", "Big5"),
        (TRADITIONAL, "gb18030", "GB18030"),
        ("\n".join(ENGLISH), "utf-8", "UTF-8"),
        ("\n".join(ENGLISH), "windows-1252", "windows-1252"),
        (CURLY, "windows-1252", "windows-1252"),
        ("plain", "ascii", "UTF-8"),
        ("", "ascii", "UTF-8"),
    ],
)
def test_bytes_tell_their_charset(text, codec, charset):
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.charset) == (text, charset)


@pytest.mark.parametrize(
    "raw",
    [
        bytes(range(256)) * 40,
        b"\x89PNG\r\n\x1a\n" + bytes(range(200)),
        b"\xff\xfe\x00\xd8\x00\xd8",  # UTF-16 by its mark, and then half a pair
        "Ελληνικά, όχι κινέζικα ούτε αγγλικά".encode("iso-8859-7"),
        "これは日本語の記事です。".encode("shift_jis"),
        ("、" * 200).encode("euc-jp")[1:],
    ],
    ids=["all bytes", "image", "half a pair", "greek", "japanese", "cut"],
)
def test_no_text_is_ever_guessed_into_mojibake(raw):
    with pytest.raises(CharsetUnknown):
        decode(raw)
