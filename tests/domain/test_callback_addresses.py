"""Which addresses the service calls on a caller's behalf, in every form that leads elsewhere."""

from ipaddress import ip_network

import pytest

from service.domain.callback_addresses import AddressPolicy

OWN = AddressPolicy((ip_network("127.0.0.0/8"), ip_network("10.1.0.0/16"), ip_network("fd00:1::/64")))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_public_address_is_called_with_tls_only(address):
    assert AddressPolicy().allows(address, plain=False)
    assert not AddressPolicy().allows(address, plain=True)
    assert not OWN.allows(address, plain=True)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # metadata of clouds
        "100.64.0.1",  # carrier-grade NAT
        "100.100.100.200",  # metadata of a cloud, within it
        "192.0.0.9",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",  # once "IPv4-compatible"
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0:127.0.0.1",  # IPv4-translated
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::8.8.8.8",
        "2002:7f00:1::",  # 6to4 of 127.0.0.1
        "2002:5db8:d822::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # Teredo
        "2001:db8::1",
        "3fff::1",
        "100::1",
        "5f00::1",
        "fc00::1",
        "fd00::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "4000::1",
        "",
        "localhost",
        "127.1",
    ],
)
def test_any_other_address_is_refused(address):
    assert not AddressPolicy().allows(address, plain=False)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "fd00:1::7", "::ffff:127.0.0.1"])
def test_own_network_is_called_in_plain_too(address):
    assert OWN.allows(address, plain=True)
    assert OWN.allows(address, plain=False)


@pytest.mark.parametrize(
    "address", ["10.2.0.1", "::1", "fd00:2::1", "64:ff9b::127.0.0.1", "2002:7f00:1::", "::127.0.0.1"]
)
def test_own_networks_admit_nothing_beside_them(address):
    assert not OWN.allows(address, plain=False)
