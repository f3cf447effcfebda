"""What the people who run the service ask it."""

from flask import Blueprint, Response, jsonify

from service.adapters.draining import DRAIN
from service.domain.callers import Scope
from service.domain.errors import Draining
from service.ports import recording
from service.web.guards import needs_unless_local, open_to_anyone

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def blueprint() -> Blueprint:
    """Return the routes of operation; none of them ever calls a model."""
    routes = Blueprint("ops", __name__)

    @routes.get("/healthz")
    @open_to_anyone
    def alive() -> Response:
        return jsonify(status="ok")

    @routes.get("/readyz")
    @open_to_anyone
    def ready() -> Response:
        if DRAIN.begun:
            raise Draining("this instance is about to stop: it answers what it is sent, but send it no more")
        # A broken cache is a slow cache and a broken endpoint is the next one: a process that answers is ready.
        return jsonify(status="ready")

    @routes.get("/metrics")
    @needs_unless_local(Scope.OPERATIONS)
    def metrics() -> Response:
        return Response(recording.text(), content_type=METRICS_TYPE)

    return routes
