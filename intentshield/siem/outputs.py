"""Receivers of events by URL, so that a policy file can name them.

``syslog+udp://host:514``, ``syslog+tcp://host:601``, ``syslog+tls://host:6514``
    RFC 5424.  Options: ``facility``.
``splunk+https://host:8088?token_env=NAME`` (or ``splunk+http``)
    HTTP Event Collector.  Options: ``index``, ``sourcetype``, ``source``.
``https://host/path`` (or ``http``)
    POST.  Options: ``token_env``, ``body`` (``lines`` or ``array``); what else the query says belongs to the receiver.
``logging:name``
    A logger of :mod:`logging`; records have the event as attribute ``event``.

Over TLS also ``ca``, ``certificate``, ``key`` (PEM files); all but ``logging`` also ``timeout`` (seconds), ``queue``
(records in memory) and ``spill`` (bytes on disk).  A token is in the environment variable that ``token_env`` names,
or given from Python: ``Splunk("https://host:8088", token=...)`` instead of a URL.
"""

from __future__ import annotations

import hashlib
import logging
import os
from difflib import get_close_matches
from typing import Any, Callable, Dict, Iterable, List, Mapping, NamedTuple, Protocol, Tuple
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from ..errors import PolicyError
from ..redact import kind_of_key
from .delivery import Delivery, Direct, close
from .spill import Spill
from .transports import FACILITIES, Http, Splunk, Syslog, Transport, tls

__all__ = ["Output", "close", "connected"]


class Output(Protocol):
    """Where a logger's events go."""

    def put(self, event: Mapping[str, Any], line: str) -> None:
        """Take one event and the line it is in the logger's format, without waiting.  Never raises."""

    def flush(self, timeout: float) -> bool:
        """Wait until everything was sent; whether that happened in time."""

    def hurry(self) -> None:
        """Send now."""

    def settle(self, timeout: float) -> object:
        """Wait until everything was sent, or an attempt failed."""

    def park(self) -> None:
        """Keep what was not sent, at once and for good."""

    def leave(self, timeout: float) -> object:
        """Wait until the receiver was left."""

    @property
    def stats(self) -> Dict[str, Any]:
        """Counts, and the last problem."""


class _Scheme(NamedTuple):
    """A kind of URL: its port where it has none of its own, the options it takes besides those of all."""

    make: Callable[[str, SplitResult, Dict[str, str]], Transport]
    port: int
    options: Tuple[str, ...]


def _whole(problem: str, text: str, least: int) -> int:
    if not text.isdecimal() or not text.isascii() or int(text) < least:
        raise PolicyError(f"{problem}: expected a whole number of at least {least}, got {text[:20]!r}")
    return int(text)


def _token(where: str, options: Mapping[str, str], *, needed: bool) -> str:
    """The value of the environment variable that ``token_env`` names."""
    name = options.get("token_env", "")
    if not name:
        if needed:
            raise PolicyError(f"{where}: needs token_env=NAME, the environment variable that holds the token")
        return ""
    token = os.environ.get(name, "").strip()
    if not token:
        raise PolicyError(f"{where}: the environment variable {name!r} (token_env) is not set")
    return token


def _context(where: str, url: SplitResult, options: Mapping[str, str]) -> Dict[str, Any]:
    """The arguments of TLS and time that transports share."""
    if options.get("key") and not options.get("certificate"):
        raise PolicyError(f"{where}: 'key' needs a 'certificate'")
    try:
        made = (
            tls(options.get("ca", ""), options.get("certificate", ""), options.get("key", ""))
            if url.scheme.endswith(("tls", "https"))
            else None
        )
    except OSError as error:
        raise PolicyError(f"{where}: ca, certificate or key cannot be used: {error.strerror or error}") from None
    return {"context": made, "timeout": float(_whole(f"{where}: timeout", options.get("timeout", "10"), 1))}


def _syslog(where: str, url: SplitResult, options: Dict[str, str]) -> Transport:
    facility = options.get("facility", "authpriv")
    if facility not in FACILITIES:
        raise PolicyError(f"{where}: facility: got {facility[:40]!r}, expected one of {', '.join(FACILITIES)}")
    port = url.port or _SCHEMES[url.scheme].port
    protocol = url.scheme.partition("+")[2]
    return Syslog(url.hostname or "", port, protocol, facility=facility, **_context(where, url, options))


def _http(where: str, url: SplitResult, options: Dict[str, str]) -> Transport:
    body = options.get("body", "lines")
    if body not in ("lines", "array"):
        raise PolicyError(f"{where}: body: got {body[:40]!r}, expected lines or array")
    query = urlencode([(k, v) for k, v in parse_qsl(url.query, keep_blank_values=True) if k not in options])
    return Http(
        url._replace(query=query).geturl(),
        token=_token(where, options, needed=False),
        array=body == "array",
        **_context(where, url, options),
    )


def _splunk(where: str, url: SplitResult, options: Dict[str, str]) -> Transport:
    netloc = url.netloc if url.port else f"{url.netloc.rstrip(':')}:{_SCHEMES[url.scheme].port}"
    own = {k: v for k, v in options.items() if k in ("index", "sourcetype", "source")}
    plain = url._replace(scheme=url.scheme.partition("+")[2], netloc=netloc, query="").geturl()
    return Splunk(plain, token=_token(where, options, needed=True), **own, **_context(where, url, options))


