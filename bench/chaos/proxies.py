"""TCP proxies in a process of their own, told what to do line by line: a busy neighbour must not make Redis look slow.

``python -m bench.chaos.proxies PORT…`` writes a line with its own ports, in the same order; each line that it reads is
JSON: ``[0, {"delay": 0.2}]`` harms the first so, ``[0, {}]`` heals it.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from math import inf
from pathlib import Path

from tests.tcp_proxy import Fault, TcpProxy

ROOT = Path(__file__).parents[2]


class Proxies:
    """The process; ``ports`` are what to connect to."""

    def __init__(self, *behind: int) -> None:
        command = [sys.executable, "-m", "bench.chaos.proxies", *map(str, behind)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin
        assert self._process.stdout
        self._told = self._process.stdin
        self.ports: list[int] = json.loads(self._process.stdout.readline())

    def become(self, number: int, fault: Fault) -> None:
        """Have the proxy with that number harm what passes."""
        fields = {name: value for name, value in asdict(fault).items() if value != inf}
        self._told.write(json.dumps([number, fields]).encode() + b"\n")
        self._told.flush()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._told.close()
        if self._process.stdout:
            self._process.stdout.close()


def main() -> None:
    proxies = [TcpProxy(int(port)) for port in sys.argv[1:]]
    print(json.dumps([proxy.port for proxy in proxies]), flush=True)
    for line in sys.stdin:
        number, fields = json.loads(line)
        proxies[number].become(Fault(**fields))


if __name__ == "__main__":
    main()
