"""The stub as a program."""

import argparse
from dataclasses import replace

import tests.stub_endpoint as stub

parser = argparse.ArgumentParser(description=stub.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--port", type=int, default=9000)
parser.add_argument("--tokens-per-second", type=float, default=0.0, help="how fast it writes; default: at once")
arguments = parser.parse_args()
endpoint = stub.StubEndpoint(
    lambda request: replace(stub.brief_or_notes_of(request), tokens_per_second=arguments.tokens_per_second),
    arguments.port,
)
print(f"stub endpoint on {endpoint.base_url}", flush=True)
endpoint.serve()
