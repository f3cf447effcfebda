"""How a key is shown, as OpenAPI describes it."""

from typing import cast

from service.schema.problems import ProblemDetails
from service.web.operations import Json, ref

_SCHEMES: Json = {
    "key": {"type": "http", "scheme": "bearer", "description": "A key that `core-insights keys create` made: `ci_…`."},
    "browser": {"type": "http", "scheme": "basic", "description": "The same key as the password, whatever the name."},
}
_OPEN = frozenset({"/healthz", "/readyz"})
_LOCAL = frozenset({"/metrics"})  # which a caller on the same machine needs no key for
_EITHER: list[Json] = [{"key": []}, {"browser": []}]
_REFUSALS = {
    "401": "No key, or one that is unknown, revoked or expired.",
    "403": "The key may not be used for this.",
}


def keyed(description: Json) -> Json:
    """Return the description of a service that asks for keys."""
    paths = cast("dict[str, dict[str, Json]]", description["paths"])
    described = {
        path: operations if path in _OPEN else {method: _refusing(one) for method, one in operations.items()}
        for path, operations in paths.items()
    }
    open_ones = {path: {method: one | {"security": []} for method, one in paths[path].items()} for path in _OPEN}
    local_ones = {
        path: {method: one | {"security": [{}, *_EITHER]} for method, one in described[path].items()} for path in _LOCAL
    }
    components = cast("Json", description["components"]) | {"securitySchemes": _SCHEMES}
    paths = described | open_ones | local_ones
    return description | {"paths": paths, "components": components, "security": _EITHER}


def _refusing(operation: Json) -> Json:
    content = {"application/problem+json": {"schema": ref(ProblemDetails)}}
    refusals = {status: {"description": text, "content": content} for status, text in _REFUSALS.items()}
    return operation | {"responses": refusals | cast("Json", operation["responses"])}
