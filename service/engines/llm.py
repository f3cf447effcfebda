"""The engine that asks a language model."""

from dataclasses import replace

from service.domain.glossary import Glossary
from service.domain.prompt import Prompt
from service.engines.draft_reader import DraftReader
from service.engines.messages import draft_request, repair_request
from service.engines.wire import parse_repairs
from service.engines.written import written_in
from service.ports import Assignment, Backend, Drafted, Failure, Repaired

READER_VERSION = "2"
"""Part of every cache key: raised with every change of how an article is shown or an answer read."""


class LlmEngine:
    """Writes drafts with a model: one call of its backend for the draft, and one for repairs."""

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

        Raise BackendError, ContentFiltered or OutputError from the backend, whose answers the draft's reader judges.
        """
        reader = DraftReader(assignment)
        request = replace(draft_request(self._prompt, assignment, self._glossary), reader=reader)
        completion = self._backend.complete(request)
        return Drafted(
            summary=reader.summary,
            engine=self.name,
            backend=completion.backend,
            model=completion.model,
            usage=completion.usage,
        )

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
