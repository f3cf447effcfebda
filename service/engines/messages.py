"""What the model is told: rules first, then the article, numbered and fenced by a mark nobody can guess."""

import re
from dataclasses import dataclass

from service.domain.article import Article
from service.domain.finding import Finding, Severity
from service.domain.glossary import Glossary
from service.domain.language import Language
from service.domain.prompt import NotesPrompt, Prompt
from service.domain.summary import Citation, Insight
from service.engines.fenced import article_lines, as_data, new_fence, paragraph_line, title_line
from service.engines.json_forms import DRAFT_FORM, REPAIR_FORM
from service.ports import Assignment, CompletionRequest, Failure

_SAYS = "says "  # how the messages of the checks begin that compare two statements


@dataclass(frozen=True, slots=True)
class _Wording:
    """How a prompt speaks of a language: contract §1 for lengths and labels."""

    name: str
    insight_length: str
    quote_length: str
    core_label: str
    group_line: str


_CHINESE_LENGTHS = ("25 to 70 Chinese characters", "6 to 30 characters")
_WORDING = {
    Language.ENGLISH: _Wording(
        "English", "15 to 35 words", "4 to 15 words", "Core Insights", "Group 1: Heading"
    ),
    Language.SIMPLIFIED_CHINESE: _Wording(
        "Simplified Chinese (简体中文)", *_CHINESE_LENGTHS, "核心观点", "分组1：标题"
    ),
    Language.TRADITIONAL_CHINESE: _Wording(
        "Traditional Chinese (繁體中文)", *_CHINESE_LENGTHS, "核心觀點", "分組1：標題"
    ),
}  # fmt: skip

_COPY_NAMES = "copy it from the article."
_ROMANISE_NAMES = "use the Latin form the article gives; if it gives none, write it in pinyin without tone marks."
_KEEP_NAMES = "use its established Chinese name if you are sure of it; if not, keep it in Latin letters."


@dataclass(frozen=True, slots=True)
class _Size:
    """How much brief an article of so many paragraphs and characters can carry, for the model to read."""

    core_count: str
    group_count: str
    insight_count: str
    most: int = 0
    heaviest: int = 0

    def holds(self, paragraphs: int, weight: int) -> bool:
        """Whether an article is small enough: by its characters, or by its paragraphs unless they are crowded."""
        return weight <= self.heaviest or (paragraphs <= self.most and weight <= _CROWDED * self.heaviest)


# The most paragraphs and characters for each size. The reference example has 3 core insights and 3 groups of 3 for an
# article of a dozen paragraphs; contract §1 forbids as much for six.
_SIZES = (
    _Size("1-2", "1", "1-2", most=3, heaviest=900),
    _Size("2", "1-2", "2", most=7, heaviest=2_400),
    _Size("3", "2-3", "2-3", most=14, heaviest=6_000),
    _Size("3-4", "3-4", "2-3", most=28, heaviest=14_000),
)
_CROWDED = 4  # times as many characters: a long text without paragraphs is no short one
_LARGEST = _Size("4-5", "4-5", "2-4")
_HAN_WEIGHT = 3  # a Chinese character says about as much as three English letters
_HAN = re.compile("[\u2e80-\U0010ffff]+")


def draft_request(prompt: Prompt, assignment: Assignment, glossary: Glossary) -> CompletionRequest:
    """Return the question for a whole brief."""
    size = _size(assignment.article)
    user = prompt.user.substitute(
        output_language=_WORDING[assignment.language].name,
        core_label=_WORDING[assignment.language].core_label,
        core_count=size.core_count,
        group_count=size.group_count,
        insight_count=size.insight_count,
        glossary=_names(assignment, glossary),
        fence=new_fence(),
        article=article_lines(assignment),
    )
    return CompletionRequest(_system(prompt, assignment), user, assignment.deadline, json=DRAFT_FORM)


