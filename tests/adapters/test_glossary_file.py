"""The glossary on disk: two columns, or three with other known forms."""

import pytest

from service.adapters.glossary_file import load_glossary
from service.domain.errors import SettingsError
from service.domain.glossary import Term


def test_shipped_glossary_is_large_and_unambiguous():
    shipped = load_glossary().terms
    assert len(shipped) >= 350
    assert shipped["英伟达"] == Term("英伟达", "Nvidia", ("辉达", "NVIDIA"))
    assert all(len(term.chinese) > 1 for term in shipped.values())


def test_own_file_may_have_two_or_three_columns(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("chinese,english,aliases\n星河智能,Xinghe AI,星河 | Xinghe |\n英伟达,NVIDIA\n", encoding="utf-8")
    terms = load_glossary(own).terms
    assert terms["星河智能"].aliases == ("星河", "Xinghe")
    assert terms["英伟达"] == Term("英伟达", "NVIDIA")


@pytest.mark.parametrize("content", ["", "a,b\n", "chinese,english\nEnglish,中文\n", "chinese,english\n中文\n"])
def test_mistakes_stop_the_start(tmp_path, content):
    own = tmp_path / "own.csv"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError):
        load_glossary(own)


def test_missing_file_stops_the_start(tmp_path):
    with pytest.raises(SettingsError):
        load_glossary(tmp_path / "none.csv")
