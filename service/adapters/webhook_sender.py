"""Tells a receiver that a job has ended: one POST, signed as Standard Webhooks has it, to a checked address."""

import base64
import hmac
import time
from collections.abc import Iterable
from contextlib import closing
from typing import cast

import httpcore2

from service.adapters.endpoint.clock import Clock
from service.adapters.endpoint.sockets import Address, LookUp, WatchedSockets, looked_up
from service.adapters.webhook_settings import WebhookConfig
from service.domain.callbacks import CallbackUrl, read_callback_url
from service.domain.errors import CoreInsightsError
from service.ports import CallbackMessage, CallbackOutcome, Deadline

SECONDS = 10.0  # for an attempt: a receiver keeps the message and answers; it has all day for the work
_MOST_READ = (
    4_096  # bytes of an answer's body, which says nothing to us: most are read whole, so that nobody is cut off
)
_GONE = 410  # Standard Webhooks, "Delivery success and failure": the receiver wants to hear no more
_LONGEST_PAUSE = 3_600  # seconds that a receiver may ask for: nobody stops the schedule of a day


class AddressRefused(OSError):
    """The name leads to an address that may not be called."""


class WebhookSender:
    """Makes attempts, any number of them at the same time.

    The name of the host is looked up once, all of its addresses must be allowed, and the connection goes to one of
    those: what the name leads to a moment later does not matter. TLS holds the receiver to its name. No redirect is
    followed and no proxy used; the time that an attempt may take includes the look-up, and all of the answer.
    """

    def __init__(self, config: WebhookConfig, *, seconds: float = SECONDS, look_up: LookUp = looked_up) -> None:
        self._config = config
        self._seconds = seconds
        self._look_up = look_up
        self._tls = httpcore2.default_ssl_context()

    def send(self, message: CallbackMessage) -> CallbackOutcome:
        """Make one attempt: a status from 200 to 299 in time is a success, 410 is final, all else a failure."""
        url = read_callback_url(message.url)
        if url is None or self._config.callbacks.refusal(message.url) is not None:
            return CallbackOutcome(delivered=False, reason="host is not listed")
        try:
            return self._post(url, message)
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            return CallbackOutcome(delivered=False, reason=type(error.__cause__ or error).__name__)
        except CoreInsightsError as error:  # of the clock
            return CallbackOutcome(delivered=False, reason=type(error).__name__)

    def _post(self, url: CallbackUrl, message: CallbackMessage) -> CallbackOutcome:
        sockets = WatchedSockets(lambda host, port: self._checked(url, self._look_up(host, port)))
        sockets.clock = Clock(Deadline.after(self._seconds))
        where = httpcore2.URL(scheme=url.scheme, host=url.host, port=url.port, target=url.target)
        headers = [*_headers(url), *_signed(message, int(time.time()), self._config.keys)]
        request = httpcore2.Request("POST", where, headers=headers, content=message.body)
        with closing(httpcore2.HTTPConnection(where.origin, ssl_context=self._tls, network_backend=sockets)) as way:
            response = way.handle_request(request)
            _read_a_little(response)
        return _outcome(response)

    def _checked(self, url: CallbackUrl, found: list[Address]) -> list[Address]:
        allows, plain = self._config.addresses.allows, url.scheme == "http"
        if not all(allows(str(place[0]), plain=plain) for _, _, _, place in found):
            raise AddressRefused
        return found


def _headers(url: CallbackUrl) -> list[tuple[str, str]]:
    host = f"[{url.host}]" if ":" in url.host else url.host
    port = "" if url.port == {"http": 80, "https": 443}[url.scheme] else f":{url.port}"
    return [
        ("Host", host + port),
        ("User-Agent", "core-insights"),
        ("Content-Type", "application/json"),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    ]


def _signed(message: CallbackMessage, now: int, keys: Iterable[bytes]) -> list[tuple[str, str]]:
    """Return the headers of Standard Webhooks, with a signature by each key, and the length, which signing settles."""
    content = f"{message.id}.{now}.".encode() + message.body
    signatures = (base64.b64encode(hmac.digest(key, content, "sha256")).decode() for key in keys)
    return [
        ("Content-Length", str(len(message.body))),
        ("webhook-id", message.id),
        ("webhook-timestamp", str(now)),
        ("webhook-signature", " ".join(f"v1,{signature}" for signature in signatures)),
    ]


def _outcome(response: httpcore2.Response) -> CallbackOutcome:
    asked = next((value for name, value in response.headers if name.lower() == b"retry-after"), b"")
    return CallbackOutcome(
        delivered=200 <= response.status < 300,  # noqa: PLR2004
        reason=f"status {response.status}",
        final=response.status == _GONE,
        pause=min(int(asked), _LONGEST_PAUSE) if asked.isdigit() and len(asked) < 10 else 0,  # noqa: PLR2004
    )


def _read_a_little(response: httpcore2.Response) -> None:
    """Read the beginning of the body; the status stands, whatever becomes of that."""
    read = 0
    try:
        for piece in cast("Iterable[bytes]", response.stream):
            read += len(piece)
            if read >= _MOST_READ:
                return
    except (httpcore2.NetworkError, httpcore2.ProtocolError, CoreInsightsError):
        return
