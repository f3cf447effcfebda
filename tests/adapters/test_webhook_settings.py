"""Who may be called and how it is signed: read strictly, mistakes told together, no secret told."""

import base64
from ipaddress import ip_network

import pytest

from service.adapters.webhook_settings import NO_WEBHOOKS, configured_webhooks
from service.domain.errors import SettingsError
from service.settings import Settings

KEY, OTHER = b"a canary of 24 bytes !!!", b"b" * 64
SECRET, OTHER_SECRET = (f"whsec_{base64.b64encode(key).decode()}" for key in (KEY, OTHER))
SET = {"WEBHOOK_HOSTS": "Desk.example.org, 127.0.0.1:9000", "WEBHOOK_SECRET": SECRET, "QUEUE_URL": "redis://queue"}


def test_nobody_is_called_by_default():
    assert configured_webhooks({}) == NO_WEBHOOKS
    assert Settings.from_env({}).webhooks == NO_WEBHOOKS


def test_everything_set_is_read():
    config = configured_webhooks(
        SET | {"WEBHOOK_SECRET": f"{SECRET}  {OTHER_SECRET}", "WEBHOOK_NETWORKS": "127.0.0.0/8,fd00::/8"}
    )
    assert config.callbacks.hosts == {("desk.example.org", 0), ("127.0.0.1", 9000)}
    assert config.callbacks.plain
    assert config.addresses.networks == (ip_network("127.0.0.0/8"), ip_network("fd00::/8"))
    assert config.keys == (KEY, OTHER)
    assert "canary" not in repr(config)


def test_without_networks_of_its_own_all_is_encrypted():
    assert not configured_webhooks(SET).callbacks.plain


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEBHOOK_HOSTS", "https://desk.example.org/"),
        ("WEBHOOK_HOSTS", "*"),
        ("WEBHOOK_HOSTS", "desk.example.org,127.1"),
        ("WEBHOOK_HOSTS", "desk.example.org:99999"),
        ("WEBHOOK_NETWORKS", "10.0.0.1/8"),
        ("WEBHOOK_NETWORKS", "localhost"),
        ("WEBHOOK_SECRET", "canary"),
        ("WEBHOOK_SECRET", SECRET.removeprefix("whsec_")),
        ("WEBHOOK_SECRET", f"{SECRET} whsec_canary"),
        ("WEBHOOK_SECRET", f"whsec_{base64.b64encode(b'c' * 23).decode()}"),
        ("WEBHOOK_SECRET", f"whsec_{base64.b64encode(b'c' * 65).decode()}"),
        ("WEBHOOK_SECRET", ""),
        ("WEBHOOK_HOSTS", ""),
        ("QUEUE_URL", ""),
    ],
)
def test_wrong_value_is_named_and_no_secret(name, value):
    with pytest.raises(SettingsError) as caught:
        configured_webhooks(SET | {name: value})
    (mistake,) = caught.value.mistakes
    assert name in mistake
    assert "canary" not in mistake
    assert SECRET not in mistake


def test_all_mistakes_are_told_together():
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"WEBHOOK_NETWORKS": "x", "WEBHOOK_SECRET": "y", "LOG_LEVEL": "LOUD"})
    assert len(caught.value.mistakes) == 5
