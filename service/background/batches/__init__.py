"""Archives: files of articles, a JSON object a line, each answered by a line with its brief or an error.

``answers.py`` is what the lines look like, ``output.py`` the file they are written to, from which a run that was broken
off goes on. Who answers: ``threads.py`` here, with ``children.py`` in processes of their own, ``workers.py`` as jobs.
"""

from service.background.batches.answers import Answer, Crew, InputLine, input_lines
from service.background.batches.briefing import Briefer
from service.background.batches.children import Children
from service.background.batches.output import BatchError, Output
from service.background.batches.threads import Threads
from service.background.batches.workers import Workers

__all__ = [
    "Answer",
    "BatchError",
    "Briefer",
    "Children",
    "Crew",
    "InputLine",
    "Output",
    "Threads",
    "Workers",
    "input_lines",
]
