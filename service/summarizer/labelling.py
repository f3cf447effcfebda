"""The JSON of a brief as it is served: with its label, which is never kept."""

import json

from service.domain.brief import Provenance
from service.domain.language import Language
from service.formats.ai_label import AiLabel
from service.schema.provenance import ProvenanceJson

# Quotation marks within texts are escaped, so these bytes begin members of the JSON that ``dump_brief`` writes.
_LANGUAGE = b'"language":'
_PROVENANCE = b'"provenance":'

_DECODER = json.JSONDecoder()


def labelled(payload: bytes, label: AiLabel) -> bytes:
    """Return a brief's JSON with ``label`` as its last member, as it is where the label is removed.

    A setting that changes the label so shows at once in kept briefs, and changes nothing else of them.
    """
    line = label.line_of(*_written(payload))
    return payload[:-1] + b',"label":' + json.dumps(line, ensure_ascii=False).encode() + b"}" if line else payload


def model_of(payload: bytes) -> str:
    """Return the model that wrote the brief of this JSON; "" for none."""
    return _made(payload)["model"] or ""


def _written(payload: bytes) -> tuple[Language, Provenance]:
    """Return what of a brief its label depends on: every cache hit asks, so the rest is not read."""
    language = payload.index(_LANGUAGE) + len(_LANGUAGE)  # the first: ahead of it is the id alone
    tag = json.loads(payload[language : payload.index(b",", language)])
    return Language(tag), ProvenanceJson.model_validate(_made(payload)).provenance()


def _made(payload: bytes) -> dict[str, str | None]:
    provenance = payload.rindex(_PROVENANCE) + len(_PROVENANCE)  # the last: checks, ahead of it, are named freely
    made: dict[str, str | None]
    made, _ = _DECODER.raw_decode(payload[provenance:].decode())
    return made
