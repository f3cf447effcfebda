"""How a key is shown, as OpenAPI describes it."""

from typing import cast

from service.schema.problems import ProblemDetails
from service.web.operations import Json, ref

_SCHEMES: Json = {
    "key": {"type": "http", "scheme": "bearer", "description": "A key that `core-insights keys create` made: `ci_…`."},
    "browser": {"type": "http", "scheme": "basic", "description": "The same key as the password, whatever the name."},
}
_OPEN = frozenset({"/healthz", "/readyz"})
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
    components = cast("Json", description["components"]) | {"securitySchemes": _SCHEMES}
    security: list[Json] = [{"key": []}, {"browser": []}]
    return description | {"paths": described | open_ones, "components": components, "security": security}


def _refusing(operation: Json) -> Json:
    content = {"application/problem+json": {"schema": ref(ProblemDetails)}}
    refusals = {status: {"description": text, "content": content} for status, text in _REFUSALS.items()}
    return operation | {"responses": refusals | cast("Json", operation["responses"])}
