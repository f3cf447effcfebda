"""Whether the web and mail addresses of an insight stand in the article."""

import re
from collections.abc import Iterator
from itertools import islice

from service.domain.checks.evidence import TITLE, Basis, Evidence, Outcome
from service.domain.finding import Finding, Problem
from service.domain.summary import Insight
from service.domain.verification import Tally

CHECK = "addresses"

_BRACKETED = r"[\[({（【] ?(?:\.|dot) ?[\])}）】]"  # "evil[.]com" is what a reader is told to mend
_DOT = rf"(?:\.| ?{_BRACKETED} ?)"
_LABELS = rf"(?:[a-z0-9](?:[a-z0-9-]{{0,62}}){_DOT}){{1,8}}"
# Of what has neither scheme nor "www.": Node.js is no address.
_ENDINGS = (
    r"(?:com|org|net|info|biz|cn|hk|tw|jp|kr|uk|de|fr|eu|ru|us|io|ai|co|me|tv|app|dev|gov|edu|xyz|top|site|online"
    r"|shop|club|cc|ly|gg|sh|im|pw|tk|link|click|live|store|tech|vip|win|icu|fun|ltd|news|blog|wiki|cloud|page|zip|mobi"
    r"|example|xn--[a-z0-9-]{2,59})(?![\w-])"
)
_ANY = r"[!#-&*-;=?-~À-ÖØ-öø-\u1fff]"  # no brackets or quotes, and letters of the names that other scripts write
_ADDRESS = re.compile(
    rf"(?:[a-z][a-z0-9+.-]{{1,20}}://|www\.){_ANY}{{0,400}}"
    r"|(?<![\w.-])(?:javascript:|vbscript:|data:[a-z]+/)[!#-&(-;=?-~]{1,400}"
    rf"|(?<![\w.+-])[\w.+-]{{1,64}}@{_LABELS}[a-z]{{2,24}}"
    rf"|(?<![\w.@-]){_LABELS}{_ENDINGS}(?:/{_ANY}{{0,400}})?",
    re.IGNORECASE | re.ASCII,
)
_MAY_BE_ADDRESS = re.compile(  # one stands in all of them, and in few sentences
    r"[:@.\[({（【](?:(?<=[:@])|(?<=\.)[a-z]|(?<=www\.)|(?<=[^:@.]) ?(?:\.|dot))", re.IGNORECASE | re.ASCII
)
# Names in other scripts are found by their endings: in Chinese nothing says where a word before a dot begins. ".NET" is
# no ending there.
_HAN = r"\u3040-\u30ff\u3400-\u9fff"
_FOREIGN = re.compile(
    rf"(?:\.|{_BRACKETED})(?P<ending>(?:com|cn|org|hk|tw|cc|top|xyz|vip|club|shop|online|site|info)(?![\w-])"
    rf"|(?:中国|中國|公司|网络|網絡|网址|网站|香港|台湾|台灣|商城|集团|在线|中文网|рф|рус|бел|укр|сайт|онлайн)"
    rf"(?![{_HAN}À-\u1fffa-z0-9-]))",
    re.IGNORECASE | re.ASCII,
)
_LABEL_BACKWARDS = re.compile(rf"[{_HAN}]{{1,2}}|[a-z0-9À-\u1fff-]{{1,63}}", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z0-9+/_=-]{24,400}")  # keys, digests, encoded text; no word has as many letters and a digit
_DIGIT, _LETTER = re.compile("[0-9]"), re.compile("[A-Za-z]")
_NARROW = {wide: wide - 0xFEE0 for wide in map(ord, "．：／－＿＠％")} | {
    wide: wide - 0xFEE0 for first, last in ("０９", "ＡＺ", "ａｚ") for wide in range(ord(first), ord(last) + 1)
}  # so ｈｔｔｐｓ：／／ is read as what a reader takes it for; a full-width comma or bracket still ends an address
_WIDE = re.compile("[\uff00-\uff5e]")
_DOTS = re.compile(_DOT, re.IGNORECASE)
_BEGINNING = re.compile(r"(?:https?://)?(?:www\.)?", re.IGNORECASE)
_MOST = 200  # addresses of an insight: more than 600 characters of a model hold; what a hostile summary may cost


def check_addresses(insight: Insight, basis: Basis, where: str) -> Outcome:
    """Look for the addresses and codes of an insight in the whole article: whoever follows one leaves what was checked.

    The bare name of a site ("JD.com") may be what the house style calls a company.
    """
    claims = list(islice(_addresses(insight.text), _MOST))
    if not claims:
        return Outcome()
    invented = [claim for claim in claims if not (_stands(claim, basis.evidence) or _is_name(claim, basis.evidence))]
    findings = tuple(
        Finding(
            check=CHECK,
            problem=Problem.ADDRESS_NOT_FOUND,
            where=where,
            text=claim,
            message=f"says {claim}; no such address stands in the article",
        )
        for claim in invented
    )
    return Outcome(Tally(len(claims), len(claims) - len(invented)), findings)


def all_addresses(evidence: Evidence) -> frozenset[str]:
    """Return the addresses of the article, and what begins each up to a slash: a brief may name the site alone."""
    found = {_plain(address) for text in _texts(evidence) for address in _addresses(text)}
    return frozenset(found | {address.split("/", 1)[0] for address in found})


def _texts(evidence: Evidence) -> Iterator[str]:
    return (evidence.text(number) for number in (TITLE, *evidence.numbers()))


def _addresses(text: str) -> Iterator[str]:
    """Yield what leads out of the text, as it is written there."""
    narrow = text.translate(_NARROW) if _WIDE.search(text) else text
    for match in _ADDRESS.finditer(narrow) if _MAY_BE_ADDRESS.search(narrow) else ():
        yield text[match.start() : match.start() + len(match[0].rstrip(".,;:!?'*"))]
    for match in _FOREIGN.finditer(narrow):
        label = _LABEL_BACKWARDS.match(narrow[max(0, match.start() - 63) : match.start()][::-1])
        if label and not (label[0] + match["ending"]).isascii():  # else it was found above
            yield text[match.start() - label.end() : match.end()]
    for match in _CODE.finditer(narrow):
        if _DIGIT.search(match[0]) and _LETTER.search(match[0]):
            yield text[match.start() : match.end()]


def _plain(address: str) -> str:
    dotted = _DOTS.sub(".", address.translate(_NARROW))
    return _BEGINNING.sub("", dotted, count=1).rstrip("/").casefold()


def _stands(claim: str, evidence: Evidence) -> bool:
    if _plain(claim) in evidence.once(all_addresses):
        return True
    return _CODE.fullmatch(claim) is not None and any(claim in text for text in _texts(evidence))  # or a part of one


def _is_name(claim: str, evidence: Evidence) -> bool:
    forms = (form for term in evidence.glossary.terms.values() for form in term.forms(chinese=False))
    return claim.casefold() in map(str.casefold, forms)
