"""Problems of the OpenAI-compatible front, said as that API says them."""

from http import HTTPStatus

from flask import Response, request

from service.schema.chat_errors import ChatErrorBody
from service.schema.problems import ProblemDetails
from service.web.errors import PROBLEM_TYPE

_LONGEST_PAUSE = 60  # seconds that OpenAI's own clients wait when they are told to; newer ones wait two minutes


def asked_of_chat() -> bool:
    """Whether the request in hand is one of that front's paths, known or not."""
    return f"{request.path}/".startswith("/v1/")


def reworded(response: Response) -> Response:
    """Turn a problem document into that API's error, on its paths and no others; a request of the wrong shape is 400.

    Clients retry 5xx by themselves, for minutes where each try is a whole answer of a model. The service has made its
    own tries, so another helps only where it says when: with Retry-After. Where that is later than clients wait, they
    would ask sooner, in vain.
    """
    if not asked_of_chat() or response.mimetype != PROBLEM_TYPE:
        return response
    problem = ProblemDetails.model_validate_json(response.get_data())
    if problem.code == "invalid-request":
        response.status_code = HTTPStatus.BAD_REQUEST
        problem.status = HTTPStatus.BAD_REQUEST
    response.set_data(ChatErrorBody.of(problem).model_dump_json())
    response.mimetype = "application/json"
    pause = response.headers.get("Retry-After", type=int)
    response.headers["X-Should-Retry"] = "true" if pause is not None and pause <= _LONGEST_PAUSE else "false"
    return response
