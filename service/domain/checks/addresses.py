"""Whether the web and mail addresses of an insight stand in the article."""

import re
from collections.abc import Iterator
from itertools import islice

from service.domain.checks.evidence import TITLE, Basis, Evidence, Outcome
from service.domain.finding import Finding, Problem
from service.domain.summary import Insight
from service.domain.verification import Tally

CHECK = "addresses"

_LABELS = r"(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,8}"
# Of what has neither scheme nor "www.": Node.js/TypeScript is no address.
_ENDINGS = r"(?:com|org|net|info|biz|cn|hk|tw|jp|kr|uk|de|fr|eu|ru|us|io|ai|co|me|tv|app|dev|gov|edu|xyz|example)"
# With a scheme, "www." or a path; "Booking.com" alone is a name, which the check of names looks at.
_ADDRESS = re.compile(
    rf"(?:[a-z][a-z0-9+.-]{{1,20}}://|www\.)[!#-&*-;=?-~]{{2,400}}"
    rf"|(?<![\w.-]){_LABELS}{_ENDINGS}/[!#-&*-;=?-~]{{0,400}}"
    rf"|(?<![\w.+-])[\w.+-]{{1,64}}@{_LABELS}[a-z]{{2,24}}",
    re.IGNORECASE | re.ASCII,
)
_BEGINNING = re.compile(r"(?:https?://)?(?:www\.)?", re.IGNORECASE)
_MOST = 20  # addresses of an insight, which is a sentence: what a hostile summary may cost


def check_addresses(insight: Insight, basis: Basis, where: str) -> Outcome:
    """Look for the addresses of an insight in the whole article: a reader who follows one leaves what was checked."""
    claims = list(islice(_addresses(insight.text), _MOST))
    if not claims:
        return Outcome()
    known = basis.evidence.once(all_addresses)
    invented = [claim for claim in claims if _plain(claim) not in known]
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
    texts = [evidence.text(number) for number in (TITLE, *evidence.numbers())]
    found = {_plain(address) for text in texts for address in _addresses(text)}
    return frozenset(found | {address.split("/", 1)[0] for address in found})


def _addresses(text: str) -> Iterator[str]:
    return (match[0].rstrip(".,;:!?'*") for match in _ADDRESS.finditer(text))


def _plain(address: str) -> str:
    return _BEGINNING.sub("", address, count=1).rstrip("/").casefold()
