"""Keys are random, name themselves by their public part, and are told by their form wherever they stand."""

import hashlib

import pytest

from service.domain.keys import digest_of, holds_key, id_of, new_key


def test_new_keys_differ_and_name_themselves():
    keys = [new_key() for _ in range(100)]
    assert len({key.text for key in keys}) == len({key.id for key in keys}) == 100
    assert all(id_of(key.text) == key.id for key in keys)


def test_the_digest_is_of_the_whole_key_and_all_that_is_shown():
    key = new_key()
    assert key.digest == hashlib.sha256(key.text.encode()).hexdigest() == digest_of(key.text).hex()
    assert key.text not in repr(key)


@pytest.mark.parametrize(
    "text", ["", "ci_", "sk-abc", "ci_abcdefgh_short", "CI_abcdefgh_" + "a" * 32, "秘钥", "\udcff"]
)
def test_what_has_another_form_is_no_key(text):
    assert id_of(text) == ""
    assert not holds_key(text)


def test_a_key_is_seen_within_other_text():
    key = new_key().text
    assert holds_key(f"x={key}&y")
    assert id_of(f"{key} ") == ""
