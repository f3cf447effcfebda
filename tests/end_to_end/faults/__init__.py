"""The rows of the project's list of faults, each against real sockets; what other tests prove is marked there.

``make faults`` (``python -m tests.end_to_end.faults``) prints the list with pass or fail and what was measured.
"""
