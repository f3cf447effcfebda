"""Run scenarios of the load benchmark, print their table, and keep it in ``bench/results.json`` and ``RESULTS.md``.

python -m bench.load [hits|misses|held|kept|all] [--seconds 20] [--briefs 5000] [--dry]
"""

import argparse
from functools import partial

from bench.load.hits import ROUNDS, hits
from bench.load.kept import kept
from bench.load.machine import machine, run
from bench.load.misses import held, misses
from bench.load.report import keep, page
from bench.load.telling import tell


def main() -> None:
    parser = argparse.ArgumentParser(description="The service and its references under load")
    parser.add_argument("scenario", nargs="?", default="all", choices=("hits", "misses", "held", "kept", "all"))
    parser.add_argument("--seconds", type=float, default=20.0, help="that are measured of each server (default 20)")
    parser.add_argument("--briefs", type=int, default=5_000, help="of which Redis's memory is measured (default 5000)")
    parser.add_argument("--dry", action="store_true", help="print only, keep nothing")
    options = parser.parse_args()
    scenarios = {
        "hits": partial(hits, options.seconds / ROUNDS),
        "misses": partial(misses, options.seconds),
        "held": partial(held, options.seconds),
        "kept": partial(kept, options.briefs),
    }
    results = {"machine": machine()}
    for name, scenario in scenarios.items():
        if options.scenario in {name, "all"}:
            tell(f"{name} begins")
            results[name] = {"run": run()} | scenario()
    if not options.dry:
        keep(results)
    print(page(results))


if __name__ == "__main__":
    main()
