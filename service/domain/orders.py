"""What callers ask for."""

from dataclasses import dataclass
from enum import Enum, StrEnum

from service.domain.article import Article
from service.domain.language import Language


class Freshness(Enum):
    """What the caller wants of the cache, by the directive of HTTP's Cache-Control that says so."""

    ANY = ""
    RECOMPUTED = "no-cache"
    UNSTORED = "no-store"
    KEPT_ONLY = "only-if-cached"


class Reading(StrEnum):
    """How the text of an unread order becomes an article.

    As text or HTML, whichever it is; as HTML; as the HTML of a body, with nothing of a page around it, as content
    systems hold it.
    """

    TEXT = "text"
    HTML = "html"
    BODY = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadOrder:
    """An Order whose article nobody has read yet: strings, as they came through the door; "" where nothing was said.

    It is what is kept of an order that is worked on later. ``paragraphs`` stand in the place of ``text`` where the
    caller numbered them; ``language`` is one of the names of the interface, None where the service is to choose.
    """

    text: str = ""
    paragraphs: tuple[str, ...] = ()
    reading: Reading = Reading.TEXT
    title: str = ""
    source: str = ""
    published_at: str = ""
    url: str = ""
    language: str | None = None
    backend: str = ""
    freshness: Freshness = Freshness.ANY
    item: str = ""
    previous: str = ""
    evolved_from: str = ""
    caller: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a caller asks for. ``language`` None leaves it to the service, ``backend`` "" takes the first one.

    ``item`` is the name that the caller's content system has for the article. ``previous`` is the id of the brief of an
    earlier version, ``evolved_from`` the name of the item that this one evolved from; "" where there is none.
    ``caller`` is the id of the key that asked, whose usage it is; ``owner`` the one whose brief it will be, "" for
    everybody's.
    """

    article: Article
    language: Language | None = None
    backend: str = ""
    freshness: Freshness = Freshness.ANY
    item: str = ""
    previous: str = ""
    evolved_from: str = ""
    caller: str = ""
    owner: str = ""


def chosen_language(name: str | None, article: Article) -> Language | None:
    """Return the language of a caller's choice (``source``, ``zh`` or a tag), None where the service is to choose."""
    if name == "source":
        return article.language
    return Language("zh-Hans" if name == "zh" else name) if name else None
