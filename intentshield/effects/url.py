"""URLs: which host a fetch would really talk to, and what the address gives away.

The host is read as browsers and HTTP clients read it, in the stricter way where they differ: backslashes are
slashes, blanks and control characters vanish, percent-encoding in the host is undone, full-width digits and
ideographic dots are folded, and every spelling of an IPv4 address that the WHATWG URL standard or ``inet_aton``
accepts is a number.

Sources: RFC 3986; WHATWG URL Standard (host parsing); RFC 3490/5891 (IDNA); CWE-918 (SSRF), CWE-598
(credentials in a query string).
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import FrozenSet, List, NamedTuple, Optional, Tuple, Union
from unicodedata import normalize
from urllib.parse import parse_qsl, unquote, urlsplit

from ..context import Context
from ..model import Role, Target, Verb
from ..text import plain
from . import hosts
from .path import locate, target_class

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model import Analysis, Part
    from ..policy import Policy

__all__ = ["Site", "UrlFrontEnd", "host_class", "inspect_url", "looks_like_url"]


class Site(NamedTuple):
    """What a URL leads to.

    ``problems``: ``malformed``, ``active-scheme``, ``smuggling-scheme``, ``userinfo``, ``disguised-host``,
    ``control-character``, ``mixed-script``.
    """

    url: str
    scheme: str
    host: str
    port: Optional[int]
    path: str
    cls: Target
    credentials: Tuple[str, ...]
    problems: Tuple[str, ...]


_URL_SHAPE = re.compile(r"^[a-z][a-z0-9+.-]{1,24}:[/\\]{2}\S", re.IGNORECASE)
_ACTIVE_SHAPES = ("javascript:", "vbscript:", "data:text/html", "data:image/svg", "data:application/")
_SCHEME = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*):")
_TITLE = re.compile(r"[a-z]{4,10}:(?: [^(=\[`\\{%#]*)?\Z", re.IGNORECASE)  # "JavaScript: The Good Parts"
_STRIP = re.compile(r"[\t\r\n]")
_AUTHORITY = re.compile(r"[/\\]{0,9}[^/]*")
_EDGE = "".join(map(chr, range(33)))
_HOST_PORT = re.compile(r"^[^/?#@]+\.[^/?#@]+(?::\d+)?(?:[/?#]|$)|^localhost(?::\d+)?(?:[/?#]|$)", re.IGNORECASE)
_DASHED_ADDRESS = re.compile(r"(?:^|[.-])(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})(?=[.-])")
_WORDS = re.compile(r"[a-z0-9]+")
_OPAQUE_SCHEMES = hosts.ACTIVE_SCHEMES | {"mailto", "tel", "about", "urn", "chrome", "view-source", "magnet"}
_KNOWN_SCHEMES = _OPAQUE_SCHEMES | hosts.FETCH_SCHEMES | hosts.SMUGGLING_SCHEMES


def looks_like_url(text: str) -> bool:
    """Whether ``text`` starts like a URL with an authority, or like one that runs code."""
    if _URL_SHAPE.match(text):
        return True
    head = text[:40].lstrip(_EDGE)
    if head[:1] not in "jvdJVD" or not _STRIP.sub("", head).lower().startswith(_ACTIVE_SHAPES):
        return False
    return _TITLE.match(text) is None


def _number(text: str) -> Optional[int]:
    """A number of the WHATWG IPv4 parser: decimal, 0x hexadecimal, 0 octal."""
    if not text.isalnum() or not text.isascii():
        return None
    try:
        if text[:2] in {"0x", "0X"}:
            return int(text[2:] or "0", 16)
        if len(text) > 1 and text[0] == "0":
            return int(text, 8)
        return int(text, 10) if text.isdecimal() else None
    except ValueError:
        return None


def parse_ipv4(host: str) -> Optional[IPv4Address]:
    """The address that ``host`` spells in one to four decimal, octal or hexadecimal parts; None for a name.

    >>> parse_ipv4("0x7f.1"), parse_ipv4("2130706433"), parse_ipv4("example.com")
    (IPv4Address('127.0.0.1'), IPv4Address('127.0.0.1'), None)
    """
    parts = host.split(".")
    if parts[-1] == "" and len(parts) > 1:
        parts.pop()
    if not 1 <= len(parts) <= 4 or len(host) > 64:
        return None
    numbers = [_number(part) for part in parts]
    value = 0
    for i, number in enumerate(numbers):
        last = i == len(numbers) - 1
        if number is None or (not last and number > 255):
            return None
        value += number if last else number << (8 * (3 - i))
    last_number = numbers[-1] or 0
    if last_number >= 256 ** (5 - len(parts)):
        return None
    return IPv4Address(value)


def _unwrap(address: IPv6Address) -> Union[IPv4Address, IPv6Address]:
    """The IPv4 address inside a mapped, compatible, 6to4, Teredo or NAT64 address."""
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    number = int(address)
    if number >> 32 in (0x0064FF9B0000000000000000, 0) and number > 0xFFFF:
        return IPv4Address(number & 0xFFFFFFFF)
    return address


_CGNAT = (int(IPv4Address("100.64.0.0")), int(IPv4Address("100.127.255.255")))
_DOCUMENTATION = ("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:")


def _address_class(address: Union[IPv4Address, IPv6Address]) -> Target:
    if isinstance(address, IPv6Address):
        if str(address) in hosts.METADATA_ADDRESSES:
            return Target.METADATA
        address = _unwrap(address)
    text = str(address)
    if text in hosts.METADATA_ADDRESSES:
        return Target.METADATA
    if address.is_loopback or address.is_unspecified or text.startswith("0."):
        return Target.LOOPBACK
    if address.is_link_local:
        return Target.LINK_LOCAL
    if text.startswith(_DOCUMENTATION):
        return Target.PUBLIC
    if address.is_private or address.is_multicast or address.is_reserved:
        return Target.PRIVATE
    if isinstance(address, IPv4Address) and _CGNAT[0] <= int(address) <= _CGNAT[1]:
        return Target.PRIVATE
    return Target.PUBLIC


def parse_address(host: str) -> Optional[Union[IPv4Address, IPv6Address]]:
    """The IP address that ``host`` spells in whatever way, or None for a name."""
    if ":" in host or host[:1] == "[":
        try:
            return ip_address(host.strip("[]").split("%", 1)[0])
        except ValueError:
            return None
    if host[:1] in "0123456789" and host:
        return parse_ipv4(host)
    return None


def clean_host(host: str) -> Tuple[str, List[str]]:
    """``host`` as it will be looked up (lower case, ASCII, no trailing dot) and what was disguised about it."""
    problems: List[str] = []
    if "%" in host and host[:1] != "[":
        host = unquote(host)
        problems.append("disguised-host")
    if not host.isascii():
        folded = normalize("NFKC", host).casefold().replace("\u3002", ".").replace("\uff61", ".")
        folded = re.sub("[\u00ad\u200b-\u200d\u2060\ufeff]", "", folded)
        if folded.isascii():
            problems.append("disguised-host")
            host = folded
        else:
            mixed = any(
                not label.isascii() and re.search("[a-z]", label) and re.search("[\u0370-\u058f]", label)
                for label in folded.split(".")
            )
            if mixed:
                problems.append("mixed-script")
            try:
                host = folded.encode("idna").decode("ascii")
            except UnicodeError:
                problems.append("malformed")
                host = plain(folded)
    return host.lower().rstrip("."), problems


@lru_cache(maxsize=1024)
def _public_name_class(host: str) -> Target:
    """The class of a host name on its own, whatever the policy says."""
    if host in hosts.METADATA_NAMES:
        return Target.METADATA
    if host in hosts.LOOPBACK_NAMES or host.endswith((".localhost", ".localtest.me", ".lvh.me", ".vcap.me")):
        return Target.LOOPBACK
    labels = host.split(".")
    if labels[-1] in hosts.RESTRICTED_SUFFIXES or ".onion." in host:
        return Target.RESTRICTED
    for i in range(len(labels)):
        suffix = ".".join(labels[i:])
        if suffix in hosts.DEAD_DROPS:
            return Target.DEAD_DROP
        if suffix in hosts.REGISTRIES:
            return Target.REGISTRY
        if suffix in hosts.ADDRESS_IN_NAME:
            found = _DASHED_ADDRESS.search(host)
            address = parse_ipv4(".".join(found.groups())) if found else None
            return _address_class(address) if address else Target.PUBLIC
        if suffix in hosts.PRIVATE_SUFFIXES:
            return Target.PRIVATE
    return Target.PRIVATE if len(labels) == 1 else Target.PUBLIC


def _restricted(host: str, entries: FrozenSet[str]) -> bool:
    """Entries are domains (``bad.example``: it and what is below), suffixes (``.onion``) or words of a label."""
    if not entries:
        return False
    labels = host.split(".")
    if any(".".join(labels[i:]) in entries or "." + ".".join(labels[i:]) in entries for i in range(len(labels))):
        return True
    return not entries.isdisjoint(_WORDS.findall(host))


def host_class(host: str, policy: Policy) -> Target:
    """The class of a cleaned host (name or address) under ``policy``.

    ``policy.allowed_domains`` lifts a dead drop or private name; nothing lifts a restricted or metadata host.
    """
    if not host:
        return Target.UNKNOWN
    address = parse_address(host)
    cls = _address_class(address) if address is not None else _public_name_class(host)
    if cls is not Target.METADATA and _restricted(host, policy.restricted_hosts):
        return Target.RESTRICTED
    if cls in (Target.DEAD_DROP, Target.PRIVATE) and _restricted(host, policy.allowed_hosts):
        return Target.PUBLIC
    return cls


def _credentials(query: str, fragment: str, userinfo: str) -> Tuple[str, ...]:
    found: List[str] = []
    for source in (query, fragment.partition("?")[2] or fragment):
        if "=" in source:
            for name, value in parse_qsl(source.replace(";", "&"), keep_blank_values=False):
                lower = name.strip().lower()
                if value and (
                    lower in hosts.CREDENTIAL_PARAMETERS or lower.replace("-", "_") in hosts.CREDENTIAL_PARAMETERS
                ):
                    found.append(lower)
    if ":" in userinfo:
        found.append("userinfo")
    return tuple(found)


def inspect_url(url: str, policy: Policy) -> Site:
    """Read ``url`` as a client would.  Never raises: what cannot be read is ``malformed`` with class unknown."""
    problems: List[str] = []
    text = url.strip(_EDGE)
    if _STRIP.search(text):
        text = _STRIP.sub("", text)
        problems.append("control-character")
    match = _SCHEME.match(text)
    if match is None or (_HOST_PORT.match(text) and match.group(1).lower() not in _KNOWN_SCHEMES):
        text = "https:" + text if text[:2] in ("//", "\\\\") else "https://" + text
        scheme = "https"
    else:
        scheme = match.group(1).lower()
    if scheme in _OPAQUE_SCHEMES:
        problem = ["active-scheme"] if scheme in hosts.ACTIVE_SCHEMES else []
        return Site(text, scheme, "", None, "", Target.UNKNOWN, (), tuple(problems + problem))
    if scheme in hosts.SMUGGLING_SCHEMES:
        problems.append("smuggling-scheme")
    if scheme in hosts.FETCH_SCHEMES:
        head, sep, tail = text.partition(":")
        body = tail.partition("?")
        authority = "//" + body[0].replace("\\", "/").lstrip("/")
        if "\\" in _AUTHORITY.match(body[0]).group():  # type: ignore[union-attr]
            problems.append("disguised-host")
        text = head + sep + authority + body[1] + body[2]
    try:
        split = urlsplit(text)
        netloc = split.netloc
        port = split.port
    except ValueError:
        return Site(text, scheme, "", None, "", Target.UNKNOWN, (), (*problems, "malformed"))
    userinfo, _, hostport = netloc.rpartition("@")
    if userinfo:
        problems.append("userinfo")
    raw = hostport if hostport[:1] == "[" else hostport.rsplit(":", 1)[0]
    if raw[:1] == "[":
        raw = raw.partition("]")[0] + "]"
    host, disguises = clean_host(raw)
    problems += disguises
    cls = host_class(host, policy) if host else Target.UNKNOWN
    address = parse_address(host)
    if address is not None and str(address) != host.strip("[]"):
        problems.append("disguised-host")
    if scheme.startswith("stratum"):
        cls = Target.DEAD_DROP
    if cls is Target.PUBLIC and any(host == h and split.path.startswith(p) for h, p in hosts.DEAD_DROP_PATHS):
        cls = Target.DEAD_DROP
    return Site(
        text, scheme, host, port, split.path, cls, _credentials(split.query, split.fragment, userinfo), tuple(problems)
    )


class UrlFrontEnd:
    """Lowers a part that is a URL or host to the connection it makes; ``file:`` URLs become reads."""

    def __init__(self, verb: Verb = Verb.CONNECT) -> None:
        self.verb = verb

    def lower(self, part: Part, context: Context, analysis: Analysis) -> None:
        """One effect: connect (or send) to the host, or read of a local file."""
        assert part.role in (Role.URL, Role.HOST, Role.UNTYPED)
        site = inspect_url(part.value, context.policy)
        if site.scheme == "file":
            place = locate(unquote(site.path) or "/", context)
            analysis.effect(Verb.READ, place.path, target_class(place, Verb.READ), ("encoded",))
            return
        traits = ["credentials", *site.problems] if site.credentials else site.problems
        analysis.effect(self.verb, site.host or site.url[:200], site.cls, traits)
