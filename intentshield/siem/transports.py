"""The protocols of receivers: one call sends some records, or raises.

Sources: RFC 5424 (syslog), RFC 5426 (over UDP), RFC 6587 section 3.4.1 (over TCP, octet counting), RFC 5425 (over
TLS); Splunk Enterprise, "HTTP Event Collector REST API endpoints".
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import json
import os
import re
import socket
import ssl
from typing import Any, Dict, Mapping, Optional, Protocol, Sequence, Tuple, Union
from urllib.parse import urlsplit

from ..errors import PolicyError
from .formats import stamp

__all__ = ["FACILITIES", "Http", "Rejected", "Splunk", "Syslog", "Transport", "tls"]


class Rejected(Exception):
    """The receiver is there and does not want these records, now or later."""


class Transport(Protocol):
    """Sends records, which are lines.  Used by one thread at a time, except :meth:`encode`."""

    #: What is shown of it.
    name: str
    #: What tells it apart from others; not shown.
    identity: str

    def encode(self, event: Mapping[str, Any], line: str) -> bytes:
        """The record of an event that was rendered as ``line``, without a line break."""

    def send(self, records: Sequence[bytes]) -> None:
        """Send records; connect first where needed.  Raises :class:`OSError` or :class:`Rejected`."""

    def close(self) -> None:
        """End the connection; the next :meth:`send` makes a new one."""

    def forget(self) -> None:
        """Let go of a connection that belongs to the parent process."""


def _is_alive(connection: socket.socket) -> bool:
    """Whether the other side has not closed a connection on which it says nothing."""
    waiting = connection.gettimeout()
    connection.settimeout(0)
    try:
        return connection.recv(4096) != b""
    except (BlockingIOError, ssl.SSLWantReadError):
        return True
    except OSError:
        return False
    finally:
        connection.settimeout(waiting)


def _leave(connection: socket.socket) -> None:
    """Close so that what was sent arrives: unread data would make the system reset the connection."""
    with contextlib.suppress(OSError, ValueError):
        connection.settimeout(1)
        if isinstance(connection, ssl.SSLSocket):
            connection.unwrap()
        else:
            connection.shutdown(socket.SHUT_WR)
    connection.close()


def _abandon(connection: socket.socket) -> None:
    """Close the descriptor alone, and say nothing to the other side."""
    with contextlib.suppress(OSError):
        os.close(connection.detach())


# -- syslog

#: RFC 5424, table 1, in order.
FACILITIES = (
    *("kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp"),
    *("ntp", "audit", "alert", "clock", *(f"local{n}" for n in range(8))),
)
#: Least severity of an event -> severity of RFC 5424, table 2.
_PRIORITIES = ((9, 2), (7, 4), (5, 5), (0, 6))
_UNPRINTABLE = re.compile(r"[^!-~]")


def _word(text: object, limit: int) -> str:
    return _UNPRINTABLE.sub("_", str(text))[:limit] or "-"


class Syslog:
    """RFC 5424 messages over ``udp``, ``tcp`` or ``tls``.

    Neither acknowledges anything: what was handed to the system when a connection breaks is lost, and so is what UDP
    drops.  A message is ASCII, or UTF-8 without the byte order mark that no parser of JSON and CEF wants.
    """

    def __init__(
        self,
        host: str,
        port: int,
        protocol: str = "tls",
        *,
        facility: str = "authpriv",
        context: Optional[ssl.SSLContext] = None,
        timeout: float = 10.0,
    ) -> None:
        shown = f"[{host}]" if ":" in host else host
        self.name = self.identity = f"syslog+{protocol}://{shown}:{port}"
        self._address = (host, port)
        self._protocol = protocol
        self._facility = FACILITIES.index(facility) * 8
        self._context = (context or tls()) if protocol == "tls" else None
        self._timeout = timeout
        self._host = _word(socket.gethostname(), 255)
        self._connection: Optional[socket.socket] = None

    def encode(self, event: Mapping[str, Any], line: str) -> bytes:
        """A message without framing."""
        severity = next(number for least, number in _PRIORITIES if event["severity"] >= least)
        head = f"<{self._facility + severity}>1 {stamp(event['time'])} {self._host} intentshield {event['pid']}"
        kind = _word(event.get("event_type", ""), 32)
        return f"{head} {kind} - {line}".encode("utf-8", "backslashreplace")

    def send(self, records: Sequence[bytes]) -> None:
        """Send each as a datagram, or all with their lengths before them."""
        connection = self._connected()
        if self._protocol != "udp":
            connection.sendall(b"".join([b"%d %s" % (len(record), record) for record in records]))
            return
        for record in records:
            try:
                connection.send(record)
            except OSError as error:
                if error.errno == errno.EMSGSIZE:
                    raise Rejected(f"{len(record)} bytes do not fit a datagram") from error
                raise

    def _connected(self) -> socket.socket:
        if self._connection is not None and (self._protocol == "udp" or _is_alive(self._connection)):
            return self._connection
        self.close()
        if self._protocol == "udp":
            self._connection = _datagrams(self._address)
        else:
            self._connection = socket.create_connection(self._address, self._timeout)
            if self._context is not None:
                plain = self._connection
                self._connection = self._context.wrap_socket(plain, server_hostname=self._address[0])
        return self._connection

    def close(self) -> None:
        """Say goodbye (TLS: close_notify, as RFC 5425 wants)."""
        connection, self._connection = self._connection, None
        if connection is not None:
            _leave(connection)

    def forget(self) -> None:
        """Let go of a connection that belongs to the parent process."""
        connection, self._connection = self._connection, None
        if connection is not None:
            _abandon(connection)


def _datagrams(address: Tuple[str, int]) -> socket.socket:
    family, kind, protocol, _, where = socket.getaddrinfo(*address, type=socket.SOCK_DGRAM)[0]
    connection = socket.socket(family, kind, protocol)
    connection.connect(where)
    return connection


def tls(ca: str = "", certificate: str = "", key: str = "") -> ssl.SSLContext:
    """TLS 1.2 or newer with the system's authorities, or those in the file ``ca``, and a certificate of our own.

    Raises :class:`OSError`.
    """
    context = ssl.create_default_context(cafile=ca or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificate:
        context.load_cert_chain(certificate, key or None)
    return context


# -- HTTP

#: What a receiver answers to records that it will never take.
_REJECTIONS = frozenset({400, 413, 422})


class Http:
    """POST of lines (``application/x-ndjson``, or ``text/plain`` for CEF), or of a JSON array.

    ``token`` is sent as ``Authorization: Bearer``, and shown nowhere.  Proxies and redirections are not followed.
    """

    _scheme = "Bearer"
    _path = "/"

    def __init__(
        self,
        url: str,
        *,
        token: str = "",
        array: bool = False,
        context: Optional[ssl.SSLContext] = None,
        timeout: float = 10.0,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise PolicyError(f"{type(self).__name__}: expected http:// or https:// and a host")
        if not all("!" <= ch <= "~" for ch in token):
            raise PolicyError(f"{type(self).__name__}: a token is made of printable ASCII characters")
        self.name = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        self._array = array
        self._token = token
        self._target = (parts.path or self._path) + (f"?{parts.query}" if parts.query else "")
        self.identity = self.name + self._target
        self._connection: Union[http.client.HTTPConnection, http.client.HTTPSConnection]
        if parts.scheme == "https":
            self._connection = http.client.HTTPSConnection(
                parts.hostname, parts.port, timeout=timeout, context=context or tls()
            )
        else:
            self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)

    def encode(self, event: Mapping[str, Any], line: str) -> bytes:
        """The line itself; in an array what is not JSON becomes a string."""
        text = json.dumps(line) if self._array and line[:1] != "{" else line
        return text.encode("utf-8", "backslashreplace")

    def _body(self, records: Sequence[bytes]) -> bytes:
        return b"[" + b",".join(records) + b"]" if self._array else b"\n".join(records) + b"\n"

    def _headers(self, records: Sequence[bytes]) -> Dict[str, str]:
        kind = "application/x-ndjson" if records[0][:1] == b"{" else "text/plain; charset=utf-8"
        headers = {"Content-Type": "application/json" if self._array else kind, "User-Agent": "IntentShield"}
        return {**headers, "Authorization": f"{self._scheme} {self._token}"} if self._token else headers

    def send(self, records: Sequence[bytes]) -> None:
        """Post all of them; every status but 2xx is a failure."""
        connection = self._connection
        if connection.sock is not None and not _is_alive(connection.sock):
            connection.close()
        try:
            connection.request("POST", self._target, self._body(records), self._headers(records))
            response = connection.getresponse()
            text = response.read(1 << 16)
        except http.client.HTTPException as error:
            raise OSError(f"{type(error).__name__}: {error}") from error
        if not response.isclosed():
            connection.close()
        if 200 <= response.status < 300:
            return
        answer = text[:200].decode("utf-8", "replace")
        problem = f"{response.status} {response.reason}: {answer}".replace(self._token or "\0", "[token]")
        raise Rejected(problem) if response.status in _REJECTIONS else OSError(problem)

    def close(self) -> None:
        """Close the connection; the next :meth:`send` makes a new one."""
        self._connection.close()

    def forget(self) -> None:
        """Let go of a connection that belongs to the parent process."""
        if self._connection.sock is not None:
            _abandon(self._connection.sock)
        self._connection.close()


class Splunk(Http):
    """Splunk's HTTP Event Collector.  ``index``, ``sourcetype``, ``source``: as the token says where not given."""

    _scheme = "Splunk"
    _path = "/services/collector/event"

    def __init__(
        self, url: str, *, token: str, index: str = "", sourcetype: str = "", source: str = "intentshield", **more: Any
    ) -> None:
        super().__init__(url, token=token, **more)
        given = {"host": socket.gethostname(), "source": source, "sourcetype": sourcetype, "index": index}
        self._fields = "".join(f",{json.dumps(k)}:{json.dumps(v)}" for k, v in given.items() if v)
        self.name = f"splunk+{self.name}"

    def encode(self, event: Mapping[str, Any], line: str) -> bytes:
        """The envelope; ``event`` is the event's JSON object, or its line where that is none."""
        inner = line if line[:1] == "{" else json.dumps(line)
        return f'{{"time":{event["time"]:.3f}{self._fields},"event":{inner}}}'.encode("utf-8", "backslashreplace")

    def _headers(self, records: Sequence[bytes]) -> Dict[str, str]:
        return {**super()._headers(records), "Content-Type": "application/json"}
