import pytest

from service.adapters.envelope import seal, unseal

VALUE = '{"text": "近3.5亿"}\n\x00'.encode()
SEALED = seal("key", VALUE)


@pytest.mark.parametrize("value", [b"", b"\n", VALUE, b"x" * 1_000_000])
def test_sealed_value_comes_back(value: bytes) -> None:
    assert unseal("key", seal("key", value)) == value


def test_label_is_pinned() -> None:
    """A changed layout needs a new version, or two releases on one Redis read each other's values."""
    assert seal("key", b"value") == (
        b"core-insights-envelope/1 2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683 "
        b"d22008369870f341001b18e693bde2ebfa053f2bb25dfabc6f04c2c4aad1d38e\nvalue"
    )


@pytest.mark.fault(16, "every cut and every changed byte is noticed, and a value of another key")
def test_every_cut_is_noticed() -> None:
    assert [unseal("key", SEALED[:length]) for length in range(len(SEALED))] == [None] * len(SEALED)


@pytest.mark.fault(16, "every cut and every changed byte is noticed, and a value of another key")
def test_every_changed_byte_is_noticed() -> None:
    for at in range(len(SEALED)):
        damaged = SEALED[:at] + bytes([SEALED[at] ^ 1]) + SEALED[at + 1 :]
        assert unseal("key", damaged) is None, at


@pytest.mark.parametrize(
    "sealed",
    [b"", b"null", SEALED + b" ", SEALED * 2, SEALED.replace(b"envelope/1", b"envelope/2"), VALUE, b"\n" + VALUE],
)
def test_foreign_bytes_are_no_value(sealed: bytes) -> None:
    assert unseal("key", sealed) is None


@pytest.mark.fault(16, "every cut and every changed byte is noticed, and a value of another key")
def test_value_of_another_key_is_none() -> None:
    assert unseal("other", SEALED) is None


def test_lone_surrogate_in_key_is_harmless() -> None:
    assert unseal("\ud800", seal("\ud800", VALUE)) == VALUE
