"""Usage and limits, as OpenAPI describes them."""

from service.schema.chat_errors import ChatErrorBody
from service.schema.problems import ProblemDetails
from service.schema.usage import UsageDaysJson, UsageOptions
from service.web.operations import Json, ref

ANSWERED = (UsageDaysJson,)
_UNLIMITED = ("/healthz", "/readyz")


def paths() -> Json:
    """Return the path."""
    properties = UsageOptions.model_json_schema()["properties"]
    content = {"application/problem+json": {"schema": ref(ProblemDetails)}}
    return {
        "/usage": {
            "get": {
                "summary": "Read who used how much",
                "operationId": "readUsage",
                "description": "A key sees its own usage, one with the scope `operations` that of all keys. It is kept "
                "for 90 days and is a second or so behind.",
                "parameters": [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()],
                "responses": {
                    "200": {
                        "description": "The usage by day, key and model.",
                        "content": {"application/json": {"schema": ref(UsageDaysJson)}},
                    },
                    "422": {"description": "The days are none, or too many.", "content": content},
                    "503": {"description": "Where usage is kept does not answer.", "content": content},
                },
            }
        }
    }


def limited(paths: Json) -> Json:
    """Return the paths, each operation that needs a key with how it is refused where the key's limits are reached."""
    for path, methods in paths.items():
        if path not in _UNLIMITED and isinstance(methods, dict):
            for operation in methods.values():
                operation["responses"]["429"] = _refused(chat=path.startswith("/v1/"))
    return paths


def _refused(*, chat: bool) -> Json:
    text: Json = {"type": "string"}
    schema, kind = (
        (ref(ChatErrorBody), "application/json") if chat else (ref(ProblemDetails), "application/problem+json")
    )
    return {
        "description": "As much as the key may ask for was asked for: requests of this minute (`rate-limited`), at the "
        "same time (`too-many-at-once`), or tokens of this day (`tokens-used-up`).",
        "headers": {
            "Retry-After": {"description": "Seconds until there is more.", "schema": {"type": "integer"}},
            "RateLimit-Policy": {"description": "The limits; also on other answers.", "schema": text},
            "RateLimit": {"description": "What is left of them; also on other answers.", "schema": text},
        },
        "content": {kind: {"schema": schema}},
    }
