"""Names in Chinese script, readable in an English brief, and their sound."""

from service.adapters.glossary_file import load_glossary
from service.adapters.romanizer import Romanizer, sounds


def test_glossary_goes_before_pinyin():
    romanizer = Romanizer(load_glossary())
    assert romanizer.romanize("新华社") == "Xinhua"
    assert romanizer.romanize("某某网") == "Mou Mou Wang"
    assert romanizer.romanize("Reuters") == "Reuters"


def test_sounds_hold_each_characters_readings():
    first, last = sounds("曾毅，Qwen").split("\n")
    assert {first[:4], last[:4]} == {"ceng", "zeng"}
    assert first.endswith("yi     ")
