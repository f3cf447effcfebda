"""Run the rows and print the list: row, pass or fail, seconds, what must happen, and the figures."""

import sys
from pathlib import Path

import pytest

from tests.end_to_end.faults.listing import Listing

listing = Listing()
arguments = ["-q", "--no-header", "-m", "fault", str(Path(__file__).parents[2]), *sys.argv[1:]]
status = pytest.main(arguments, plugins=[listing])
print("\n" + "\n".join(listing.lines()))
sys.exit(status)
