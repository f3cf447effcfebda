"""Rows 1 to 14 of the project's list of faults, each against real sockets.

``make faults`` (``python -m tests.end_to_end.faults``) prints the list with pass or fail.
"""
