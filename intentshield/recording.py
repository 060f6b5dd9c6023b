"""Recordings: everything a session was asked and answered, event by event, for those who choose to keep it.

A recording is newline-delimited JSON in ``recordings/<session>`` below ``data_dir``: files of bounded size, each
written by one process, whose events are numbered and timed.  A client with the ``put_object`` method of boto3's S3
client may be handed in; then every finished file is also put into a bucket.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import math
import os
import shutil
import time
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, Optional
from urllib.parse import quote

from .errors import StoreError
from .events import private_directory
from .forks import ForkLock

__all__ = ["Recording", "delete_recordings", "events_of"]

MAX_FILE = 8_000_000
MAX_SESSION = 256_000_000
#: Levels of nested values that are kept as such.
MAX_DEPTH = 40
_SUFFIX = ".ndjson"


def _directory(data_dir: str, session: str) -> str:
    """Where a session's recording is; safe whatever its id is."""
    digest = hashlib.sha256(session.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    readable = quote(session, safe=" ", errors="backslashreplace")[:100]
    return os.path.join(data_dir, "recordings", f"{readable}-{digest}")


class Recording:
    """Writes the events of one session.  Thread-safe; never raises once it has begun: see :attr:`stats`.

    ``redact``  what takes the secrets out of an event; None keeps them
    ``client``  puts finished files into ``bucket``, below ``prefix``
    Raises :class:`StoreError` when the directory cannot be made.
    """

    def __init__(
        self,
        data_dir: str,
        session: str,
        redact: Optional[Callable[[Any], Any]],
        *,
        client: Any = None,
        bucket: str = "",
        prefix: str = "",
        max_file: int = MAX_FILE,
        max_session: int = MAX_SESSION,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.directory = _directory(data_dir, session)
        self._redact = redact
        self._client, self._bucket, self._prefix = client, bucket, prefix
        self._max_file, self._left = max_file, max_session
        self._clock = clock
        self._lock = ForkLock()
        self._counts = {"written": 0, "dropped": 0, "uploaded": 0}
        self._failure = ""
        self._path = ""
        self._size = self._seq = 0
        self._pid = os.getpid()
        try:
            private_directory(self.directory)
        except OSError as error:
            raise StoreError(f"{self.directory}: {error.strerror}: nothing can be recorded there") from error

    def write(self, kind: str, event: Mapping[str, Any]) -> None:
        """Add one event."""
        with self._lock:
            if self._pid != os.getpid():
                self._pid, self._path, self._seq = os.getpid(), "", 0
            try:
                body = dict(event) if self._redact is None else self._redact(event)
                form = {"seq": self._seq, "time": self._clock(), "pid": self._pid, "type": kind, **_plain(body, 0)}
                line = (json.dumps(form, ensure_ascii=True) + "\n").encode("ascii")
                self._append(line)
                self._seq += 1
                self._counts["written"] += 1
            except Exception as error:  # noqa: BLE001 - whatever a disk or a foreign object does
                self._counts["dropped"] += 1
                self._failure = str(error)

    def _append(self, line: bytes) -> None:
        if len(line) > self._left:
            raise OSError("the recording has reached its largest size")
        if self._path and self._size + len(line) > self._max_file:
            self._finish()
        if not self._path:
            # sorted by name, the files of a process come in their order
            name = f"{int(self._clock() * 1e6):016d}-{self._pid}-{os.urandom(3).hex()}{_SUFFIX}"
            self._path, self._size = os.path.join(self.directory, name), 0
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            written = os.write(handle, line)
        finally:
            os.close(handle)
        self._size += written
        self._left -= written
        if written < len(line):
            self._finish()
            raise OSError("the disk is full")

    def _finish(self) -> None:
        """End the current file, and put it into the bucket."""
        path, self._path = self._path, ""
        if self._client is None or not path:
            return
        try:
            with open(path, "rb") as file:
                key = f"{self._prefix}{os.path.basename(self.directory)}/{os.path.basename(path)}"
                self._client.put_object(Bucket=self._bucket, Key=key, Body=file.read())
            self._counts["uploaded"] += 1
        except Exception as error:  # noqa: BLE001 - a foreign client; the file stays
            self._failure = f"{type(error).__name__}: {error}"

    def close(self) -> None:
        """End the current file."""
        with self._lock:
            if self._pid == os.getpid():
                self._finish()

    @property
    def stats(self) -> Dict[str, Any]:
        """What was written, dropped and uploaded so far, and where to."""
        return {**self._counts, "directory": self.directory, "last_error": self._failure}


def _plain(value: Any, depth: int) -> Any:
    """A JSON value; of what is none its text."""
    if value is None or type(value) in (str, bool, int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if depth < MAX_DEPTH and isinstance(value, Mapping):
        return {key if type(key) is str else _foreign(key): _plain(item, depth + 1) for key, item in value.items()}
    if depth < MAX_DEPTH and isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item, depth + 1) for item in value]
    return _foreign(value)


def _foreign(value: Any) -> str:
    try:
        return str(value)
    except Exception:  # noqa: BLE001 - whatever a foreign __str__ raises
        return f"<{type(value).__name__}>"


def events_of(data_dir: str, session: str) -> Iterator[Dict[str, Any]]:
    """The events of a recording: those of each process in their order, among processes by time.

    A line that was cut off is an event ``damaged``.  Raises :class:`StoreError` when there is no recording of the session.
    """
    directory = _directory(data_dir, session)
    try:
        names = sorted(name for name in os.listdir(directory) if name.endswith(_SUFFIX))
    except OSError as error:
        raise StoreError(f"{directory}: there is no recording of the session {session!r}") from error
    processes: Dict[Any, List[Dict[str, Any]]] = {}
    for name in names:
        before: Dict[str, Any] = {"pid": name, "time": 0.0}
        try:
            with open(os.path.join(directory, name), encoding="ascii", errors="replace") as file:
                for number, line in enumerate(file, 1):
                    before = _event(line, f"{name}:{number}", before)
                    processes.setdefault(before["pid"], []).append(before)
        except OSError as error:
            raise StoreError(f"{os.path.join(directory, name)}: {error.strerror}") from error
    return heapq.merge(*processes.values(), key=lambda event: event["time"])


def _event(line: str, where: str, before: Mapping[str, Any]) -> Dict[str, Any]:
    try:
        event = json.loads(line)
        if isinstance(event, dict) and isinstance(event["time"], float) and isinstance(event["pid"], int):
            return event
    except (ValueError, KeyError, RecursionError):
        pass
    return {"type": "damaged", "time": before["time"], "pid": before["pid"], "where": where}


def delete_recordings(data_dir: str, sessions: Iterable[str], before: Optional[float] = None) -> int:
    """Delete the recordings of sessions, and all that ended ``before`` a time; how many.  Raises :class:`StoreError`."""
    chosen = [directory for directory in (_directory(data_dir, one) for one in sessions) if os.path.isdir(directory)]
    if before is not None:
        try:
            with os.scandir(os.path.join(data_dir, "recordings")) as found:
                chosen += [one.path for one in found if one.is_dir() and _ended(one.path) < before]
        except FileNotFoundError:
            pass
    chosen = list(dict.fromkeys(chosen))
    for directory in chosen:
        try:
            shutil.rmtree(directory)
        except OSError as error:
            raise StoreError(f"{directory}: {error.strerror}") from error
    return len(chosen)


def _ended(directory: str) -> float:
    """When something was last written into a recording."""
    return max((os.stat(os.path.join(directory, name)).st_mtime for name in os.listdir(directory)), default=0.0)
