"""What none but this machine reaches."""

import pytest

from service.domain.loopback import is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_this_machine_alone(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::", "[::]", "10.0.0.7", "example.org", "localhost.example.org"])
def test_others_too(host):
    assert not is_loopback(host)
