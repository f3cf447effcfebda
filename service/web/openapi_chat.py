"""The OpenAPI description of the OpenAI-compatible front."""

from pydantic import BaseModel

from service.schema.chat import MODELS, ChatChunk, ChatCompletion, ChatRequest, Model, ModelList
from service.schema.chat_errors import ChatErrorBody
from service.web.operations import Json, cache_control, ref

SENT: tuple[type[BaseModel], ...] = (ChatRequest,)
ANSWERED: tuple[type[BaseModel], ...] = (ChatCompletion, ChatChunk, Model, ModelList, ChatErrorBody)

_DESCRIPTION = """\
For tools that take a base address: give them `…/v1`, any key, and one of the models. The last message of the user is
the article, as text or HTML; what a tool writes around it (an order, a separator, `Title:` and `Content:` lines) is
left out, and messages of the system never become a part of it. The answer is the brief's text form, the same words
streamed or not; a stream says nothing that could be taken back.

A system message that demands `{"suggestions": [...]}` is answered so: with the headline, the standfirst, or the
insights, by the first field it names. `response_format` `json_object` without that is answered with the brief's JSON.

Sampling, limits and tools are ignored. Errors are that API's; `X-Should-Retry` keeps clients from trying again what has
been tried. After the beginning of a stream an error is its last event, in the same shape, without `[DONE]`.
"""
_TEXTS = {
    400: "The body is not readable, not as described, or asks for what cannot be had.",
    404: "There is no such model; the message names those that are.",
    413: "The body is larger than 1 MiB.",
    415: "The body is not JSON, or has a Content-Encoding.",
    422: "The article cannot be briefed.",
    502: "The model endpoint refused, or no usable brief came of its answer.",
    503: "The model endpoint is unavailable or overloaded.",
    504: "No answer within the deadline, or nothing kept under `only-if-cached`.",
}


def paths() -> Json:
    """Return the paths."""
    return {
        "/v1/chat/completions": {"post": _complete()},
        "/v1/models": {"get": _read("List the models", "listModels", ModelList)},
        "/v1/models/{model}": {"get": _read("Read a model", "readModel", Model) | _named()},
    }


def _complete() -> Json:
    return {
        "summary": "Brief an article in a chat",
        "operationId": "createChatCompletion",
        "description": _DESCRIPTION,
        "parameters": [cache_control()],
        "requestBody": {"required": True, "content": {"application/json": {"schema": ref(ChatRequest)}}},
        "responses": {
            "200": {
                "description": "The brief; with `stream`, events whose data are chunks (ChatChunk) and `[DONE]`.",
                "content": {
                    "application/json": {"schema": ref(ChatCompletion)},
                    "text/event-stream": {},
                },
            },
            **_errors(*_TEXTS),
        },
    }


def _read(summary: str, operation: str, model: type[BaseModel]) -> Json:
    content = {"application/json": {"schema": ref(model)}}
    return {
        "summary": summary,
        "operationId": operation,
        "responses": {"200": {"description": "It.", "content": content}},
    }


def _named() -> Json:
    name = {
        "name": "model",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
        "example": next(iter(MODELS)),
    }
    content = {"application/json": {"schema": ref(Model)}}
    return {"parameters": [name], "responses": {"200": {"description": "It.", "content": content}, **_errors(404)}}


def _errors(*statuses: int) -> Json:
    content = {"application/json": {"schema": ref(ChatErrorBody)}}
    return {str(status): {"description": _TEXTS[status], "content": content} for status in statuses}
