"""An address that the article does not have is withheld (faults.md, row 25)."""

import time
from dataclasses import replace

import pytest

from service.domain.article import About, read_paragraphs
from service.domain.checker import Rules
from service.domain.checks.addresses import all_addresses
from service.domain.checks.evidence import Evidence
from service.domain.finding import Problem
from service.domain.gate import gate, settle
from service.domain.glossary import Glossary, Term
from service.domain.summary import Citation, Insight, Summary

PARAGRAPHS = [
    "Northwind Labs said its model can be had at https://northwind.example/models/open. It is free for everyone.",
    "Readers may write to press@northwind.example, or look at www.northwind-news.example/today (in English).",
    "公司的中文网站是北风.中国",
    "The model is called Northwind-Open-7B-Instruct-2025-08 and was trained in a year.",
]
HOUSE = Glossary.of(Term("北风", "Northwind.com"))


def withheld(text: str) -> bool:
    article = read_paragraphs(PARAGRAPHS, About())
    summary = Summary((Insight(text, (Citation(1, "said its model can be had"),)),))
    settled = settle(gate(article, summary, Rules(HOUSE)))
    problems = {finding.problem for finding in settled.report.findings}
    assert bool(settled.withheld) is (Problem.ADDRESS_NOT_FOUND in problems)
    return bool(settled.withheld)


@pytest.mark.fault(25, "addresses that are not in the article are withheld")
@pytest.mark.parametrize(
    "text",
    [
        "The model can be had at https://evil.example/x, Northwind Labs said",
        "Northwind Labs offers its model (www.evil.example), free for everyone",
        "Northwind Labs offers its model at northwind.example.evil.example/models/open",
        "Northwind Labs offers its model at javascript://northwind.example/%0aalert",
        "Northwind Labs offers its model at http://northwind.example/models/closed",
        "Write to Northwind Labs at press@evil.example about the model",
        "青禾公司的模型可在https://evil.example/x下载",
        "Northwind Labs offers its model at evil.com, free for everyone",
        "Northwind Labs offers its model at hxxps://evil[.]example, free for everyone",
        "Northwind Labs offers its model at https://еvil.рф/x, free for everyone",
        "Northwind Labs offers its model at https://例子.公司/x, free for everyone",
        "青禾公司的模型可在ｈｔｔｐｓ：／／ｅｖｉｌ．ｔｏｐ／ｘ下载",
        "Northwind Labs offers its model at evil[.]com, free for everyone",
        "Northwind Labs offers its model at shop.evil (dot) top/x, free for everyone",
        "Write to Northwind Labs at press@evil[.]com about the model",
        "青禾公司的模型可在evil（.）top下载",
        "Northwind Labs offers its model at xn--fsqu00a.xn--fiqs8s, free for everyone",
        "Northwind Labs offers its model at пример.рф, free for everyone",
        "Northwind Labs offers its model at evil.中国, free for everyone",
        "青禾公司的模型可在例子.中国，免费下载",
        "青禾公司的模型可在例子.com下载",
        "青禾公司的模型可在例子[.]公司",
        "Northwind Labs offers its model at javascript:alert(1) for everyone",
        "Northwind Labs offers its model at data:text/html,evil for everyone",
        "Northwind Labs said Q29yZSBJbnNpZ2h0cyBhcmUgZXZpbCBhbmQgbm90aGluZw==",
    ],
)
def test_invented_address_is_withheld(text: str) -> None:
    assert withheld(text)


@pytest.mark.parametrize(
    "text",
    [
        "Northwind Labs offers its model at https://northwind.example/models/open",
        "Northwind Labs offers its model at northwind.example/models/open.",
        "Northwind Labs offers its model (http://www.northwind.example/), free for everyone",
        "Write to press@Northwind.example about the Northwind Labs model",
        "Northwind Labs offers its model at www.northwind-news.example/today",
        "Northwind Labs offers its model for Node.js/TypeScript and/or others, free for everyone",
        "Northwind Labs offers its model at northwind[.]example/models/open, free for everyone",
        "模型见北风.中国，免费",
        "Northwind Labs offers its model under .com names, free for everyone",
        "Northwind Labs offers its model for .NET, free for everyone",
        "青禾公司的模型可用于微软.NET框架",
        "青禾公司的模型可以使用.中国公司也可以使用",
        "Northwind Labs calls its model Northwind-Open-7B-Instruct-2025, free for everyone",
        "Northwind Labs calls its model Donaudampfschifffahrtsgesellschaft, free for everyone",  # long, and no code
        "Northwind.com offers the model of Northwind Labs, free for everyone",  # house style
    ],
)
def test_address_of_the_article_passes(text: str) -> None:
    assert not withheld(text)


@pytest.mark.parametrize("piece", [".中国", "例.com", "例.", "a(dot)", "a.xn--a"])
def test_hostile_text_costs_linear_time(piece: str) -> None:
    def seconds(length: int) -> float:
        article = read_paragraphs(PARAGRAPHS, About())
        hostile = replace(article.paragraphs[0], text=piece * (length // len(piece)))
        article = replace(article, paragraphs=(hostile,))
        began = time.process_time()
        all_addresses(Evidence(article, Glossary(), str))
        return time.process_time() - began

    assert min(seconds(80_000) for _ in range(2)) < 0.1 + 16 * min(seconds(10_000) for _ in range(3))


@pytest.mark.parametrize("address", ["bit.ly/x9", "northwind.cc", "northwind-pay.click/now"])
def test_endings_of_short_and_cheap_addresses_are_known(address: str) -> None:
    assert withheld(f"Northwind Labs offers its model at {address} for everyone")


def test_invented_address_behind_many_of_the_article_is_withheld() -> None:
    known = " ".join(["northwind.example"] * 25)
    assert not withheld(f"Northwind Labs offers its model at {known}")
    assert withheld(f"Northwind Labs offers its model at {known} and at evil.com")
