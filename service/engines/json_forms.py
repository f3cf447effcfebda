"""How answers are asked for as JSON: schemas that every JSON mode takes, and the words that ask for the same form.

Strict modes want every key required and no other allowed. Lengths of strings are left out: not every endpoint takes
them, and grammars grow with them; ``structured`` bounds what is read.
"""

from service.domain.summary import MAX_CORE_INSIGHTS, MAX_GROUP_INSIGHTS, MAX_GROUPS
from service.ports import JsonForm

_Schema = dict[str, object]

_MOST_CITATIONS = 3  # of an insight; contract §1: "normally one or two"
_MOST_REPAIRS = MAX_CORE_INSIGHTS + MAX_GROUPS * MAX_GROUP_INSIGHTS
_TEXT: _Schema = {"type": "string"}
_NUMBER: _Schema = {"type": "integer"}

_INSTEAD = """
Write the answer as one JSON object, in place of the plain text form described before: no label lines, no bullets, no
marks like [2] in a text, nothing before or after the object. All other rules hold. The form:
"""
_DRAFT = """\
{"core_insights": [{"text": "insight", "citations": [{"paragraph": 2, "quote": "quote"}]}],
 "groups": [{"heading": "heading", "insights": [
   {"text": "insight", "citations": [{"paragraph": 1, "quote": "quote"}, {"paragraph": 4, "quote": "quote"}]}]}]}"""
_REPAIRS = """\
{"insights": [{"number": 1, "text": "corrected insight", "citations": [{"paragraph": 2, "quote": "quote"}]}]}
Leave out of the list what you would DROP; with nothing left the list is empty."""


def _object(**properties: _Schema) -> _Schema:
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def _list(items: _Schema, *, least: int = 1, most: int) -> _Schema:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


_CITATIONS = _list(_object(paragraph=_NUMBER, quote=_TEXT), most=_MOST_CITATIONS)
_INSIGHT = _object(text=_TEXT, citations=_CITATIONS)
_GROUP = _object(heading=_TEXT, insights=_list(_INSIGHT, most=MAX_GROUP_INSIGHTS))
_REPAIR = _object(number=_NUMBER, text=_TEXT, citations=_CITATIONS)

DRAFT_FORM = JsonForm(
    _object(core_insights=_list(_INSIGHT, most=MAX_CORE_INSIGHTS), groups=_list(_GROUP, most=MAX_GROUPS)),
    _INSTEAD + _DRAFT,
)
"""A whole brief."""
REPAIR_FORM = JsonForm(_object(insights=_list(_REPAIR, least=0, most=_MOST_REPAIRS)), _INSTEAD + _REPAIRS)
"""The insights that were asked for once more, by their numbers."""