_ALL = ("timeout", "queue", "spill")
_TLS = ("ca", "certificate", "key")
_EVENT_COLLECTOR = ("token_env", "index", "sourcetype", "source")
_SCHEMES: Mapping[str, _Scheme] = {
    "syslog+udp": _Scheme(_syslog, 514, ("facility",)),
    "syslog+tcp": _Scheme(_syslog, 601, ("facility",)),
    "syslog+tls": _Scheme(_syslog, 6514, ("facility", *_TLS)),
    "splunk+https": _Scheme(_splunk, 8088, (*_EVENT_COLLECTOR, *_TLS)),
    "splunk+http": _Scheme(_splunk, 8088, _EVENT_COLLECTOR),
    "https": _Scheme(_http, 443, ("token_env", "body", *_TLS)),
    "http": _Scheme(_http, 80, ("token_env", "body")),
}


def _nearest(word: str, valid: Iterable[str]) -> str:
    close_by = get_close_matches(word, list(valid), 1, 0.6)
    return f"; did you mean {close_by[0]!r}?" if close_by else ""


def _options(where: str, url: SplitResult) -> Dict[str, str]:
    """The options that a URL gives us.  Raises :class:`PolicyError`, which does not show a value that may be secret."""
    valid = (*_ALL, *_SCHEMES[url.scheme].options)
    out: Dict[str, str] = {}
    for name, value in parse_qsl(url.query, keep_blank_values=True):
        if kind_of_key(name):
            raise PolicyError(f"{where}: {name!r}: credentials do not belong in a URL; use token_env=NAME")
        if name not in valid:
            hint = _nearest(name, valid)
            if hint or url.scheme not in ("http", "https"):
                raise PolicyError(f"{where}: unknown option {name!r}{hint or '; there are ' + ', '.join(valid)}")
        elif name in out:
            raise PolicyError(f"{where}: the option {name!r} is given twice")
        elif not value:
            raise PolicyError(f"{where}: the option {name!r} is empty")
        else:
            out[name] = value
    return out


def _split(where: str, text: str) -> SplitResult:
    """The parts of a receiver's URL."""
    scheme = text.partition(":")[0].lower()
    if scheme not in _SCHEMES:
        names = ("logging", *_SCHEMES)
        raise PolicyError(
            f"{where}: unknown scheme {scheme[:40]!r}{_nearest(scheme, names) or '; there are ' + ', '.join(names)}"
        )
    if not all("!" <= ch <= "~" for ch in text):
        raise PolicyError(f"{where}: a URL has no blanks, control characters or letters outside ASCII")
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError as error:
        raise PolicyError(f"{where}: {error}") from None
    if "@" in url.netloc:
        raise PolicyError(f"{where}: credentials do not belong in a URL; use token_env=NAME")
    if not url.hostname or text[len(scheme) :][:3] != "://":
        raise PolicyError(f"{where}: expected {scheme}://host")
    if url.fragment or (scheme.startswith("syslog") and url.path not in ("", "/")):
        raise PolicyError(f"{where}: nothing may follow the host and its options")
    return url


def _logging(where: str, name: str) -> Direct:
    if not name or name.startswith("/"):
        raise PolicyError(f"{where}: expected logging:NAME, the name of a logger")
    logger = logging.getLogger(name)

    def hand(event: Mapping[str, Any], line: str) -> None:
        least = next(level for number, level in _LEVELS if event["severity"] >= number)
        logger.log(least, line, extra={"event": dict(event)})

    return Direct(f"logging:{name}", hand)


_LEVELS = ((9, logging.CRITICAL), (7, logging.ERROR), (5, logging.WARNING), (0, logging.INFO))


def _delivery(transport: Transport, base: str, options: Mapping[str, str], where: str) -> Delivery:
    """A delivery whose disk space lies beside the file ``base``."""
    digest = hashlib.sha256(transport.identity.encode()).hexdigest()[:8]
    limit = _whole(f"{where}: spill", options.get("spill", "50000000"), 0)
    queue = _whole(f"{where}: queue", options.get("queue", "10000"), 1)
    return Delivery(transport, Spill(f"{base}.{digest}.spill", limit), queue)


def _connected(where: str, output: Any, base: str) -> Output:
    if isinstance(output, str):
        if output[:8].lower() == "logging:":
            return _logging(where, output[8:])
        url = _split(where, output)
        options = _options(where, url)
        return _delivery(_SCHEMES[url.scheme].make(where, url, options), base, options, where)
    if callable(getattr(output, "send", None)) and callable(getattr(output, "encode", None)):
        return _delivery(output, base, {}, where)
    if callable(getattr(output, "emit", None)):
        return Direct(type(output).__name__, lambda event, line: output.emit(event))
    raise PolicyError(f"{where}: got {type(output).__name__}, expected a URL, a transport or an object with emit()")


def connected(outputs: Iterable[Any], base: str) -> List[Output]:
    """Outputs for URLs, transports and event sinks.  Raises :class:`PolicyError`, which says what is wrong and where.

    ``base``  the SIEM's file, beside which is kept what could not be sent
    """
    if isinstance(outputs, str):
        raise PolicyError("siem_outputs: expected a list of URLs")
    return [_connected(f"siem_outputs[{i}]", output, base) for i, output in enumerate(outputs)]
