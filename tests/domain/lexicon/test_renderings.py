"""A statement shares the meanings of the text that it renders, in either script, and few of another's."""

import pytest

from service.domain.lexicon.renderings import Content, meanings

ENGLISH = "The company will build three new factories in the city and hire engineers from abroad."
SIMPLIFIED = "公司将在该市新建三座工厂，并从国外聘请工程师。"
TRADITIONAL = "公司將在該市新建三座工廠，並從國外聘請工程師。"
OTHER = "Doctors advise patients to drink water before every meal and to sleep longer."


@pytest.mark.parametrize("chinese", [SIMPLIFIED, TRADITIONAL])
def test_translations_share_most_of_their_content(chinese):
    assert Content.of(chinese).share(meanings(ENGLISH)) > 0.5
    assert Content.of(ENGLISH).share(meanings(chinese)) > 0.5


def test_other_statements_share_little():
    assert Content.of(SIMPLIFIED).share(meanings(OTHER)) < 0.2
    assert Content.of(OTHER).share(meanings(SIMPLIFIED)) < 0.2


def test_latin_words_in_chinese_text_count():
    content = Content.of("Northwind 推出 Horizon 模型")
    assert content.share(meanings("Northwind ships Horizon")) > content.share(meanings("Something else is shipped"))


def test_what_says_little_cannot_be_told():
    assert Content.of("是这样吗？").share(meanings(OTHER)) == 1
    assert Content.of("So is it").share(frozenset()) == 1
