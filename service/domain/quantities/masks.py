"""What holds digits and numerals without stating a quantity: names, versions, addresses, idioms."""

import re

from service.domain.han import simplified
from service.domain.initials import by_initial

_IDIOM_WORDS = (
    "三星(?![级期])|百度|五角大楼|四川|十分(?![之钟])|千万(?=[别不要记])|一带一路|三农|三亚|三峡|三国|三明|六安|九江|九寨|十堰|"
    "八达|八卦|七夕|双十一|双11|双十二|双碳|百姓|百货|百科|千古|万科|万达|万物|半导体|半岛|半径|半夜|半决赛|两会|两岸|"
    "两院|两弹|一二线|二手|二维|三维|四通|六合|八一|九二共识|五粮液|十字|一些|一样|一直|一起|一般|一定|一致|一旦|一切|"
    "一度|一律|一贯|一面|一边|一方面|一系列|千差万别|千家万户|千方百计|百分百|万众|三番|四处|四面八方|"
    "五花八门|七上八下|乱七八糟|十全十美|九牛一毛|百花|百年老店|十足|两者|两难|二者|数据|数字|数码|数学|数量|数控|数值|数智|"
    "数目|几乎|几何|几率|双方|双边|双重|双向|双语|双休|二氧化|一氧化|三氧化|单位|单独|单纯|单一|单元|两面|三角|四季|五官|六神|九州|"
    "零售|零部件|零件|零食|零碎|百事|千禧|万圣|万寿|万能|万里长城|十月革命|三伏|三明治|三聚氰胺|四环素|五笔|七喜"
)
_IDIOMS = re.compile(
    "(?=[一二三四五六七八九十百千万两双半单零数几之])"  # a look at one character, with which each of them begins
    f"(?:{by_initial(_IDIOM_WORDS)}|[一二三四]线|[二三][胎孩]|(?<![零一二两三四五六七八九十百千])万一(?![千百十])"
    "|(?<=[统唯简订名菜清账保再归])[一单三零](?![0-9])|(?<!分)之一)"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]{1,500}|[\w.+-]{1,60}@[\w.-]{1,60}")
_CURRENCIES = frozenset("rmb usd cny eur gbp jpy hkd sgd aud cad chf inr btc us hk nt rs".split())
_COMPOUNDS = frozenset(
    "mid pre post sub top under over non age aged about late early since circa per plus minus to".split()
)
_WORD_BEFORE = re.compile(r"[a-z0-9]{0,19}[a-z]-?$")
_GENERATION = re.compile(
    r"(?:[2-6]g|[2-4]-?d|[248]k|16k|1080p|720p|360°|802\.1\d?[a-z]{0,2}|24/7|9/11|50/50)(?![a-z0-9])"
)
_LATIN_NAME = re.compile(r"(?:[A-Z][A-Za-z]*|[a-z]+[A-Z][A-Za-z]*)\s?$")
_NO_NAME = frozenset(
    """
    A An The In On At By For From To Of Over Under About Around Nearly Almost More Less Than And Or But With Without
    Only Some Top Up Down Between Among After Before Since Until During Within Another All Both Every Each Its Their His
    Her Our Your This That These Those When While As It He She They We You There Just Still Even Not Also Roughly
    Approximately Exactly Least Most Fewer Last Next Past First Second Third Many Several Other Total No Nos
    January February March April May June July August September October November December
    """.split()
)
_NAME_ENDS = frozenset("abcdefghijklmnopqrstuvwxyz-")
_LONGEST_NAME = 24
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：；！？（）"}
_WIDE = re.compile("[\uff01-\uff5e](?<![，：；！？（）])")
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_SAME = (("：", ":"), ("−", "-"), ("–", "-"), ("‑", "-"), ("\u3000", " "), ("\u00a0", " "))
_SEPARATOR = re.compile("[，\u00a0\u2009\u202f](?:(?<=[０-９]，)(?=[０-９]{3})|(?<=[0-9][^，])(?=[0-9]{3}(?![0-9])))")
_MASK = "\x00"


def folded(text: str) -> str:
    """Return the text in simplified characters, half width and lower case, of the same length, idioms masked."""
    text = _SEPARATOR.sub(",", text)
    if "://" in text or "www." in text or "@" in text:
        text = _ADDRESS.sub(_masked, text)
    plain = text.lower()
    if plain.isascii():
        return plain
    return _IDIOMS.sub(_masked, _narrow(plain if len(plain) == len(text) else text.translate(_LOWER)))


def _narrow(text: str) -> str:
    """Return the text in simplified characters and half width; tables are only gone through where they have a use."""
    text = simplified(text)
    if _WIDE.search(text):
        text = text.translate(_FULL_WIDTH)
    for wide, narrow in _SAME:
        text = text.replace(wide, narrow)
    return text


def is_inside_name(plain: str, start: int, end: int) -> bool:
    """Whether digits are no number but a part of a name or version: GPT-4, 3.11.4, 5G, SARS-CoV-2."""
    if _GENERATION.match(plain, start):
        return True
    after = plain[end : end + 2]
    if (after[:1] == "." and after[1:].isdigit()) or (
        plain[start - 1 : start] == "." and plain[start - 2 : start - 1].isdigit()
    ):
        return True
    if start == 0 or plain[start - 1] not in _NAME_ENDS:
        return False
    before = _WORD_BEFORE.search(plain, max(0, start - _LONGEST_NAME), start)
    if before is None:
        return False
    word = before[0].removesuffix("-")
    return word not in _CURRENCIES and not (before[0].endswith("-") and word in _COMPOUNDS)


def is_of_name(text: str, start: int) -> bool:
    """Whether a bare number at this place belongs to the name before it: the 16 of iPhone 16."""
    if not text[max(0, start - 2) : start].strip().isalpha():
        return False
    before = _LATIN_NAME.search(text, max(0, start - _LONGEST_NAME), start)
    return before is not None and before[0].rstrip() not in _NO_NAME


def _masked(match: re.Match[str]) -> str:
    return _MASK * len(match[0])
