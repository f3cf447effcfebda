"""What differs from other articles, as JSON, and back."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from service.domain.changes import Change, ChangeKind, Similar


class ChangeJson(BaseModel):
    """One thing that differs from an earlier or another article."""

    model_config = ConfigDict(from_attributes=True)

    kind: ChangeKind
    before: str = Field("", description="The words of the other article: the number, the date, or the paragraph.")
    after: str = Field("", description="The words of this article.")
    paragraph_before: int | None = Field(None, description="The number of the other article's paragraph.")
    paragraph: int | None = Field(None, description="The number of this article's paragraph.")

    def change(self) -> Change:
        """Return the domain's form."""
        return Change(
            kind=self.kind,
            before=self.before,
            after=self.after,
            paragraph_before=self.paragraph_before,
            paragraph=self.paragraph,
        )


class SimilarJson(BaseModel):
    """A kept brief of an article that says nearly the same."""

    id: str = Field(description="The other brief's id.")
    similarity: float = Field(description="The share of both texts that stands in the same runs of words, 0.35 to 1.")
    numbers: list[ChangeJson] = Field(
        description="The numbers, then the dates that differ: before in the other article, after here."
    )

    @classmethod
    def of(cls, similar: Similar) -> Self:
        """Return the JSON form."""
        numbers = [ChangeJson.model_validate(number) for number in similar.numbers]
        return cls(id=similar.id, similarity=similar.similarity, numbers=numbers)

    def similar(self) -> Similar:
        """Return the domain's form."""
        return Similar(self.id, self.similarity, tuple(number.change() for number in self.numbers))
