"""Whom the environment lets the service tell that a job has ended, and how it signs."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network

from service.domain.callback_addresses import AddressPolicy, Network
from service.domain.callbacks import NOBODY, CallbackPolicy, read_host
from service.domain.errors import SettingsError

_PREFIX = "whsec_"
_SECRET_BYTES = range(24, 65)  # Standard Webhooks, "Signature scheme": between 24 bytes and 64 bytes


@dataclass(frozen=True, slots=True)
class WebhookConfig:
    """The rules for addresses, and the keys that sign: several while one takes the place of another."""

    callbacks: CallbackPolicy
    addresses: AddressPolicy
    keys: tuple[bytes, ...] = field(repr=False)


NO_WEBHOOKS = WebhookConfig(NOBODY, AddressPolicy(), ())


def configured_webhooks(environ: Mapping[str, str]) -> WebhookConfig:
    """Return what WEBHOOK_HOSTS, WEBHOOK_NETWORKS (both separated by commas) and WEBHOOK_SECRET (by spaces) say.

    A host stands for the default port, ``host:port`` for that one. Raise SettingsError listing every mistake, none with
    a secret in it.
    """
    reader = _Reader(environ)
    hosts, networks, keys = reader.hosts(), reader.networks(), reader.keys()
    reader.check_together()
    if reader.mistakes:
        raise SettingsError(tuple(reader.mistakes))
    return WebhookConfig(CallbackPolicy(hosts, plain=bool(networks)), AddressPolicy(networks), keys)


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.mistakes: list[str] = []

    def hosts(self) -> frozenset[tuple[str, int]]:
        found = [read_host(listed) for listed in self._listed("WEBHOOK_HOSTS")]
        if None in found:
            self.mistakes.append(
                "WEBHOOK_HOSTS must be hosts, each perhaps with a port: desk.example.org,cms.local:8443"
            )
        return frozenset(pair for pair in found if pair)

    def networks(self) -> tuple[Network, ...]:
        try:
            return tuple(ip_network(listed) for listed in self._listed("WEBHOOK_NETWORKS"))
        except ValueError:
            self.mistakes.append("WEBHOOK_NETWORKS must be networks, no bits set behind the mask: 10.0.0.0/8,fd00::/8")
            return ()

    def keys(self) -> tuple[bytes, ...]:
        found = [_key(secret) for secret in self._environ.get("WEBHOOK_SECRET", "").split()]
        if not all(len(key) in _SECRET_BYTES for key in found):
            self.mistakes.append(f"WEBHOOK_SECRET must be {_PREFIX} and the base64 of 24 to 64 random bytes")
        return tuple(found)

    def check_together(self) -> None:
        """Check what each needs of the others: none alone would do anything, or it would do too much."""
        has = {name: bool(self._environ.get(name, "").strip()) for name in (*_NEEDS, "QUEUE_URL")}
        for name, needed in _NEEDS.items():
            self.mistakes += [f"{name} needs {other} beside it" for other in needed if has[name] and not has[other]]

    def _listed(self, name: str) -> list[str]:
        return [one.strip() for one in self._environ.get(name, "").split(",") if one.strip()]


_NEEDS = {
    "WEBHOOK_HOSTS": ("WEBHOOK_SECRET", "QUEUE_URL"),
    "WEBHOOK_SECRET": ("WEBHOOK_HOSTS",),
    "WEBHOOK_NETWORKS": ("WEBHOOK_HOSTS",),
}


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True) if secret.startswith(_PREFIX) else b""
    except binascii.Error:
        return b""
