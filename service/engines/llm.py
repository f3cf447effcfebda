"""The engine that asks a language model."""

from dataclasses import replace

from service.domain.glossary import Glossary
from service.domain.prompt import Prompt
from service.engines.draft_reader import DraftReader, Manner
from service.engines.loops import LoopGuard
from service.engines.messages import draft_request, repair_request
from service.engines.wire import parse_repairs
from service.engines.written import written_in
from service.ports import Assignment, Backend, CompletionRequest, Drafted, Failure, Repaired

READER_VERSION = "2"
"""Part of every cache key: raised with every change of how an article is shown or an answer read."""


class LlmEngine:
    """Writes drafts with a model: one call of its backend for the draft, and one for repairs.

    ``output`` names the modes in which the backend asks for answers: they shape what it writes.
    """

    def __init__(self, backend: Backend, prompt: Prompt, *, glossary: Glossary, output: str = "text") -> None:
        self._backend = backend
        self._prompt = prompt
        self._glossary = glossary
        self._manner = Manner()
        self.name = "llm"
        self.prompt = prompt.id
        self.prompt_digest = prompt.digest
        self.translates = True
        self.identity = " ".join(
            (self.name, READER_VERSION, backend.name, output, prompt.id, prompt.digest, glossary.digest)
        )

    def question(self, assignment: Assignment) -> CompletionRequest:
        """Return what the model is asked for a draft, before anyone reads the answer."""
        return draft_request(self._prompt, assignment, self._glossary)

    def repair_question(self, assignment: Assignment, failures: tuple[Failure, ...]) -> CompletionRequest:
        """Return what the model is asked for a repair."""
        return repair_request(self._prompt, assignment, self._glossary, failures=failures)

    def draft(self, assignment: Assignment) -> Drafted:
        """Return the model's summary, unchecked.

        Raise BackendError, ContentFiltered or OutputError from the backend, whose answers the draft's reader judges.
        """
        reader = DraftReader(assignment, self._manner)
        completion = self._backend.complete(replace(self.question(assignment), reader=reader))
        return Drafted(
            summary=reader.summary,
            engine=self.name,
            backend=completion.backend,
            model=completion.model,
            usage=completion.usage,
        )

    def repair(self, assignment: Assignment, failures: tuple[Failure, ...]) -> Repaired:
        """Return what the model makes of the failed insights; what it dropped or garbled is given up."""
        request = replace(self.repair_question(assignment, failures), reader=LoopGuard())
        completion = self._backend.complete(request)
        repairs = parse_repairs(completion.text, len(failures))
        insights = {
            failures[number - 1].where: insight
            for number, insight in repairs.items()
            if written_in(assignment.language, insight.text)
        }
        return Repaired(insights, completion.usage, completion.backend, completion.model)
