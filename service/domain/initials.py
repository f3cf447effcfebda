"""Alternatives of a pattern arranged so that it goes through a text several times as fast."""

import re
from collections import defaultdict

_TOP = re.compile(r"\|(?![^()]*\))")  # between alternatives, none of which has a group within a group
_OTHER_CASES = {"i": "İı", "k": "\u212a", "s": "ſ"}  # which re.IGNORECASE takes for these letters


def by_initial(alternatives: str) -> str:
    """Return alternatives, each of which begins with a letter, as a group that matches them in any case.

    They are arranged by their first letters: where re.IGNORECASE tries each of them at each place of a text, here a
    look at one character says no to all, or to all but a few. Those of one letter are tried in their order.
    """
    groups = defaultdict[str, list[str]](list)
    for word in _TOP.split(alternatives):
        groups[f"{word[0].lower()}{word[0].upper()}{_OTHER_CASES.get(word[0], '')}"].append(word[1:])
    arranged = "|".join(f"[{letters}](?i:{'|'.join(rests)})" for letters, rests in groups.items())
    return f"(?=[{''.join(groups)}])(?:{arranged})"
