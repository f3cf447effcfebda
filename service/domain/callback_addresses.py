"""Which network addresses the service may call on behalf of a caller, whatever names lead to them."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the way of an IPv6-only host to an address of version 4
_UNICAST = IPv6Network("2000::/3")  # all that IANA gives out of version 6; what lies outside has another meaning
# Within it, and "global" to the standard library, at least in Python 3.11: 6to4, which holds any address of version 4
# (RFC 7526 ended it), Teredo and the like (RFC 2928), documentation (RFC 9637).
_TUNNELS = tuple(map(IPv6Network, ("2002::/16", "2001::/23", "3fff::/20")))
# The same of version 4: the relays of 6to4 (RFC 7526), and IETF protocol assignments (RFC 6890).
_RESERVED = tuple(map(IPv4Network, ("192.88.99.0/24", "192.0.0.0/24")))


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Public addresses may be called, and those of the operator's own ``networks``."""

    networks: tuple[Network, ...] = ()

    def allows(self, address: str, *, plain: bool) -> bool:
        """Return whether it may be called; ``plain`` without TLS, which only the operator's networks are."""
        found = _meant(address)
        if found is None:
            return False
        return any(found in network for network in self.networks) or (not plain and _is_public(found))


def _meant(address: str) -> IPv4Address | IPv6Address | None:
    """Return the address that packets go to: one of version 4 may be written as one of version 6."""
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        reserved = any(address in network for network in _RESERVED)
        return address.is_global and not address.is_multicast and not reserved
    if address in _NAT64:
        return _is_public(IPv4Address(address.packed[-4:]))
    return address.is_global and address in _UNICAST and not any(address in network for network in _TUNNELS)