def repair_request(
    prompt: Prompt, assignment: Assignment, glossary: Glossary, *, failures: tuple[Failure, ...]
) -> CompletionRequest:
    """Return the question for the failed insights only, each by its number in the tuple, counted from 1."""
    user = prompt.repair.substitute(
        output_language=_WORDING[assignment.language].name,
        glossary=_names(assignment, glossary),
        fence=new_fence(),
        article=article_lines(assignment),
        failures="\n".join(_failed(number, failure) for number, failure in enumerate(failures, start=1)),
    )
    return CompletionRequest(_system(prompt, assignment), user, assignment.deadline, json=REPAIR_FORM)


def notes_request(prompt: NotesPrompt, assignment: Assignment, most: int) -> CompletionRequest:
    """Return the question for notes on the part of an article that the assignment shows: at most so many."""
    source = _WORDING[assignment.article.language]
    system = prompt.system.substitute(source_language=source.name, quote_length=source.quote_length)
    lines = (title_line(assignment.article), *map(paragraph_line, assignment.shown))
    user = prompt.user.substitute(most=most, fence=new_fence(), article="\n".join(lines))
    return CompletionRequest(system, user, assignment.deadline)


def _system(prompt: Prompt, assignment: Assignment) -> str:
    source, output = assignment.article.language, assignment.language
    return prompt.system.substitute(
        source_language=_WORDING[source].name,
        output_language=_WORDING[output].name,
        insight_length=_WORDING[output].insight_length,
        quote_length=_WORDING[source].quote_length,
        name_rule=_name_rule(source, output),
        core_label=_WORDING[output].core_label,
        group_line=_WORDING[output].group_line,
        example=prompt.example(source, output),
    )


def _name_rule(source: Language, output: Language) -> str:
    if source.chinese == output.chinese:
        return _COPY_NAMES
    return _KEEP_NAMES if output.chinese else _ROMANISE_NAMES


def _names(assignment: Assignment, glossary: Glossary) -> str:
    """Return the names that occur in the article, each with its form in the brief's language."""
    article = assignment.article
    if article.language.chinese == assignment.language.chinese:
        return "(no list: copy the names from the article)"
    text = "\n".join((article.title, *(p.text for p in assignment.shown)))
    terms = tuple(glossary.terms_in(text))
    if assignment.language.chinese:
        lines = tuple(f"{term.english} = {term.chinese}" for term in terms)
    else:
        lines = tuple(f"{term.chinese} = {term.english}" for term in terms)
    return "\n".join(lines) or "(none)"


def _failed(number: int, failure: Failure) -> str:
    found = (_why(finding, failure.insight) for finding in failure.findings if finding.severity is not Severity.NOTES)
    why = (*found, *failure.reasons)
    return "\n".join(
        (f"{number}. {as_data(_written(failure.insight))}", *(f"   Wrong: {as_data(line)}" for line in why))
    )


def _why(finding: Finding, insight: Insight) -> str:
    """Return a finding in words that a model acts on: "you wrote 3.5 billion; paragraph 4 says 3.5亿 = 350 million"."""
    message = (
        f"you wrote {finding.message.removeprefix(_SAYS)}" if finding.message.startswith(_SAYS) else finding.message
    )
    named = not finding.text or finding.text == insight.text or finding.text in message
    return message if named else f"{message}: “{finding.text}”"


def _written(insight: Insight) -> str:
    return f"{insight.text} {''.join(_mark(citation) for citation in insight.citations)}".strip()


def _mark(citation: Citation) -> str:
    return f"[{citation.paragraph}: “{citation.quote}”]" if citation.quote else f"[{citation.paragraph}]"


def _size(article: Article) -> _Size:
    told = tuple(p.text for p in article.paragraphs if not p.boilerplate)
    looked_at = "".join(told)[: _CROWDED * _SIZES[-1].heaviest + 1]
    weight = len(looked_at) + (_HAN_WEIGHT - 1) * sum(map(len, _HAN.findall(looked_at)))
    return next((size for size in _SIZES if size.holds(len(told), weight)), _LARGEST)
