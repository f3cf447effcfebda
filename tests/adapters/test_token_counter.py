"""Tokens counted without asking the network for anything."""

import socket

import pytest
from tiktoken_ext import openai_public

from service.adapters import token_counter
from service.adapters.token_counter import VocabularyTokenCounter

KNOWN = {"": 0, "hello world": 2, "<|endoftext|>": 7, "中国开源AI": 4}


@pytest.fixture
def fresh():
    """No vocabulary that was read before; it takes half a second to read."""
    token_counter._encoding.cache_clear()
    yield
    token_counter._encoding.cache_clear()


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.fault(33, "no network: tokens are counted all the same")
@pytest.mark.usefixtures("fresh", "no_network")
def test_known_texts_have_known_counts():
    """The counts of tiktoken's own o200k_base."""
    assert {text: VocabularyTokenCounter().count(text) for text in KNOWN} == KNOWN


def test_pattern_is_tiktokens_own(monkeypatch):
    monkeypatch.setattr("tiktoken_ext.openai_public.load_tiktoken_bpe", lambda *_, **__: {})
    assert openai_public.o200k_base()["pat_str"] == token_counter._PATTERN


def test_damaged_vocabulary_becomes_an_estimate(monkeypatch, fresh):
    monkeypatch.setattr(token_counter, "SHA256", "0" * 64)
    assert VocabularyTokenCounter().count("中国开源" * 25 + "a" * 100) == 97


@pytest.mark.fault(33, "no tokenizer file: an estimate, told once")
def test_missing_vocabulary_becomes_an_estimate(monkeypatch, fresh):
    monkeypatch.setattr(token_counter, "FILE_NAME", "missing")
    assert VocabularyTokenCounter().count("a" * 100) == 21


@pytest.mark.timeout(20)
@pytest.mark.parametrize("character", ["a", "中", " ", "1", "!"])
def test_long_runs_take_linear_time(character):
    assert VocabularyTokenCounter().count(character * 200_000) > 1_000
