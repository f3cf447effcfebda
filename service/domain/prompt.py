"""A prompt as data: three templates and an example for each pair of languages, checked when loaded."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Template

from service.domain.errors import SettingsError
from service.domain.language import Language

PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "system": frozenset(
        {"source_language", "output_language", "insight_length", "quote_length", "name_rule"}
        | {"core_label", "group_line", "example"}
    ),
    "user": frozenset(
        {"output_language", "core_label", "core_count", "group_count", "insight_count"}
        | {"glossary", "fence", "article"}
    ),
    "repair": frozenset({"output_language", "glossary", "fence", "article", "failures"}),
}
"""What each template must hold, no more and no less: a dropped placeholder would lose the article or a rule."""

DIGEST_LENGTH = 16  # hexadecimal digits of the SHA-256: 64 bits tell prompts apart and fit a log line


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """An immutable version of a prompt: its id, e.g. ``news-brief/v1``, the digest of its files, and what they hold."""

    id: str
    digest: str
    system: Template
    user: Template
    repair: Template
    examples: Mapping[str, str]

    @classmethod
    def of(cls, prompt_id: str, files: Mapping[str, str]) -> "Prompt":
        """Build a prompt from the contents of its files by name; raise SettingsError listing every mistake."""
        if mistakes := tuple(f"prompt {prompt_id}: {mistake}" for mistake in _mistakes(files)):
            raise SettingsError(mistakes)
        return cls(
            id=prompt_id,
            digest=_digest(files),
            system=Template(files["system.md"]),
            user=Template(files["user.md"]),
            repair=Template(files["repair.md"]),
            examples={name: files[name].strip() for name in example_names()},
        )

    def example(self, source: Language, output: Language) -> str:
        """Return the example of a brief in one language of an article in the other."""
        return self.examples[_example_name(source, output)]


def file_names() -> tuple[str, ...]:
    """Return the names of a prompt's files; all of them shape it, and its digest."""
    return (*(f"{name}.md" for name in PLACEHOLDERS), *example_names())


def example_names() -> tuple[str, ...]:
    """Return the names of the example files, ``example.<article>.<brief>.md``; articles in either script share one."""
    sources = (Language.ENGLISH, Language.SIMPLIFIED_CHINESE)
    return tuple(_example_name(source, output) for source in sources for output in Language)


def _example_name(source: Language, output: Language) -> str:
    return f"example.{'zh' if source.chinese else 'en'}.{output}.md"


def _digest(files: Mapping[str, str]) -> str:
    content = "".join(f"{name}\0{files[name]}\0" for name in sorted(file_names()))
    return hashlib.sha256(content.encode()).hexdigest()[:DIGEST_LENGTH]


def _mistakes(files: Mapping[str, str]) -> Iterator[str]:
    for name in file_names():
        if not files.get(name, "").strip():
            yield f"{name} is missing or empty"
    for name, allowed in PLACEHOLDERS.items():
        yield from (f"{name}.md {mistake}" for mistake in _misplaced(files.get(f"{name}.md", ""), allowed))


def _misplaced(text: str, allowed: frozenset[str]) -> Iterator[str]:
    template = Template(text)
    if not text.strip():
        return
    if not template.is_valid():
        yield "has a $ that begins no placeholder (write $$ for the sign itself)"
        return
    found = set(template.get_identifiers())
    yield from (f"lacks ${name}" for name in sorted(allowed - found))
    yield from (f"has the unknown ${name}" for name in sorted(found - allowed))
