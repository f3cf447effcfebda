"""A news item of a content system: IPTC's ninjs, read in its versions 1.x, 2.x and 3.x.

The branches differ in how names are written (``versioncreated``, ``versionCreated``) and in where texts stand:
``headline`` and ``body_html`` in 1.x, ``headlines`` and ``bodies`` since 2.0. Superdesk writes 1.x with names of its
own: ``guid`` for ``uri``, and ``source``, ``firstpublished`` and ``evolvedfrom``. Fields that are of no use here are
ignored, whatever they hold.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from service.domain.article import is_date
from service.schema.loose_dates import rfc_3339

ARTICLE_ROLES = frozenset(
    # those of IPTC's examples, which name the format as often as the purpose, and those of agencies
    "main body article story content text plain simple html xhtml richtext".split()
)
_MARKUP = frozenset({"text/html", "application/xhtml+xml"})
_TEXT = frozenset({"text/plain", "text/markdown"})
_MARKUP_ROLES = frozenset({"html", "xhtml", "richtext"})
_MANY = 200  # headlines, bodies or sources of one item; real ones have a handful

Name = Annotated[str, Field(max_length=2_000)]
Line = Annotated[str, Field(max_length=500)]


def _moment(given: str) -> str:
    date = rfc_3339(given)
    if date and not is_date(date):
        raise PydanticCustomError("not_a_date", "a date-time of RFC 3339 is wanted: 2025-08-13T12:33:00+08:00")
    return date


Moment = Annotated[str, Field(max_length=100), AfterValidator(_moment)]


class Valued(BaseModel):
    """One of several texts of an item, told apart by role and media type."""

    model_config = ConfigDict(strict=True, frozen=True)

    role: Line | None = None
    content_type: Line | None = Field(None, validation_alias=AliasChoices("contentType", "contenttype"))
    value: str | None = None

    @property
    def media_type(self) -> str:
        """The media type without its parameters, in small letters."""
        return (self.content_type or "").partition(";")[0].strip().lower()


class Headline(Valued):
    """A headline, no longer than a title may be."""

    value: Line | None = None


class InfoSource(BaseModel):
    """Who the content comes from."""

    model_config = ConfigDict(strict=True, frozen=True)

    name: Line | None = None
    role: Name | None = Field(None, validation_alias=AliasChoices("role", "rel"))


@dataclass(frozen=True, slots=True)
class Content:
    """A text of an item, and whether it is HTML for certain."""

    text: str
    markup: bool


class NinjsItem(BaseModel):
    """A news item in ninjs 3.x; the names of 2.x, 1.x and Superdesk are read, too, and all other fields are ignored."""

    model_config = ConfigDict(strict=True, frozen=True, extra="allow")  # allowed, for 1.x has body_… of any name

    uri: Name | None = Field(
        None, validation_alias=AliasChoices("uri", "guid"), description="The item's name; its briefs are found by it."
    )
    pub_status: Literal["usable", "withheld", "canceled"] | None = Field(
        None,
        validation_alias=AliasChoices("pubStatus", "pubstatus"),
        description="`withheld` leaves nothing behind, `canceled` withdraws every kept brief of the item.",
    )
    headlines: Annotated[list[Headline], Field(max_length=_MANY)] | None = None
    bodies: Annotated[list[Valued], Field(max_length=_MANY)] | None = None
    info_sources: Annotated[list[InfoSource], Field(max_length=_MANY)] | None = Field(
        None, validation_alias=AliasChoices("infoSources", "infosources", "infosource")
    )
    version_created: Moment | None = Field(None, validation_alias=AliasChoices("versionCreated", "versioncreated"))
    content_created: Moment | None = Field(None, validation_alias=AliasChoices("contentCreated", "contentcreated"))
    first_created: Moment | None = Field(None, validation_alias=AliasChoices("firstCreated", "firstcreated"))
    first_published: Moment | None = Field(None, validation_alias=AliasChoices("firstPublished", "firstpublished"))
    embargoed_until: Moment | None = Field(None, validation_alias=AliasChoices("embargoedUntil", "embargoed"))
    copyright_holder: Line | None = Field(None, validation_alias=AliasChoices("copyrightHolder", "copyrightholder"))
    title: Line | None = None
    headline: Line | None = Field(None, description="1.x.")
    body_html: str | None = Field(None, description="1.x; as are `body_xhtml`, `body_text` and any other `body_…`.")
    body_xhtml: str | None = None
    body_text: str | None = None
    source: Line | None = Field(None, description="Superdesk's name of the source.")
    evolved_from: Name | None = Field(
        None,
        validation_alias=AliasChoices("evolvedFrom", "evolvedfrom"),
        description="Superdesk's name of the item that this one is a new version of.",
    )

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: object) -> object:
        """Leave out what is null, so that it does not hide the same under another branch's name: an embargo, a uri."""
        return {name: value for name, value in given.items() if value is not None} if isinstance(given, dict) else given

    def body(self) -> Content | None:
        """Return the article's body; None where there is none.

        Bodies of the roles that articles have come before those of others (a teaser, a caption). Among them a text of
        several lines is taken as it is; a text of one line comes after HTML, which tells the paragraphs apart: so it
        is in IPTC's own examples.
        """
        offered = [one for one in self._bodies() if one.value and one.value.strip() and _readable(one)]
        best = min(offered, key=lambda one: (not _of_article(one), not _has_lines(one), not _markup(one)), default=None)
        return Content(best.value or "", _markup(best)) if best else None

    def main_headline(self) -> Content:
        """Return the article's own headline, empty where there is none; the last resort is ``title``: mere metadata."""
        given = [one for one in self.headlines or () if one.value and one.value.strip() and _readable(one)]
        best = min(given, key=lambda one: not _of_article(one), default=None)
        if best and not self.headline:
            return Content(best.value or "", _markup(best))
        return Content(self.headline or self.title or "", markup=False)

    def source_name(self) -> str:
        """Return who published the article: the source of origin before others, last the holder of the copyright."""
        named = [one for one in self.info_sources or () if one.name]
        best = min(named, key=lambda one: "orig" not in (one.role or "").lower(), default=None)
        return self.source or (best and best.name) or self.copyright_holder or ""

    def published_at(self) -> str:
        """Return when this text was published, RFC 3339.

        What Superdesk says outright, else when this version was made, which is what "today" in it means.
        """
        return self.first_published or self.version_created or self.content_created or self.first_created or ""

    def embargoed(self, now: datetime) -> bool:
        """Whether nothing of the item may be left behind."""
        until = datetime.fromisoformat(self.embargoed_until.upper()) if self.embargoed_until else now
        return self.pub_status == "withheld" or (until if until.tzinfo else until.replace(tzinfo=UTC)) > now

    def _bodies(self) -> Iterator[Valued]:
        yield from self.bodies or ()
        known = {"html": self.body_html, "xhtml": self.body_xhtml, "text": self.body_text}
        yield from _of_1x(known.items())
        others = (self.model_extra or {}).items()
        yield from _of_1x((name.removeprefix("body_"), value) for name, value in others if name.startswith("body_"))


class WithdrawnJson(BaseModel):
    """The answer to a canceled item."""

    withdrawn: list[str] = Field(description="The ids of the briefs that were kept of it, and no longer are.")


def _of_1x(texts: Iterable[tuple[str, object]]) -> Iterator[Valued]:
    """Yield bodies whose names say what they are, as ``body_html`` does."""
    for role, value in texts:
        if isinstance(value, str):
            yield Valued(role=role[:100], value=value)


def _of_article(one: Valued) -> bool:
    return not one.role or one.role.strip().lower() in ARTICLE_ROLES


def _markup(one: Valued) -> bool:
    return one.media_type in _MARKUP or (not one.media_type and (one.role or "").strip().lower() in _MARKUP_ROLES)


def _has_lines(one: Valued) -> bool:
    return not _markup(one) and "\n" in (one.value or "").strip()


def _readable(one: Valued) -> bool:
    return not one.media_type or one.media_type in _MARKUP | _TEXT
