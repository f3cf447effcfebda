"""What a process built at its start is no business of its garbage collector: a look at it would hold all requests."""

import subprocess
import sys

SERVED = """
import gc
import service.wsgi
print(gc.get_freeze_count(), gc.get_threshold()[0])
"""


def test_the_collector_of_a_process_that_serves_passes_over_what_was_built_at_the_start():
    told = subprocess.run([sys.executable, "-c", SERVED], env={}, check=True, capture_output=True, text=True).stdout
    spared, young = map(int, told.split())
    assert spared > 100_000
    assert young > 700
