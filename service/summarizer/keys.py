"""The name of a brief: everything that shapes it."""

import hashlib
import json

from service.domain.checker import STANDARD, Rules
from service.domain.gate import VERIFIER_VERSION
from service.ports import Assignment, Engine
from service.schema.briefs import SCHEMA_VERSION
from service.summarizer.revisions import digest_of

REVISING_VERSION = "1"
"""Part of the key of a brief that revises another one: raised with every change of how that is done."""


def cache_key(assignment: Assignment, engine: Engine, rules: Rules = STANDARD) -> str:
    """Return the name of the brief that this assignment and engine make: 32 hexadecimal digits of a SHA-256.

    Everything that shapes a brief is in it: what the model reads of the article, its title, source and date, the
    language, the engine with its prompt, the rules of checking, the versions of schema and verifier, and the earlier
    brief where this one revises it. The url shapes nothing.
    """
    article = assignment.article
    revising = [[REVISING_VERSION, digest_of(assignment.earlier)]] if assignment.earlier else []
    shaping = [
        [SCHEMA_VERSION, VERIFIER_VERSION, engine.identity, engine.prompt_digest, assignment.language],
        [rules.strictness, rules.glossary.digest],
        [article.title, article.published_at, article.source and [article.source.name, article.source.romanized]],
        [[p.number, p.text, p.start, p.end, p.boilerplate] for p in article.paragraphs],
        *revising,
    ]
    return hashlib.sha256(json.dumps(shaping).encode()).hexdigest()[:32]
