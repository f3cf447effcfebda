"""What charset the bytes of a file are in, which the file itself may say wrongly or not at all."""

import codecs
from dataclasses import dataclass

from service.domain.errors import CharsetUnknown

CHARSETS = {
    **{name: name for name in ("utf-8", "utf-16", "utf-16le", "utf-16be", "gb18030", "big5", "windows-1252")},
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("us-ascii", "iso-8859-1"), "windows-1252"),
    "utf8": "utf-8",
    "big5-hkscs": "big5-hkscs",
}
"""What newsrooms send, and what it is read as: old names stand for the larger set of today, as in browsers.

Not all that Python can decode: "undefined" and "punycode" raise what no decoder should, "idna" takes 17 s for 800 kB.
"""

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

# The commonest characters of Chinese text in both scripts, a third of any article. In bytes read as the wrong charset
# they are rare: of 36 files of real articles none has under 33 % read rightly, none over 2 % read wrongly.
_COMMON = frozenset(
    "的一是不了在有人我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着自之年过過发發后後作里裡"
    "用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心本前开開但因只从從想实實日"
    "月公司企业業新技术術与與产產品市场場数數万萬亿億元美将將及或等者被高机機电電网網系统統系使其它此很更最第号號两兩三二十"
)
_LEAST_COMMON = 0.08
_FEW_CHARACTERS = 4_000  # enough to tell by, and a fixed cost
_SINGLE_BYTE_SHARE = 0.1  # bytes above ASCII in a text of Western letters: accents, dashes and curly quotes


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the charset that its bytes turned out to be in."""

    text: str
    charset: str


def decode(raw: bytes) -> Decoded:
    """Return the text of a file by what its bytes are, whatever it declares; raise CharsetUnknown, never mojibake.

    A byte-order mark decides; bytes that are UTF-8 without a fault are UTF-8; UTF-16 shows in its zero bytes. GB18030
    and Big5 are told apart by which of them gives common characters.
    """
    for bom, codec in BOMS:
        if raw.startswith(bom):
            return Decoded(_strict(raw, codec), codec.removesuffix("-sig").upper())
    for codec in ("utf-8", *_utf_16(raw)):
        if (text := _readable(raw, codec)) is not None:
            return Decoded(text, codec.upper())
    chinese = [Decoded(text, name) for name, codec in _CHINESE if (text := _readable(raw, codec)) is not None]
    best = max(chinese, key=lambda one: _commonness(one.text), default=None)
    if best and _commonness(best.text) >= _LEAST_COMMON:
        return best
    western = _readable(raw, "windows-1252")
    if western is not None and sum(byte > 0x7F for byte in raw) <= _SINGLE_BYTE_SHARE * len(raw):  # noqa: PLR2004
        return Decoded(western, "windows-1252")
    raise CharsetUnknown("the charset of these bytes cannot be told, or they are no text")


_CHINESE = (("GB18030", "gb18030"), ("Big5", "big5"), ("Big5", "cp950"), ("Big5", "big5-hkscs"))


def _utf_16(raw: bytes) -> tuple[str, ...]:
    """Return the byte order in which line feeds, spaces and digits would make these zero bytes, if there are any."""
    even, odd = raw[::2].count(0), raw[1::2].count(0)
    if even == odd:
        return ()
    return ("utf-16le",) if odd > even else ("utf-16be",)


def _strict(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        raise CharsetUnknown("the bytes are not in the charset of their byte-order mark") from None


def _readable(raw: bytes, codec: str) -> str | None:
    """Return the text where the bytes are that charset's, and hold no control character that no text has."""
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError:
        return None
    return None if any(control in text for control in _CONTROLS) else text


_CONTROLS = tuple(chr(code) for code in range(32) if chr(code) not in "\t\n\r\f\x1a\x1b")


def _commonness(text: str) -> float:
    """Return the share of the commonest characters among those that are no ASCII."""
    foreign = [character for character in text if character > "\x7f"][:_FEW_CHARACTERS]
    return sum(character in _COMMON for character in foreign) / len(foreign) if foreign else 0.0
