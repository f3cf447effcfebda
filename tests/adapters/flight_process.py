"""A process that asks for one key in many threads: ``flight_process URL THREADS COMPUTE_SECONDS LEASE_SECONDS``.

Prints ``computing`` whenever a computation starts and, at the end, each answer or the name of its error.
"""

import os
import sys
import threading
import time

from service.adapters.redis_cache import RedisCache, Timings
from service.adapters.single_flight import LeasedSingleFlight
from service.domain.errors import CoreInsightsError
from service.ports import Computed, Deadline, Teller


def main(url: str, threads: int, compute_seconds: float, lease_seconds: float) -> None:
    flight = LeasedSingleFlight(RedisCache(url, 60, Timings(lease=lease_seconds)))
    answers: list[str] = []

    def compute(teller: Teller) -> Computed:
        print("computing", flush=True)  # noqa: T201 (what the test reads)
        time.sleep(compute_seconds)
        return Computed(f"made by {os.getpid()}".encode(), keep=True)

    def ask() -> None:
        try:
            answers.append(flight.run("key", compute, Deadline.after(20))[0].value.decode())
        except CoreInsightsError as e:
            answers.append(e.code)

    asking = [threading.Thread(target=ask) for _ in range(threads)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    print("\n".join(answers), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
