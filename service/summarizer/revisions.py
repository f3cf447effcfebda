"""The brief of an earlier version of an article, and what has changed since."""

import hashlib
import json
from collections.abc import Iterator
from itertools import islice

from pydantic import ValidationError

from service.domain.alignment import Pair, align, changes_of
from service.domain.article import Article
from service.domain.brief import Brief
from service.domain.changes import Change
from service.domain.language import Language
from service.domain.orders import Order
from service.domain.ownership import name_for, shown_to
from service.domain.paragraph import Paragraph
from service.schema.briefs import load_brief
from service.summarizer.storing import BriefStore

_MOST_READ = 16  # briefs of an item, the newest: half a millisecond each


def earlier_brief(store: BriefStore, order: Order, language: Language) -> Brief | None:
    """Return the brief that this one revises; None where none is named, or none that is named is kept any more.

    Of the item that this one evolved from it is the newest in the language; briefs of this very text are none.
    """
    if order.previous:
        shown = (order.previous,) if shown_to(order.previous, order.owner) else ()
        return next(_kept(store, shown), None)
    item = name_for(order.evolved_from, order.owner)
    named = _kept(store, store.items.briefs(item) if order.evolved_from else ())
    paragraphs = order.article.paragraphs
    return next((one for one in named if one.header.language is language and one.paragraphs != paragraphs), None)


def changes_since(earlier: Brief, article: Article) -> tuple[Change, ...]:
    """Return what has changed in the article since the earlier brief of it, its title included."""
    pairs = align(earlier.paragraphs, article.paragraphs)
    titles = (_title(earlier.header.title), _title(article.title))
    renamed = all(title.text for title in titles) and titles[0].text != titles[1].text
    return changes_of((Pair(*titles), *pairs) if renamed else pairs)


def digest_of(earlier: Brief) -> str:
    """Return a digest of all of the earlier brief that can shape the one that revises it, and of when it was made.

    One that was withdrawn and made anew is another: what revised it before says no more what changed.
    """
    by = earlier.provenance
    shaping = [
        [
            earlier.id,
            earlier.header.language,
            earlier.header.title,
            by.engine,
            by.backend,
            by.model,
            by.prompt,
            by.generated_at,
        ],
        [[w, one.text, [[c.paragraph, c.quote] for c in one.citations]] for w, one in earlier.summary.located()],
        [group.heading for group in earlier.summary.groups],
        [[p.number, p.text, p.boilerplate] for p in earlier.paragraphs],
    ]
    return hashlib.sha256(json.dumps(shaping).encode()).hexdigest()


def _kept(store: BriefStore, ids: tuple[str, ...]) -> Iterator[Brief]:
    for brief_id in islice(ids, _MOST_READ):
        if payload := store.cache.get(brief_id):
            try:
                yield load_brief(payload)
            except ValidationError:  # of another version of this service, on the same Redis
                continue


def _title(text: str) -> Paragraph:
    return Paragraph(0, text, 0, len(text))
