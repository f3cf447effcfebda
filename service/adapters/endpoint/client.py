"""The openai SDK, as far as it is used: it puts the question; the answer is read by us."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urljoin

import httpx2
import openai

from service.adapters.endpoint.asking import Call
from service.adapters.endpoint.clock import Clock
from service.adapters.endpoint.refusals import error_of
from service.adapters.endpoint.transport import WatchedTransport
from service.domain.errors import BackendRefused, BackendUnavailable


class Client:
    """Makes the calls of one thread, one at a time, without retries of the SDK's, its redirects and its proxies.

    The answer is not read by the SDK: it builds a model of every token, which costs eight times as much CPU
    (``bench/stream_cost.py``), and fails in its own ways where the shape is another than it thinks. Nor is the question
    walked through its types, which costs as much as all else that it does: 1.3 ms of CPU a call instead of 0.55.
    """

    def __init__(self, base_url: str, api_key: str) -> None:
        self._transport = WatchedTransport()
        http = httpx2.Client(transport=self._transport, trust_env=False, follow_redirects=False)
        # The SDK looks into the environment for a key that it is not given, and refuses to call without one.
        self._headers: dict[str, str | openai.Omit] = {} if api_key else {"Authorization": openai.Omit()}
        self._sdk = openai.OpenAI(
            api_key=api_key or "none",
            base_url=base_url,
            max_retries=0,
            http_client=http,
            default_headers={"User-Agent": "core-insights"},
        )

    @contextmanager
    def ask(self, call: Call, clock: Clock) -> Iterator[Iterator[bytes]]:
        """Give the body of the answer as it comes; what is not read when the block ends closes the connection.

        Raise what the endpoint's refusal stands for, what the clock raises, BackendUnreachable or BackendUnavailable.
        """
        with self._translated(clock):
            stream = self._sdk.post(
                "/chat/completions",
                cast_to=object,
                body={"model": call.model, "messages": call.messages, "stream": call.stream, **call.fields},
                options={"headers": self._headers},
                stream=True,  # whether or not an answer in pieces is asked for: it is read as it comes
                stream_cls=openai.Stream[object],
            )
            with closing(stream.response) as response:
                yield response.iter_bytes()

    def page(self, path: str, clock: Clock) -> Iterator[bytes]:
        """Return the body of a page of the endpoint; ``path`` is relative to its address. Raise as ``ask`` does."""
        with self._translated(clock):
            address = urljoin(str(self._sdk.base_url), path)
            page = self._sdk.get(address, cast_to=httpx2.Response, options={"headers": self._headers})
            return page.iter_bytes()

    def close(self) -> None:
        """Close the connection."""
        self._sdk.close()

    @contextmanager
    def _translated(self, clock: Clock) -> Iterator[None]:
        self._transport.start(clock)
        try:
            yield
        except openai.APIStatusError as error:
            raise error_of(error.status_code, error.body, error.response.headers) from error
        except openai.APIConnectionError as error:
            raise BackendUnavailable("the model endpoint broke off") from error
        except (openai.OpenAIError, httpx2.InvalidURL) as error:
            raise BackendRefused("the call cannot be put to the model endpoint") from error
