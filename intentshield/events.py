"""Security events on disk: one JSON object a line, flushed to the disk before the call returns."""

from __future__ import annotations

import json
import os
import time
from typing import Any, Dict, Mapping

from .forks import ForkLock
from .protocols import EventSink
from .redact import Redactor

__all__ = ["JsonLinesSink", "RedactingSink", "Tee", "private_directory"]


def private_directory(path: str) -> None:
    """Create ``path``, and what is missing above it, readable by its owner only.  Raises :class:`OSError`."""
    above = os.path.dirname(path)
    if above and not os.path.isdir(above):
        private_directory(above)
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        if not os.path.isdir(path):
            raise


class RedactingSink:
    """Passes events on to another sink with the secrets taken out."""

    def __init__(self, sink: EventSink, redactor: Redactor) -> None:
        self.sink = sink
        self.redactor = redactor

    def emit(self, event: Mapping[str, Any]) -> None:
        """Redact one event and pass it on.  Raises what the other sink raises."""
        self.sink.emit(self.redactor.value(event))


class Tee:
    """Passes events on to several sinks."""

    def __init__(self, *sinks: EventSink) -> None:
        self.sinks = sinks

    def emit(self, event: Mapping[str, Any]) -> None:
        """Pass one event on to each.  Raises what the sinks raise."""
        for sink in self.sinks:
            sink.emit(event)


class JsonLinesSink:
    """Appends events to ``events.jsonl`` in ``directory``.

    A line is written by one ``write`` to a file opened for appending, so lines of several processes do not mix.
    """

    def __init__(self, directory: str) -> None:
        self.path = os.path.join(directory, "events.jsonl")
        self._lock = ForkLock()

    def emit(self, event: Mapping[str, Any]) -> None:
        """Append one event; adds ``timestamp`` (UTC, RFC 3339) and ``pid``.  Raises :class:`OSError`."""
        now = time.time()
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1000):03d}Z"
        record: Dict[str, Any] = {"timestamp": stamp, "pid": os.getpid(), **event}
        line = (json.dumps(record, ensure_ascii=True, default=str) + "\n").encode("ascii")
        with self._lock:
            private_directory(os.path.dirname(self.path))
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, line)
                os.fsync(handle)
            finally:
                os.close(handle)

    def mentions(self, event_type: str) -> bool:
        """Whether an event of this type was ever written here."""
        needle = json.dumps(event_type).encode()
        try:
            with open(self.path, "rb") as file:
                return any(needle in line for line in file)
        except OSError:
            return False
