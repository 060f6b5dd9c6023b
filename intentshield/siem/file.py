"""A file of lines that several processes append to, rotate, and may be killed in the middle of."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import threading
import time
from typing import Optional, Tuple

from ..events import private_directory
from ..forks import renewed_after_fork

__all__ = ["TORN", "RotatingFile", "take"]

#: The end that a line gets whose writer was killed, or whose disk was full, before it was whole.
TORN = b" ...torn\n"
_APPEND = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
_BINARY = os.O_RDWR | getattr(os, "O_BINARY", 0)

if sys.platform == "win32":  # a file that another process has open cannot be renamed there: the rename is the lock

    def _claim(handle: int) -> bool:
        return True

    def take(path: str, mine: str) -> Optional[int]:
        """Rename a file that no living process has taken, and open it; None when somebody else has it."""
        try:
            os.rename(path, mine)
            return os.open(mine, _BINARY)
        except OSError:
            return None

else:
    import fcntl

    def _claim(handle: int) -> bool:
        """Lock a file for this process, if nobody has; the system takes the lock back when the process ends."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            return True
        return True

    def take(path: str, mine: str) -> Optional[int]:
        """Rename a file that no living process has taken, and open it; None when somebody else has it."""
        try:
            handle = os.open(path, _BINARY)
        except OSError:
            return None
        with contextlib.suppress(OSError):
            if _claim(handle):
                os.rename(path, mine)
                if _identity(os.stat(mine)) == _identity(os.fstat(handle)):
                    return handle
        os.close(handle)
        return None


def _identity(found: os.stat_result) -> Tuple[int, int]:
    return found.st_dev, found.st_ino


class RotatingFile:
    """Appends lines; a full file becomes ``path.1``, that one ``path.2``, up to ``keep``.

    A line is one ``write`` to a descriptor opened for appending, so lines of several processes do not mix.  The
    descriptor stays open and is opened anew when the file was rotated or removed.  No line is lost at a rotation: a
    writer that was overtaken finds its line in ``path.1``, and writes it again when the file was removed.  A line
    begins on a fresh line also after another one was cut off, which then ends in :data:`TORN` or runs into a line
    that is repeated.
    """

    _handle = -1

    def __init__(self, path: str, max_bytes: int = 50_000_000, keep: int = 5) -> None:
        self.path = os.path.abspath(path)
        self.max_bytes = max_bytes
        self.keep = max(keep, 1)
        self._identity = (0, 0)
        self.renew()
        renewed_after_fork(self)

    def renew(self) -> None:
        """Begin anew in a forked child: a shared descriptor has one position for both."""
        self._lock = threading.RLock()
        self.close()

    def close(self) -> None:
        """Close the descriptor; the next line opens it again."""
        with self._lock:
            handle, self._handle = self._handle, -1
            if handle >= 0:
                os.close(handle)

    def __del__(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)

    def write(self, line: bytes) -> None:
        """Append one line, or several at once.  Raises :class:`OSError`."""
        with self._lock:
            for _ in range(3):
                handle = self._current()
                if not self._regular:
                    os.write(handle, line)
                    return
                self._append(handle, line)
                if os.fstat(handle).st_nlink:
                    break
            if self._end >= self.max_bytes:
                self._rotate()
            if os.name == "nt":
                self.close()

    def _current(self) -> int:
        """The descriptor of what ``path`` names now."""
        if self._handle >= 0:
            with contextlib.suppress(FileNotFoundError):
                if _identity(os.stat(self.path)) == self._identity:
                    return self._handle
            self.close()
        try:
            self._handle = os.open(self.path, _APPEND, 0o600)
        except FileNotFoundError:
            private_directory(os.path.dirname(self.path))
            self._handle = os.open(self.path, _APPEND, 0o600)
        found = os.fstat(self._handle)
        self._identity = _identity(found)
        self._regular = stat.S_ISREG(found.st_mode)
        self._torn = self._regular and not _ends_a_line(self._handle)
        self._end = -1
        return self._handle

    def _append(self, handle: int, line: bytes) -> None:
        for _ in range(3):
            mended = self._torn
            data = TORN + line if mended else line
            written = os.write(handle, data)
            self._torn = written < len(data)
            if not self._torn and (self._is_fresh(handle, written) or mended):
                return
        raise OSError(errno.ENOSPC, "the line was cut off")

    def _is_fresh(self, handle: int, written: int) -> bool:
        """Whether what was just written begins a line, which it does not when a writer was killed before it."""
        end = os.lseek(handle, 0, os.SEEK_CUR)
        before, self._end = self._end, end
        start = end - written
        if start == before or start <= 0:
            return True
        os.lseek(handle, start - 1, os.SEEK_SET)
        return os.read(handle, 1) == b"\n"

    def _rotate(self) -> None:
        """Rename the file, unless another process is doing it or did it."""
        try:
            if not _claim(self._handle) or _identity(os.stat(self.path)) != self._identity:
                return
            if os.name == "nt":
                self.close()
            for number in range(self.keep - 1, 0, -1):
                with contextlib.suppress(FileNotFoundError):
                    os.replace(f"{self.path}.{number}", f"{self.path}.{number + 1}")
            os.replace(self.path, self.path + ".1")
        except OSError:
            return  # it grows until it can be renamed; what is written is not lost
        finally:
            self.close()


def _ends_a_line(handle: int) -> bool:
    """Whether a file's last line is whole; one that is being written this very moment gets the time to be."""
    for pause in (0.0, 0.001, 0.005, 0.02):
        time.sleep(pause)
        if not os.lseek(handle, 0, os.SEEK_END):
            return True
        os.lseek(handle, -1, os.SEEK_END)
        if os.read(handle, 1) == b"\n":
            return True
    return False
