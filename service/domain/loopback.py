"""Whether an address is of this machine alone."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Whether none but this machine reaches a host: ``localhost``, or an address of loopback, also in brackets."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
