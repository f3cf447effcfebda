"""The commands of the command line, one file a subject; ``service/__main__.py`` hands them the settings."""

from service.commands.backends import backends
from service.commands.batch import batch
from service.commands.briefs import convert, summarize
from service.commands.checking import verify
from service.commands.evaluating import evaluate
from service.commands.group import Commands
from service.commands.keys import keys
from service.commands.serving import serve, worker
from service.commands.usage import usage

COMMANDS = (summarize, convert, verify, batch, evaluate, backends, keys, usage, serve, worker)

__all__ = ["COMMANDS", "Commands"]
