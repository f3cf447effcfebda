"""What counting costs a repeated request: CPU of the whole process a request, the thread that counts included.

    python -m bench.counting [REQUESTS]

Both ways run by turns in one process that shares its numbers as gunicorn's workers do; each figure is the least of
several rounds, in microseconds.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable

_ROUNDS = 7


def _least(action: Callable[[], None], number: int) -> float:
    began = time.process_time()
    for _ in range(number):
        action()
    time.sleep(0.2)  # what was gathered is counted, too
    return (time.process_time() - began) / number * 1e6


def main(number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # which the library looks for when it is imported
        from service.adapters.prometheus import PrometheusRecorder  # noqa: PLC0415
        from service.ports import recording  # noqa: PLC0415
        from service.web.request_lines import Hits  # noqa: PLC0415

        recording.install(PrometheusRecorder())
        hits, clock = Hits("/summarize"), time.perf_counter

        def uncounted() -> None:
            clock()

        def counted() -> None:
            hits.put(clock() - 1)

        def one_by_one() -> None:
            hits._take([clock() - 1])

        for name, action in {"gathered": counted, "each by itself": one_by_one}.items():
            pairs = [(_least(action, number), _least(uncounted, number)) for _ in range(_ROUNDS)]
            print(f"{name:16} {min(one for one, _ in pairs) - min(other for _, other in pairs):.2f} µs")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
