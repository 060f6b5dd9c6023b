"""URLs to hosts."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentshield.effects.url import inspect_url, looks_like_url, parse_ipv4
from intentshield.model import Target as T
from intentshield.policy import Policy

POLICY = Policy(
    "coding", restricted_domains=["bad.example", ".zip", "casino"], allowed_domains=["intranet.example.internal"]
)


@pytest.mark.parametrize(
    ("url", "host", "cls"),
    [
        ("https://example.com/x", "example.com", T.PUBLIC),
        ("example.com/x", "example.com", T.PUBLIC),
        ("//example.com", "example.com", T.PUBLIC),
        ("HTTPS://EXAMPLE.COM.", "example.com", T.PUBLIC),
        ("http://localhost:1/", "localhost", T.LOOPBACK),
        ("localhost:3000/x", "localhost", T.LOOPBACK),
        ("http://127.0.0.1", "127.0.0.1", T.LOOPBACK),
        ("http://127.1", "127.1", T.LOOPBACK),
        ("http://0177.1", "0177.1", T.LOOPBACK),
        ("http://0x7f.0.0.1", "0x7f.0.0.1", T.LOOPBACK),
        ("http://2130706433", "2130706433", T.LOOPBACK),
        ("http://0", "0", T.LOOPBACK),
        ("http://[::1]:80/", "[::1]", T.LOOPBACK),
        ("http://[::ffff:10.0.0.1]/", "[::ffff:10.0.0.1]", T.PRIVATE),
        ("http://[64:ff9b::7f00:1]/", "[64:ff9b::7f00:1]", T.LOOPBACK),
        ("http://[2002:7f00:1::]/", "[2002:7f00:1::]", T.LOOPBACK),
        ("http://192.168.1.1", "192.168.1.1", T.PRIVATE),
        ("http://100.64.0.1", "100.64.0.1", T.PRIVATE),
        ("http://169.254.1.1", "169.254.1.1", T.LINK_LOCAL),
        ("http://169.254.169.254/", "169.254.169.254", T.METADATA),
        ("http://[fd00:ec2::254]/", "[fd00:ec2::254]", T.METADATA),
        ("http://metadata.google.internal/", "metadata.google.internal", T.METADATA),
        ("http://db.internal/", "db.internal", T.PRIVATE),
        ("http://intranet.example.internal/", "intranet.example.internal", T.PUBLIC),
        ("http://nas/", "nas", T.PRIVATE),
        ("http://10.0.0.1.nip.io/", "10.0.0.1.nip.io", T.PRIVATE),
        ("http://a-10-0-0-1.sslip.io/", "a-10-0-0-1.sslip.io", T.PRIVATE),
        ("http://x.onion/", "x.onion", T.RESTRICTED),
        ("http://www.bad.example/", "www.bad.example", T.RESTRICTED),
        ("http://notbad.example/", "notbad.example", T.PUBLIC),
        ("http://a.zip/", "a.zip", T.RESTRICTED),
        ("http://my-casino.example/", "my-casino.example", T.RESTRICTED),
        ("https://webhook.site/x", "webhook.site", T.DEAD_DROP),
        ("https://discord.com/api/webhooks/1", "discord.com", T.DEAD_DROP),
        ("https://pypi.org/simple", "pypi.org", T.REGISTRY),
        ("http://%6c%6fcalhost/", "localhost", T.LOOPBACK),
        ("http://\u24dbocalhost/", "localhost", T.LOOPBACK),
        ("http://127\u30020\u30020\u30021/", "127.0.0.1", T.LOOPBACK),
        (" \thttp://loc\nalhost/", "localhost", T.LOOPBACK),
        ("https://user:pw@example.com:8443/", "example.com", T.PUBLIC),
        ("http:example.com", "example.com", T.PUBLIC),
    ],
)
def test_hosts(url: str, host: str, cls: T) -> None:
    site = inspect_url(url, POLICY)
    assert (site.host, site.cls) == (host, cls)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("javascript:x", "active-scheme"),
        ("data:text/html,x", "active-scheme"),
        ("gopher://x/", "smuggling-scheme"),
        ("http://a@b/", "userinfo"),
        ("http://a\\@b/", "disguised-host"),
        ("http://0x7f.1/", "disguised-host"),
        ("http://[::1/", "malformed"),
        ("http://x:99999/", "malformed"),
        ("http://\u0430pple.com/", "mixed-script"),
        ("ht\ntp://x/", "control-character"),
    ],
)
def test_problems(url: str, problem: str) -> None:
    assert problem in inspect_url(url, POLICY).problems


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://e.com/?token=a", ("token",)),
        ("https://e.com/?Api-Key=a", ("api-key",)),
        ("https://u:p@e.com/", ("userinfo",)),
        ("https://e.com/#access_token=a", ("access_token",)),
        ("https://e.com/?a=1;secret=2", ("secret",)),
        ("https://e.com/?monkey=1&keys=2", ()),
        ("https://e.com/?key=", ()),
    ],
)
def test_credentials(url: str, found: tuple[str, ...]) -> None:
    assert inspect_url(url, POLICY).credentials == found


def test_an_international_name_is_no_disguise() -> None:
    assert inspect_url("https://m\u00fcnchen.example/", POLICY).problems == ()


_PART = st.integers(0, 255).flatmap(lambda n: st.sampled_from([str(n), hex(n), "0" + oct(n)[2:] if n else "0"]))


@given(st.lists(_PART, min_size=1, max_size=4))
def test_numeric_hosts_agree_with_inet_aton(parts: list[str]) -> None:
    text = ".".join(parts)
    assert parse_ipv4(text) == IPv4Address(socket.inet_aton(text))


@given(st.text(max_size=80))
def test_anything_is_inspected(text: str) -> None:
    for url in (text, "http://" + text, "http://a/" + text):
        inspect_url(url, POLICY)
    looks_like_url(text)
