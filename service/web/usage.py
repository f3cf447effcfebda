"""Who used how much."""

from datetime import UTC, datetime

from flask import Blueprint, Response, g, request

from service.domain.callers import Scope
from service.ports import UsageLedger
from service.schema.usage import UsageDaysJson, UsageOptions
from service.web.errors import RequestInvalid
from service.web.guards import needs
from service.web.intake import parameters


def blueprint(usage: UsageLedger) -> Blueprint:
    """Return the route of usage: every key sees its own, one with the scope of operations that of all."""
    routes = Blueprint("usage", __name__)

    @routes.get("/usage")
    @needs(*Scope)
    def read_usage() -> Response:
        asked = parameters(request, UsageOptions)
        try:
            days = asked.days(datetime.now(UTC).date())
        except ValueError as error:
            raise RequestInvalid.at("?from", str(error)) from None
        caller = None if Scope.OPERATIONS in g.caller.scopes else g.caller.id
        told = UsageDaysJson.of(days, usage.between(*days, caller))
        response = Response(told.model_dump_json(), mimetype="application/json")
        response.headers["Cache-Control"] = "no-store"
        return response

    return routes
