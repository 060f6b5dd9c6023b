"""Receivers of SIEM events on loopback, which remember what they got and fail as they are told."""

from __future__ import annotations

import contextlib
import http.server
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest


def eventually(check: Callable[[], Any], seconds: float = 10.0) -> None:
    """Wait until ``check()`` is true; fail when it is not in time."""
    until = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)


def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Datagrams:
    """A UDP receiver."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(10)
        self.port = self.socket.getsockname()[1]

    def take(self, number: int) -> list[bytes]:
        return [self.socket.recv(65536) for _ in range(number)]

    def close(self) -> None:
        self.socket.close()


class Streams:
    """A TCP or TLS receiver of messages with their lengths before them (RFC 6587 section 3.4.1)."""

    def __init__(self, port: int = 0, context: ssl.SSLContext | None = None) -> None:
        self.messages: list[bytes] = []
        self.connections = self.goodbyes = 0
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection = self._listener.accept()[0]
                threading.Thread(target=self._read, args=(connection,), daemon=True).start()

    def _read(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            if self._context is not None:
                connection = self._context.wrap_socket(connection, server_side=True)
            self._open.append(connection)
            self.connections += 1
            with connection, connection.makefile("rb") as file:
                while True:
                    length = b""
                    while length[-1:] != b" ":
                        byte = file.read(1)
                        if not byte:
                            self.goodbyes += 1
                            return
                        length += byte
                    message = file.read(int(length))
                    if len(message) == int(length):
                        self.messages.append(message)

    def close(self) -> None:
        """Go away: end the connections and listen no more."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


class Collector:
    """An HTTP receiver.  ``answers`` are taken one by one: a status, or seconds to hang; then 200.

    ``patience``: seconds after which it closes a connection on which nothing is asked.
    """

    def __init__(self, port: int = 0, context: ssl.SSLContext | None = None, patience: float | None = None) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.refused: list[bytes] = []
        self.answers: list[int | float] = []
        self.judge: Callable[[bytes], int] = lambda body: 200
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = patience

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = outer.answers.pop(0) if outer.answers else outer.judge(body)
                if isinstance(answer, float):
                    time.sleep(answer)
                    self.close_connection = True
                    return
                if answer == 200:
                    headers = {k.lower(): v for k, v in self.headers.items()}
                    outer.requests.append((self.path, headers, body))
                else:
                    outer.refused.append(body)
                text = b'{"text":"%d"} %s' % (answer, self.headers.get("Authorization", "").encode())
                self.send_response(answer)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: Any) -> None:
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_: Any) -> None:
                pass

        self._server = Server(("127.0.0.1", port), Handler)
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        threading.Thread(target=lambda: self._server.serve_forever(0.01), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def running(receiver: Any) -> Iterator[Any]:
    """Close a receiver at the end."""
    try:
        yield receiver
    finally:
        receiver.close()


def certificate(directory: Path) -> tuple[Path, Path]:
    """A throw-away certificate for localhost that vouches for itself, and its key."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("not run: there is no openssl program to make a certificate")
    made, key = directory / "certificate.pem", directory / "key.pem"
    command = [program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run([*command, *names, "-keyout", key, "-out", made], check=True, capture_output=True)
    os.chmod(key, 0o600)
    return made, key


def server_context(made: Path, key: Path) -> ssl.SSLContext:
    """TLS for a receiver."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    return context
