"""The last resort: extraction in the place of a model that failed, and never in secret."""

from dataclasses import dataclass, field, replace

import pytest
from structlog.testing import capture_logs

from service.domain.errors import (
    Abandoned,
    AnswerUnreadable,
    BackendUnavailable,
    ContentFiltered,
    CoreInsightsError,
    DeadlineExceeded,
    TranslationNeedsModel,
)
from service.domain.language import Language
from service.engines.extractive import ExtractiveEngine
from service.engines.fallback import FallbackEngine
from service.ports import Assignment, Deadline, Engine
from tests.domain.samples import chinese
from tests.fakes import INVENTED, SUMMARY, ScriptedEngine


@dataclass
class Follower:
    """A watcher that may have let an insight go out already."""

    committed: bool = False
    begun: int = 0
    told: list[str] = field(default_factory=list)

    def begin(self) -> None:
        self.begun += 1


def assignment(language: Language = Language.SIMPLIFIED_CHINESE) -> Assignment:
    return Assignment(chinese(), language, Deadline.after(60))


def test_draft_of_the_first_engine_is_passed_on():
    drafted = FallbackEngine(ScriptedEngine(), ExtractiveEngine()).draft(assignment())
    assert (drafted.summary, drafted.engine, drafted.fallback) == (SUMMARY, "llm", False)


@pytest.mark.parametrize("error", [BackendUnavailable(), DeadlineExceeded(), AnswerUnreadable(), ContentFiltered()])
def test_extraction_steps_in_and_says_so(error: CoreInsightsError):
    watcher = Follower()
    with capture_logs() as logs:
        drafted = FallbackEngine(ScriptedEngine(error=error), ExtractiveEngine()).draft(
            replace(assignment(), watcher=watcher)
        )
    assert (drafted.engine, drafted.fallback, drafted.backend, drafted.model) == ("extractive", True, "", "")
    assert drafted.summary.core_insights
    assert watcher.begun == 1  # what the model had told is forgotten
    assert [(line["event"], line["code"]) for line in logs] == [("last-resort", error.code)]


def test_another_language_stays_an_error():
    with pytest.raises(BackendUnavailable):
        FallbackEngine(ScriptedEngine(error=BackendUnavailable()), ExtractiveEngine()).draft(
            assignment(Language.ENGLISH)
        )


def test_nothing_replaces_an_insight_that_went_out():
    engine = FallbackEngine(ScriptedEngine(error=BackendUnavailable()), ExtractiveEngine())
    with pytest.raises(BackendUnavailable):
        engine.draft(replace(assignment(), watcher=Follower(committed=True)))


@pytest.mark.parametrize("error", [Abandoned(), TranslationNeedsModel()])
def test_what_no_engine_mends_is_raised(error: CoreInsightsError):
    with pytest.raises(type(error)):
        FallbackEngine(ScriptedEngine(error=error), ExtractiveEngine()).draft(assignment())


def test_repairs_are_those_of_the_first_engine():
    first = ScriptedEngine(repairs=(INVENTED,))
    engine: Engine = FallbackEngine(first, ExtractiveEngine())
    assert engine.repair(assignment(), ()) == first.repair(assignment(), ())


def test_it_looks_like_the_first_engine():
    """A brief of the last resort is never kept, so the key is that of the model's brief."""
    first = ScriptedEngine()
    engine = FallbackEngine(first, ExtractiveEngine())
    assert (engine.name, engine.prompt, engine.prompt_digest, engine.identity, engine.translates) == (
        first.name, first.prompt, first.prompt_digest, first.identity, first.translates,
    )  # fmt: skip
