"""The renderings of a brief, by the names that callers choose them by; JSON is the schema's."""

from collections.abc import Callable, Mapping
from functools import partial

from service.domain.brief import Brief, Draft
from service.formats import html, markdown, ninjs, text

RENDERERS: Mapping[str, Callable[[Draft | Brief], str]] = {
    "lines": partial(text.render, form=text.Form.LINES),
    "flat": partial(text.render, form=text.Form.FLAT),
    "markdown": markdown.render,
    "html": html.render,
    "ninjs": ninjs.render,
}
READABLE = tuple(name for name in RENDERERS if name != "ninjs")
"""Those that ``reading`` reads back; a ninjs item is for content systems, which give back articles and not briefs."""
