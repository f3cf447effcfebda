"""SummEdits: English summaries of news with one small edit, right or wrong as people labelled it."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from service.evaluation.labelled.cases import Bench, Miss, Scored, grave, messages, share, statements
from service.evaluation.rows import Row, read_rows
from service.evaluation.tables import Measure

SET = "summedits_news_en"
_CHECKS = {"number": ("quantities", "dates"), "date": ("dates", "quantities"), "name": ("names",)}
_WORD = re.compile(r"[$€£]?[\w.,:’'%-]*[\w%]|\S")
_DATE = re.compile(
    r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"(?:19|20)\d\d|yesterday|today|tomorrow|spring|summer|autumn|fall|winter"
)
_NUMBER = re.compile(
    r".*\d.*|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundreds?|thousands?|[mb]illions?|dozens?|half|double[ds]?|twice|triple[ds]?|first|second|third|fourth|fifth)",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z][\w.'’-]+")


class EditRow(Row):
    """A document, a summary of it before and after one edit, and whether the edited one is right (1) or wrong (0)."""

    doc: str
    summary: str
    original_summary: str = ""
    label: int


def score(path: Path, bench: Bench, name: str = SET) -> Scored:
    """Return precision and recall of the checks by the kind of the edit, against the labels."""
    wrong, caught, flagged, justly = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    scored = Scored()
    kinds: Counter[str] = Counter()
    for row in read_rows(path, EditRow):
        checker = bench.text(row.doc)
        if checker is None:
            continue
        kind = kind_of(row.original_summary, row.summary)
        kinds[kind] += 1
        found = grave(statements(checker, row.summary), _CHECKS.get(kind, ("quantities", "dates", "names")))
        wrong[kind] += row.label == 0
        flagged[kind] += bool(found)
        caught[kind] += bool(found) and row.label == 0
        justly[kind] += bool(found) and row.label == 0
        if bool(found) is (row.label != 0):
            what = "wrong edit passed" if row.label == 0 else "right summary flagged"
            miss = Miss(name, f"{what}, {kind}", row.id, row.summary, row.original_summary, messages(found))
            scored.misses.append(miss)
    for kind in sorted(kinds):
        n = wrong[kind]
        scored.measures.append(Measure(set=name, metric=f"recall, {kind} edits", value=share(caught[kind], n), n=n))
        n = flagged[kind]
        scored.measures.append(Measure(set=name, metric=f"precision, {kind} edits", value=share(justly[kind], n), n=n))
    return scored


def kind_of(before: str, after: str) -> str:
    """Return what kind of words an edit changed: a date, a number, a name, or other words; ``none`` for no edit."""
    changed = set(_changed(before, after))
    if not changed:
        return "none"
    for kind, pattern in (("date", _DATE), ("number", _NUMBER), ("name", _NAME)):
        if any(pattern.fullmatch(word) for word in changed):
            return kind
    return "other"


def _changed(before: str, after: str) -> Iterator[str]:
    """Yield the words that are new or gone, those left out whose case alone differs."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    same = {word.lower() for word in old} & {word.lower() for word in new}
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (word for word in (*old[i:j], *new[k:m]) if word.lower() not in same)
