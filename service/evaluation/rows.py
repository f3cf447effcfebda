"""JSON lines of data sets, read as the models that say which of their fields are used."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from service.domain.errors import SummaryError
from service.schema.loose_dates import rfc_3339


class Row(BaseModel):
    """A row of a data set; fields that are not named are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = ""


class ArticleRow(Row):
    """An article to be briefed, as a row of ``articles_*.jsonl`` or of anyone's own file."""

    text: str = ""
    paragraphs: tuple[str, ...] = ()
    title: str | None = None
    source: str | None = None
    published_at: str | None = None

    @property
    def date(self) -> str:
        """The date in the form that the domain takes, "" where there is none."""
        return rfc_3339(self.published_at or "")


Model = TypeVar("Model", bound=BaseModel)


def read_rows(path: Path, model: type[Model]) -> Iterator[Model]:
    """Yield the rows of a file, blank lines left out; raise SummaryError with file and line for one that is wrong."""
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = model.model_validate_json(line)
            except ValidationError as error:
                message = error.errors(include_url=False, include_input=False)[0]["msg"]
                raise SummaryError(f"{path.name}, line {number}: {message}") from error
            yield row
