"""Forms of an English word have one root; words that say little have none."""

import pytest

from service.domain.lexicon.roots import roots


@pytest.mark.parametrize(
    "forms",
    [
        ("plan", "plans", "planned", "planning"),
        ("develop", "development", "developers", "developed"),
        ("company", "companies", "company's", "company’s"),
        ("made", "making", "Makes"),
        ("rose", "rises", "risen"),
    ],
)
def test_forms_of_a_word_have_one_root(forms):
    (root,) = {roots(form) for form in forms}
    assert len(root) == 1


def test_words_that_say_little_have_no_root():
    assert roots("What they've said of it is that it isn't so; 12% at 3 o") == frozenset()


def test_abbreviations_of_two_letters_count():
    assert roots("AI for us") == {"ai"}
