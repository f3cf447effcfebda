"""The engine that asks a language model."""

from dataclasses import replace

from service.domain.brief import Usage
from service.domain.errors import OutputError
from service.domain.glossary import Glossary
from service.domain.language import Language
from service.domain.prompt import Prompt
from service.domain.summary import MAX_CORE_INSIGHTS, MAX_GROUP_INSIGHTS, MAX_GROUPS, Summary
from service.engines.messages import draft_request, repair_request
from service.engines.wire import parse_answer, parse_repairs
from service.engines.written import check_language, written_in
from service.ports import Assignment, Backend, Completion, Drafted, Failure, Repaired

READER_VERSION = "1"
"""Part of every cache key: raised with every change of how an article is shown or an answer read."""


class LlmEngine:
    """Writes drafts with a model: one call, a second where the answer cannot be served, and one for repairs."""

    def __init__(self, backend: Backend, prompt: Prompt, *, glossary: Glossary) -> None:
        self._backend = backend
        self._prompt = prompt
        self._glossary = glossary
        self.name = "llm"
        self.prompt = prompt.id
        self.prompt_digest = prompt.digest
        self.translates = True
        self.identity = " ".join((self.name, READER_VERSION, backend.name, prompt.id, prompt.digest, glossary.digest))

    def draft(self, assignment: Assignment) -> Drafted:
        """Return the model's summary, unchecked.

        Raise BackendError or ContentFiltered from the backend, OutputError where the second answer is no better.
        """
        request = draft_request(self._prompt, assignment, self._glossary)
        spent = Usage(calls=1)  # what a call costs that brings no completion
        try:
            completion = self._backend.complete(request)
            spent = completion.usage
            return _drafted(completion, assignment.language, spent)
        except OutputError:
            completion = self._backend.complete(request)
            return _drafted(completion, assignment.language, spent + completion.usage)

    def repair(self, assignment: Assignment, failures: tuple[Failure, ...]) -> Repaired:
        """Return what the model makes of the failed insights; what it dropped or garbled is given up."""
        request = repair_request(self._prompt, assignment, self._glossary, failures=failures)
        completion = self._backend.complete(request)
        repairs = parse_repairs(completion.text, len(failures))
        insights = {
            failures[number - 1].where: insight
            for number, insight in repairs.items()
            if written_in(assignment.language, insight.text)
        }
        return Repaired(insights, completion.usage)


def _drafted(completion: Completion, language: Language, spent: Usage) -> Drafted:
    summary = _limited(parse_answer(completion.text))
    check_language(summary, language)
    return Drafted(summary=summary, backend=completion.backend, model=completion.model, usage=spent)


def _limited(summary: Summary) -> Summary:
    """Return the summary with no more than contract §1 allows, the first of each kept."""
    groups = (replace(group, insights=group.insights[:MAX_GROUP_INSIGHTS]) for group in summary.groups[:MAX_GROUPS])
    return Summary(summary.core_insights[:MAX_CORE_INSIGHTS], tuple(groups))
