"""Who wrote a brief, with what and at what cost, as JSON, and back."""

from typing import Self

from pydantic import BaseModel, ConfigDict

from service.domain.brief import Provenance


class ProvenanceJson(BaseModel):
    """Who wrote the brief, with what."""

    engine: str
    backend: str | None = None
    model: str | None = None
    prompt: str | None = None
    prompt_digest: str | None = None
    generated_at: str
    ai_generated: bool = True
    reviewed_by: str | None = None
    reviewed_at: str | None = None

    @classmethod
    def of(cls, provenance: Provenance) -> Self:
        """Return the JSON form."""
        return cls(
            engine=provenance.engine,
            backend=provenance.backend or None,
            model=provenance.model or None,
            prompt=provenance.prompt or None,
            prompt_digest=provenance.prompt_digest or None,
            generated_at=provenance.generated_at,
            ai_generated=provenance.ai_generated,
            reviewed_by=provenance.reviewed_by,
            reviewed_at=provenance.reviewed_at or None,
        )

    def provenance(self) -> Provenance:
        """Return the domain's form."""
        return Provenance(
            engine=self.engine,
            backend=self.backend or "",
            model=self.model or "",
            prompt=self.prompt or "",
            prompt_digest=self.prompt_digest or "",
            generated_at=self.generated_at,
            ai_generated=self.ai_generated,
            reviewed_by=self.reviewed_by,
            reviewed_at=self.reviewed_at or "",
        )


class UsageJson(BaseModel):
    """What the model endpoints were asked for, over all calls of this brief."""

    model_config = ConfigDict(from_attributes=True)

    calls: int
    input_tokens: int
    output_tokens: int
