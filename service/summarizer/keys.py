"""The name of a brief: everything that shapes it."""

import hashlib
import json

from service.domain.checker import STANDARD, Rules
from service.domain.gate import VERIFIER_VERSION
from service.ports import Assignment, Engine
from service.schema.briefs import SCHEMA_VERSION


def cache_key(assignment: Assignment, engine: Engine, rules: Rules = STANDARD) -> str:
    """Return the name of the brief that this assignment and engine make: 32 hexadecimal digits of a SHA-256.

    Everything that shapes a brief is in it: what the model reads of the article, its title, source and date, the
    language, the engine with its prompt, the rules of checking, and the versions of schema and verifier. The url shapes
    nothing.
    """
    article = assignment.article
    shaping = [
        [SCHEMA_VERSION, VERIFIER_VERSION, engine.identity, engine.prompt_digest, assignment.language],
        [rules.strictness, rules.glossary.digest],
        [article.title, article.published_at, article.source and [article.source.name, article.source.romanized]],
        [[p.number, p.text, p.start, p.end, p.boilerplate] for p in article.paragraphs],
    ]
    return hashlib.sha256(json.dumps(shaping).encode()).hexdigest()[:32]
