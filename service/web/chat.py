"""The OpenAI-compatible front: a checked brief for tools that take a base address and a model."""

import time

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import UnsupportedMediaType

from service.adapters.article_reader import ArticleReader
from service.domain.callers import Scope
from service.domain.errors import UnknownModel
from service.ports.phases import phase
from service.schema.briefs import load_brief
from service.schema.chat import MODELS, Answer, ChatCompletion, ChatRequest, ChatUsage, Choice, Model, ModelList
from service.summarizer import Order, Summarizer, chosen_language, voice_of
from service.web import chat_errors, chat_stream
from service.web.guards import needs
from service.web.intake import freshness, json_body
from service.web.summaries import described


def blueprint(summarizer: Summarizer, articles: ArticleReader) -> Blueprint:
    """Return the routes of that API."""
    routes = Blueprint("chat", __name__)
    routes.after_app_request(chat_errors.reworded)

    @routes.post("/v1/chat/completions")
    @needs(Scope.BRIEFS)
    def complete() -> Response:
        if request.mimetype != "application/json":
            raise UnsupportedMediaType("the body must be application/json")
        asked = json_body(request, ChatRequest)  # whatever the query says: clients put versions there
        order = _order(asked, articles)
        json = asked.response_format is not None and asked.response_format.type == "json_object"
        voice = voice_of(asked.instructions, summarizer.label, as_json=json)
        if asked.streams:
            streamed = summarizer.stream(order)
            return described(chat_stream.respond(streamed, voice, asked), streamed)
        served = summarizer.summarize(order)
        brief = load_brief(served.payload)
        completion = ChatCompletion(
            id=f"chatcmpl-{g.request_id}",
            created=int(time.time()),
            model=asked.model,
            choices=[Choice(message=Answer(content=voice.whole(brief)))],
            usage=ChatUsage.of(brief.usage),
            brief_id=brief.id,
        )
        return described(Response(completion.model_dump_json(), mimetype="application/json"), served)

    @routes.get("/v1/models")
    @needs(Scope.BRIEFS)
    def list_models() -> Response:
        return Response(ModelList().model_dump_json(), mimetype="application/json")

    @routes.get("/v1/models/<model>")
    @needs(Scope.BRIEFS)
    def read_model(model: str) -> Response:
        _language_of(model)
        return Response(Model(id=model).model_dump_json(), mimetype="application/json")

    return routes


@phase("read")
def _order(asked: ChatRequest, articles: ArticleReader) -> Order:
    language = _language_of(asked.model)
    article = articles.from_message(asked.article)
    return Order(
        article=article,
        language=chosen_language(language, article),
        freshness=freshness(request),
        caller=g.caller.id,
        owner=g.caller.owner,
    )


def _language_of(model: str) -> str | None:
    """Return the language that a model stands for; raise UnknownModel."""
    if model not in MODELS:
        raise UnknownModel(f"the models are {', '.join(MODELS)}", pointer="/model")
    return MODELS[model]
