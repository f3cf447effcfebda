"""The article of a kept brief, read without the rest."""

from pydantic import BaseModel, ValidationError

from service.domain.paragraph import Paragraph
from service.schema.briefs import ParagraphJson
from service.schema.drafts import SourceJson


class KeptArticle(BaseModel):
    """What a brief keeps of its article, and the id of the brief that it revises."""

    id: str
    title: str | None = None
    source: SourceJson | None = None
    paragraphs: list[ParagraphJson]
    previous: str | None = None

    @property
    def text(self) -> tuple[Paragraph, ...]:
        """The domain's form of the paragraphs."""
        return tuple(paragraph.paragraph() for paragraph in self.paragraphs)


def load_article(value: bytes) -> KeptArticle | None:
    """Return the article of a brief that ``dump_brief`` wrote; None of anything else."""
    try:
        return KeptArticle.model_validate_json(value)
    except ValidationError:
        return None
