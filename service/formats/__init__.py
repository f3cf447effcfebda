"""The renderings of a brief, by the names that callers choose them by; JSON is the schema's."""

from collections.abc import Callable, Mapping

from service.domain.brief import Brief, Draft
from service.formats import html, markdown, ninjs, text
from service.formats.ai_label import AiLabel

RENDERERS: Mapping[str, Callable[[Draft | Brief, AiLabel], str]] = {
    "lines": lambda item, label: text.render(item, text.Form.LINES, label.line(item)),
    "flat": lambda item, label: text.render(item, text.Form.FLAT, label.line(item)),
    "markdown": lambda item, label: markdown.render(item, label.line(item)),
    "html": lambda item, label: html.render(item, label.line(item)),
    "ninjs": ninjs.render,
}
READABLE = tuple(name for name in RENDERERS if name != "ninjs")
"""Those that ``reading`` reads back; a ninjs item is for content systems, which give back articles and not briefs."""
