"""Whom the service calls: listed hosts only, however an address is written."""

import pytest

from service.domain.callbacks import CallbackPolicy, CallbackUrl, read_callback_url, read_host

LISTED = ("desk.example.org", "cms.example.org:8443", "xn--fiq228c.example", "192.0.2.7", "[2001:db8::1]:9000")
POLICY = CallbackPolicy(frozenset(filter(None, map(read_host, LISTED))))


@pytest.mark.parametrize(
    "url",
    [
        "https://desk.example.org",
        "https://desk.example.org/ended?job=1&x=%20",
        "https://desk.example.org?x",
        "HTTPS://DESK.Example.ORG:443/",
        "https://cms.example.org:8443/",
        "https://中文.example/",
        "https://xn--fiq228c.example/",
        "https://中文。example/",  # the codec's other dots: looked up and compared as the one
        "https://192.0.2.7/",
        "https://[2001:DB8:0:0::1]:9000/",
    ],
)
def test_listed_host_may_be_called(url):
    assert POLICY.refusal(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/",
        "https://desk.example.org.evil.example/",
        "https://evil.example/desk.example.org",
        "https://desk.example.org:8443/",
        "https://cms.example.org/",
        "https://cms.example.org:443/",
        "https://a.desk.example.org/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:192.0.2.7]/",
        "https://[::ffff:127.0.0.1]/",
        "https://localhost/",
        "https://192.0.2.7:80/",
    ],
)
def test_other_host_or_port_is_refused(url):
    assert "does not call that host" in str(POLICY.refusal(url))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "desk.example.org",
        "//desk.example.org/",
        "ftp://desk.example.org/",
        "javascript://desk.example.org/",
        "https:/desk.example.org/",
        "https:desk.example.org",
        "https:///desk.example.org",
        "https://user@desk.example.org/",
        "https://user:word@desk.example.org/",
        "https://desk.example.org@evil.example/",
        "https://evil.example\\@desk.example.org/",
        "https://desk.example.org\\.evil.example/",
        "https://desk.example.org/\\evil",
        "https://desk.example.org/#fragment",
        "https://desk.example.org#@evil.example/",
        "https://desk.example.org./",
        "https://desk..example.org/",
        "https://.desk.example.org/",
        "https://-desk.example.org/",
        "https://desk.example.org:/",
        "https://desk.example.org:0/",
        "https://desk.example.org:65536/",
        "https://desk.example.org:443443/",
        "https://desk.example.org:４４３/",
        "https://desk%2eexample.org/",
        "https://desk.example.org%00/",
        "https://desk.example.org\n.evil.example/",
        "https://desk.example.org/a b",
        "https://desk.example.org/a\r\nX: y",
        " https://desk.example.org/",
        "https://desk.example.org/结束",
        "https://desk\u200d.example.org/",
        "https://desk.ex\u00adample.org:x/",
        "https://\ud800.example/",
        "https://stra\u00dfe.example/",
        f"https://{'a' * 64}.example/",
        f"https://{'a.' * 127}example/",
        f"https://desk.example.org/{'a' * 2_048}",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://127.0.0.1./",
        "https://127.0.0.08/",
        "https://192.0.2.0x7/",
        "https://desk.example.1/",
        "https://[192.0.2.7]/",
        "https://[2001:db8::1%25eth0]:9000/",
        "https://[2001:db8::1]evil.example:9000/",
        "https://[2001:db8:::1]/",
        "https://2001:db8::1/",
    ],
)
def test_anything_else_is_no_address(url):
    refusal = str(POLICY.refusal(url))
    assert refusal.startswith("Must be an address")
    assert "evil" not in refusal


def test_plain_http_takes_an_operator_who_admits_it():
    assert "https://" in str(POLICY.refusal("http://desk.example.org/"))
    plain = CallbackPolicy(POLICY.hosts, plain=True)
    assert plain.refusal("http://desk.example.org/") is None
    assert plain.refusal("http://desk.example.org:80/") is None
    assert plain.refusal("http://desk.example.org:443/") is not None


def test_nobody_is_called_where_nobody_is_listed():
    assert "nobody" in str(CallbackPolicy().refusal("https://desk.example.org/"))


def test_parts_are_those_that_are_called():
    assert read_callback_url("HTTPS://中文.Example?x") == CallbackUrl("https", "xn--fiq228c.example", 443, "/?x")
    assert read_callback_url("http://[::1]:80/a") == CallbackUrl("http", "::1", 80, "/a")


@pytest.mark.parametrize(
    ("listed", "pair"),
    [
        ("desk.example.org", ("desk.example.org", 0)),
        ("Desk.Example.org:443", ("desk.example.org", 443)),
        ("receiver_1:9000", ("receiver_1", 9000)),
        ("127.0.0.1:9000", ("127.0.0.1", 9000)),
        ("[::1]", ("::1", 0)),
        ("[::0:1]:80", ("::1", 80)),
        ("::1", None),
        ("", None),
        ("*", None),
        ("*.example.org", None),
        ("https://desk.example.org", None),
        ("desk.example.org/", None),
        ("desk.example.org.", None),
        ("desk.example.org:", None),
        ("desk.example.org:0", None),
        ("desk.example.org:70000", None),
        ("10.0.0.0/8", None),
        ("127.1", None),
    ],
)
def test_listed_host_is_read_strictly(listed, pair):
    assert read_host(listed) == pair
