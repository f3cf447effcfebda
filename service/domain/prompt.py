"""Prompts as data: templates with their placeholders, and examples, checked when loaded."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Template
from typing import ClassVar

from service.domain.errors import SettingsError
from service.domain.language import Language

DIGEST_LENGTH = 16  # hexadecimal digits of the SHA-256: 64 bits tell prompts apart and fit a log line


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of prompt consists of: templates with what each must hold, and the names of further files.

    A template holds its placeholders, no more and no less: a dropped one would lose the article or a rule.
    """

    placeholders: Mapping[str, frozenset[str]]
    examples: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The names of a prompt's files; all of them shape it, and its digest."""
        return (*(f"{name}.md" for name in self.placeholders), *self.examples)

    def digest(self, prompt_id: str, files: Mapping[str, str]) -> str:
        """Return the digest of a prompt's files by name; raise SettingsError listing every mistake in them."""
        if mistakes := tuple(f"prompt {prompt_id}: {mistake}" for mistake in self._mistakes(files)):
            raise SettingsError(mistakes)
        content = "".join(f"{name}\0{files[name]}\0" for name in sorted(self.files))
        return hashlib.sha256(content.encode()).hexdigest()[:DIGEST_LENGTH]

    def _mistakes(self, files: Mapping[str, str]) -> Iterator[str]:
        for name in self.files:
            if not files.get(name, "").strip():
                yield f"{name} is missing or empty"
        for name, allowed in self.placeholders.items():
            yield from (f"{name}.md {mistake}" for mistake in _misplaced(files.get(f"{name}.md", ""), allowed))


def _example_name(source: Language, output: Language) -> str:
    """Return the name of an example file, ``example.<article>.<brief>.md``; articles in either script share one."""
    return f"example.{'zh' if source.chinese else 'en'}.{output}.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """An immutable version of the prompt for briefs: its id, e.g. ``news-brief/v1``, its digest and files."""

    shape: ClassVar[Shape] = Shape(
        {
            "system": frozenset(
                {"source_language", "output_language", "insight_length", "quote_length", "name_rule"}
                | {"core_label", "group_line", "example"}
            ),
            "user": frozenset(
                {"output_language", "core_label", "core_count", "group_count", "insight_count"}
                | {"glossary", "fence", "article"}
            ),
            "repair": frozenset({"output_language", "glossary", "fence", "article", "failures"}),
        },
        tuple(
            _example_name(source, output)
            for source in (Language.ENGLISH, Language.SIMPLIFIED_CHINESE)
            for output in Language
        ),
    )

    id: str
    digest: str
    system: Template
    user: Template
    repair: Template
    examples: Mapping[str, str]

    @classmethod
    def of(cls, prompt_id: str, files: Mapping[str, str]) -> "Prompt":
        """Build a prompt from the contents of its files by name; raise SettingsError listing every mistake."""
        return cls(
            id=prompt_id,
            digest=cls.shape.digest(prompt_id, files),
            system=Template(files["system.md"]),
            user=Template(files["user.md"]),
            repair=Template(files["repair.md"]),
            examples={name: files[name].strip() for name in cls.shape.examples},
        )

    def example(self, source: Language, output: Language) -> str:
        """Return the example of a brief in one language of an article in the other."""
        return self.examples[_example_name(source, output)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesPrompt:
    """An immutable version of the prompt for notes on a part of a long article."""

    shape: ClassVar[Shape] = Shape(
        {"system": frozenset({"source_language", "quote_length"}), "user": frozenset({"most", "fence", "article"})}
    )

    id: str
    digest: str
    system: Template
    user: Template

    @classmethod
    def of(cls, prompt_id: str, files: Mapping[str, str]) -> "NotesPrompt":
        """Build a prompt from the contents of its files by name; raise SettingsError listing every mistake."""
        return cls(
            id=prompt_id,
            digest=cls.shape.digest(prompt_id, files),
            system=Template(files["system.md"]),
            user=Template(files["user.md"]),
        )


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
