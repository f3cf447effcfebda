"""A brief as the suggestions that a content system asks for: ``{"suggestions": ["…"]}``, as Superdesk does.

What is asked for is told by the instructions: by the first field's name in quotation marks that means one of these,
else by the first word that does. Nothing else in them has a say.
"""

import json
import re
from enum import Enum

from service.domain.brief import Brief
from service.domain.short_forms import headline_of, headlines_in, standfirst_of

_DEMAND = re.compile(r'\{\s*"suggestions"\s*:\s*\[')
_QUOTED = re.compile(r"""['"‘“「『](\w+)['"’”」』]""")


class Wanted(Enum):
    """What a content system asks for, with the words that ask for it."""

    HEADLINE = "headline|title|标题|標題"
    STANDFIRST = "standfirst|abstract|summar(?:y|ies|i[sz]e)|description|teaser|lead|摘要|导语|導語|概要|总结|總結"
    INSIGHTS = "insights?|key points?|takeaways?|bullets?|要点|要點|观点|觀點"


_WORDS = re.compile("|".join(f"(?P<{wanted.name}>{wanted.value})" for wanted in Wanted), re.IGNORECASE)


def wanted_by(instructions: str) -> Wanted | None:
    """Return what instructions ask for that demand suggestions; None where they do not."""
    if not _DEMAND.search(instructions):
        return None
    named = (_WORDS.search(quoted) for quoted in _QUOTED.findall(instructions))
    found = next((one for one in named if one), None) or _WORDS.search(instructions)
    return Wanted[found.lastgroup] if found and found.lastgroup else Wanted.INSIGHTS


def render(brief: Brief, wanted: Wanted, label: str) -> str:
    """Return the suggestions as JSON, the label beside them where there is one.

    A headline or a standfirst is one suggestion. Where a brief has no headline, the details that are short enough are
    offered; where it has nothing of what is wanted, or insights are wanted, each insight is.
    """
    texts = _short_forms(brief, wanted) or [" ".join(insight.text.split()) for _, insight in brief.summary.located()]
    said = {"suggestions": texts} | ({"label": label} if label else {})
    return json.dumps(said, ensure_ascii=False)


def _short_forms(brief: Brief, wanted: Wanted) -> list[str]:
    match wanted:
        case Wanted.HEADLINE:
            headline = headline_of(brief.summary)
            return [form.text for form in ([headline] if headline else headlines_in(brief.summary))]
        case Wanted.STANDFIRST:
            standfirst = standfirst_of(brief.summary, brief.header.language)
            return [standfirst.text] if standfirst else []
        case Wanted.INSIGHTS:
            return []
