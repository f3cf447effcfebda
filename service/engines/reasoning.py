"""An answer without what surrounds it: the model's thinking, its turn marks, terminal escapes, unseen characters."""

import re

from service.domain.characters import clean
from service.domain.errors import AnswerUnreadable

MOST_CHARACTERS = 40_000
"""Of an answer: 35 insights of contract §1 with two quotes each are under 20,000."""
MOST_LINES = 1_000
"""Of an answer: those 35 insights wrapped at 40 columns are under 600 with their labels."""

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.?)")
_SURROGATES = re.compile("[\ud800-\udfff]")
_EMPTY_LINES = re.compile(r"\n(?:[ \t\u3000]*\n){2,}")
_NAMES = "think|thinking|thought|thoughts|reasoning|analysis|reflection|scratchpad"
_THOUGHT_BEGINS = re.compile(rf"<(?:{_NAMES})>|\[THINK\]|◁think▷|<seed:think>", re.IGNORECASE)
_THOUGHT_ENDS = re.compile(rf"</(?:{_NAMES})>|\[/THINK\]|◁/think▷|</seed:think>", re.IGNORECASE)
_CHANNEL = (
    "<|channel|>"  # gpt-oss: <|channel|>analysis<|message|>…<|end|><|start|>assistant<|channel|>final<|message|>…
)
_FINAL = re.compile(
    r"<\|channel\|>final[^<\n]{0,40}<\|message\|>|\A(?:`{3}\w*)?\s*analysis[\sA-Z][\s\S]*assistantfinal"
)
_TURN_BEGINS = re.compile(
    r"\A(?:`{3}\w*)?\s*(?:<\|(?:im_start|start|start_header_id)\|>\s*assistant(?:<\|end_header_id\|>)?\s*)"
)
_TURN_ENDS = re.compile(
    r"<\|(?:im_end|im_start|end|return|eot_id|endoftext|end_of_text|start|start_header_id|user|observation)\|>"
    r"|</s>|<end_of_turn>|<｜(?:end▁of▁sentence|User)｜>|\[/INST\]"
)
_MARKED = re.compile(rf"{_TURN_ENDS.pattern}|<\||assistantfinal|<[bB][rR]\s*\Z")
_SIGNS = ("<", "◁", "[/", "[T", "[t", "assistantfinal")  # one of them is in whatever matches above or below
_WRAPPERS = re.compile(r"</?(?:answer|output|response|brief|final|result)>", re.IGNORECASE)
_BREAKS = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)


def bare(text: str) -> str:
    """Return what an answer says, its lines ended by a line feed; linear in the text.

    Raise AnswerUnreadable where thinking never ends, and where what remains is too long to be a brief.
    """
    answer = _without_thoughts(_turn(_EMPTY_LINES.sub("\n\n", visible(text))))
    if len(answer) > MOST_CHARACTERS or answer.count("\n") > MOST_LINES:
        raise AnswerUnreadable("the model's answer is far longer than a brief")
    return unwrapped(answer)


def visible(text: str) -> str:
    """Return the text without what cannot be seen, its lines ended by a line feed."""
    return clean(_SURROGATES.sub("", _ANSI.sub("", text)))


def unwrapped(text: str) -> str:
    """Return the text without the tags around an answer and those of line breaks."""
    return _BREAKS.sub(" ", _WRAPPERS.sub("", text))


def is_plain(line: str) -> bool:
    """Whether a line surely holds no mark and no tag: a look that costs little."""
    return not any(sign in line for sign in _SIGNS)


def ended_thought(line: str) -> int:
    """Return where in a line the last thought ends, 0 where none does."""
    return max((end.end() for end in _THOUGHT_ENDS.finditer(line)), default=0)


def begins_thought(line: str) -> bool:
    """Whether a thought begins in a line."""
    return _THOUGHT_BEGINS.search(line) is not None


def is_marked(line: str) -> bool:
    """Whether a line holds what bears on other lines: a mark of channels or turns, or half a tag."""
    return _MARKED.search(line) is not None


def _turn(text: str) -> str:
    """Return the last final message, or the first turn, as far as marks tell them apart."""
    finals = [final.end() for final in _FINAL.finditer(text)]
    answer = text[finals[-1] :] if finals else text
    return _TURN_ENDS.split(_TURN_BEGINS.sub("", answer), maxsplit=1)[0]


def _without_thoughts(text: str) -> str:
    ends = [end.end() for end in _THOUGHT_ENDS.finditer(text)]
    answer = text[ends[-1] :] if ends else text
    if _THOUGHT_BEGINS.search(answer) or _CHANNEL in answer:
        raise AnswerUnreadable("the model's answer is thinking without an end")
    return answer
