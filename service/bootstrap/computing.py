"""Starts the process that computes for a web worker."""

import os
import signal
from collections.abc import Mapping
from functools import partial

import structlog

from service.adapters.computing_process import ComputingProcess
from service.bootstrap import build_rules
from service.domain.article import About, read_text
from service.domain.checker import Rules
from service.domain.gate import check
from service.domain.summary import Citation, Insight, Summary
from service.ports.computing import compute_by
from service.settings import Settings

_log = structlog.get_logger(__name__)


def compute_apart(environ: Mapping[str, str], *, alone: bool) -> None:
    """Have a process of its own compute for this one, which has its application and no threads yet.

    Where none can be had, or it is killed, this one computes; in the latter case it then ends as by TERM, and gunicorn
    starts another in its place, unless it is ``alone``: nobody would answer until its last request has ended.
    """
    rules = build_rules(Settings.of_server(environ))
    end = _stay if alone else partial(os.kill, os.getpid(), signal.SIGTERM)
    try:
        compute_by(ComputingProcess((rules.glossary,), end, partial(_warm_up, rules)))
    except OSError as error:  # no memory, or as many processes as may be
        _log.warning("computing-process-missing", error=type(error).__name__)


def _stay() -> None:
    """Go on without it."""


def _warm_up(rules: Rules) -> None:
    """Check one statement across languages each way, so that nobody waits for the words, names and rules to be read."""
    for text, statement in ((_CHINESE, _ENGLISH), (_ENGLISH, _CHINESE)):
        insight = Insight(statement, (Citation(1, text),))
        check(read_text(text, About(), least=1), Summary((insight,), ()), rules)


_ENGLISH = 'Microsoft\'s Zhang Wei said on May 3 that sales had grown by 12% to 350 million yuan: "A good year for us."'
_CHINESE = "微软的张伟5月3日表示，销售额增长12%，达到3.5亿元：“对我们来说是好的一年。”"
