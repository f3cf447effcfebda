"""Whether the names of an insight are those of the article, also where one of them is in another script."""

from service.domain.checks.evidence import Basis, Evidence, Outcome
from service.domain.finding import Finding, Problem
from service.domain.han import is_chinese
from service.domain.names.judging import Judge, Name
from service.domain.names.mentions import Mentions
from service.domain.summary import Insight
from service.domain.verification import Tally

CHECK = "names"


def check_names(insight: Insight, basis: Basis, where: str) -> Outcome:
    """Look for every name of an insight in the whole article.

    In the article's own script a name must stand there, or a form that it is derived from. An English insight of a
    Chinese article is judged where the Chinese form is known: by the glossary, the table of places, or its sound.
    """
    evidence = basis.evidence
    names = list(evidence.once(judge_of).names(insight.text))
    lenient = evidence.article.language.chinese and not is_chinese(insight.text)
    judged = [name for name in names if name.supported or name.certain or not lenient]
    findings = [_not_found(insight.text, name, where) for name in judged if not name.supported]
    confirmed = len(judged) - len(findings)
    return Outcome(Tally(len(judged), confirmed), tuple(findings))


def judge_of(evidence: Evidence) -> Judge:
    """Return the judge of names in this article: title, source and all its paragraphs count."""
    article = evidence.article
    source = (article.source.name, article.source.romanized) if article.source else ()
    text = "\n".join((article.title, *source, *(paragraph.text for paragraph in article.paragraphs)))
    return Judge(Mentions.of(text, evidence.romanize), evidence.glossary.gazetteer)


def _not_found(text: str, name: Name, where: str) -> Finding:
    written = text[name.start : name.end]
    return Finding(
        check=CHECK,
        problem=Problem.NAME_NOT_FOUND,
        where=where,
        message=f"“{written}” stands nowhere in the article, in any form known to us",
        text=written,
    )
