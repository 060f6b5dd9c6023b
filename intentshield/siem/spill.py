"""Records that wait on disk until their receiver is back, also for a later process."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import Iterable, Iterator, List, Optional

from .file import TORN, RotatingFile, take

__all__ = ["Spill", "Taken"]

_CHUNK = 1 << 20


class Spill:
    """Lines in ``path``, and in ``path.<time>-<pid>`` while a process sends them; ``limit`` bytes in all.

    Every process may add.  One process takes a file, by renaming it, and sends it.  What a process that ended had
    taken is taken by the next one: sent lines are blank by then, so at most the batch in hand is sent twice.
    """

    def __init__(self, path: str, limit: int) -> None:
        self.path = os.path.abspath(path)
        self.limit = limit
        self._file = RotatingFile(self.path, sys.maxsize)
        self._used, self._measured = 0, 0.0

    def put(self, records: Iterable[bytes]) -> int:
        """Keep records while there is room; how many were kept.  Raises :class:`OSError`."""
        now = time.monotonic()
        if now - self._measured > 1:
            self._used, self._measured = sum(map(_size, self._files())), now
        kept: List[bytes] = []
        size = 0
        for record in records:
            if self._used + size + len(record) + 1 > self.limit:
                break
            size += len(record) + 1
            kept.append(record)
        if kept:
            self._file.write(b"\n".join(kept) + b"\n")
            self._used += size
        return len(kept)

    def take(self) -> Optional[Taken]:
        """The oldest records that nobody sends; None when there are none."""
        for path in self._files():
            mine = f"{self.path}.{time.time_ns():020d}-{os.getpid()}"
            handle = take(path, mine)
            if handle is not None:
                self._measured = 0.0
                return Taken(handle, mine)
        return None

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _files(self) -> List[str]:
        """The files there are, oldest first."""
        directory, name = os.path.split(self.path)
        try:
            names = os.listdir(directory)
        except OSError:
            return []
        taken = sorted(n for n in names if n.startswith(name + "."))
        return [os.path.join(directory, n) for n in (*taken, *([name] if name in names else ()))]


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


class Taken:
    """A file of records that this process sends, batch by batch."""

    def __init__(self, handle: int, path: str) -> None:
        self._handle = handle
        self._path = path
        self._start = self._end = 0

    def batch(self, count: int) -> List[bytes]:
        """The records to be sent next, the same ones until they are :meth:`done`; none at the end."""
        while True:
            records: List[bytes] = []
            self._end = self._start
            for line in _lines(self._chunk()):
                self._end += len(line)
                if line != b"\n" and not line.endswith(TORN):
                    records.append(line[:-1])
                    if len(records) == count:
                        break
            if records or self._end == self._start:
                return records
            self._start = self._end

    def _chunk(self) -> bytes:
        """What comes next: at least one whole line, unless there is none."""
        size = _CHUNK
        while True:
            os.lseek(self._handle, self._start, os.SEEK_SET)
            chunk = os.read(self._handle, size)
            if b"\n" in chunk or len(chunk) < size:
                return chunk
            size *= 2

    def done(self) -> None:
        """The batch was sent: its lines become blank."""
        os.lseek(self._handle, self._start, os.SEEK_SET)
        os.write(self._handle, b"\n" * (self._end - self._start))
        self._start = self._end

    def remove(self) -> List[bytes]:
        """Remove the file, of which everything was sent; what somebody added at the last moment."""
        if os.name == "nt":
            self.close()
        with contextlib.suppress(OSError):
            os.unlink(self._path)
        late = self.batch(sys.maxsize) if self._handle >= 0 else []
        self.close()
        return late

    def close(self) -> None:
        """Leave the rest to the next process."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)


def _lines(chunk: bytes) -> Iterator[bytes]:
    start = 0
    while True:
        end = chunk.find(b"\n", start) + 1
        if not end:
            return
        yield chunk[start:end]
        start = end
