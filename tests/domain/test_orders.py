"""What callers ask for."""

import pytest

from service.domain.language import Language
from service.domain.orders import chosen_language
from tests.domain.samples import chinese


@pytest.mark.parametrize(
    ("name", "language"),
    [(None, None), ("", None), ("source", "zh-Hans"), ("zh", "zh-Hans"), ("zh-Hant", "zh-Hant"), ("en", "en")],
)
def test_names_of_languages(name, language):
    assert chosen_language(name, chinese()) == (Language(language) if language else None)
