"""Which words are names."""

import time

import pytest

from service.domain.names.reading import Kind, read_names, read_tokens
from service.domain.names.words import is_common, looks_made, plain, stem, words_in


def names(text):
    return [[text[word.start : word.end] for word in run] for run in read_names(text, read_tokens(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The firm hired Mara Osei", [["Mara", "Osei"]]),
        ("Shares fell; Bithumb rose", [["Bithumb"]]),
        ("Demilitarisation began", []),
        ("It met St. Petersburg officials. Mostly", [["Petersburg"]]),
        ("In Q3 the AI-powered iPhone 16 beat GPT-4o", [["iPhone"], ["GPT-4o"]]),
        ("it shipped gpt-4 in mid-2020 with note4 and a 36Kr story", [["gpt-4"], ["36Kr"]]),
        ("Some APIs and XQZs at 5GB, 16 GB or 20km", [["XQZs"]]),
        ("It is OPEN at NASA, part III", [["NASA"]]),
        ("the Council of Europe", [["Council"], ["Europe"]]),
        ("Corin Research Opens Its Huge Kwizbot Platform", [["Corin"], ["Kwizbot"]]),
        ("他用Kimi和kwizzo，app与the，16 km，3D，OK", [["Kimi"], ["kwizzo"]]),
    ],
)
def test_names_are_told_from_other_words(text, found):
    assert names(text) == found


def test_kinds_say_how_a_name_shows():
    ((council,), (europe,), (gpt,)) = read_names(
        text := "the Council of Europe, GPTs of OpenAI-made"[:28], read_tokens(text)
    )
    assert [council.kind, europe.kind, gpt.kind] == [Kind.GENERIC, Kind.NAME, Kind.PRODUCT]


def test_words_are_compared_without_accents_and_possessives():
    assert words_in(plain("Société's U.S. O’Neil AT&T Ｇ")) == ["Societe", "US", "ONeil", "AT&T", "G"]
    assert (stem("Companies"), stem("is"), stem("GPTs")) == ("companie", "is", "gpt")


def test_common_words_have_regular_forms():
    assert all(map(is_common, ["shares", "studied", "making", "quickly"]))
    assert not is_common("bithumb")
    assert looks_made("tokenisation")
    assert not looks_made("Bithumb")


@pytest.mark.no_cover  # tracing would be measured, too
@pytest.mark.parametrize("piece", ["A ", "Ab", "a-", "A.", "Abc Def ", "'a ", "A-B-", "US "])
def test_reading_is_linear(piece):
    def seconds(length):
        """Of the processor, the least of three: a busy machine makes none of them shorter."""
        text = (piece * length)[:length]
        took = []
        for _ in range(3):
            start = time.process_time()
            read_names(text, read_tokens(text))
            took.append(time.process_time() - start)
        return min(took)

    assert seconds(64_000) < max(0.05, seconds(8_000) * 8) * 4
