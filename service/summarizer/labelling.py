"""The JSON of a brief as it is served: with its label, which is never kept."""

import json

from pydantic import BaseModel

from service.domain.language import Language
from service.formats.ai_label import AiLabel
from service.schema.provenance import ProvenanceJson


class _Written(BaseModel):
    """What of a brief its label depends on: the rest is not looked at."""

    language: Language
    provenance: ProvenanceJson


def labelled(payload: bytes, label: AiLabel) -> bytes:
    """Return a brief's JSON with ``label`` as its last member, as it is where the label is removed.

    A setting that changes the label so shows at once in kept briefs, and changes nothing else of them.
    """
    written = _Written.model_validate_json(payload)
    line = label.line_of(written.language, written.provenance.provenance())
    return payload[:-1] + b',"label":' + json.dumps(line, ensure_ascii=False).encode() + b"}" if line else payload
