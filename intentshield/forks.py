"""What has to begin anew in a forked child."""

from __future__ import annotations

import os
import threading
import weakref
from types import TracebackType
from typing import Any, Optional, Type

__all__ = ["ForkLock", "renewed_after_fork"]

_LIVING: weakref.WeakSet[Any] = weakref.WeakSet()


def renewed_after_fork(thing: Any) -> None:
    """Have ``thing.renew()`` called in every forked child.

    A child has the locks and descriptors of its parent, but not the threads that would release or use them.
    """
    _LIVING.add(thing)


def _forked() -> None:
    for thing in list(_LIVING):
        thing.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


class ForkLock:
    """A reentrant lock that a forked child finds free, whoever held it in the parent."""

    __slots__ = ("__weakref__", "_lock")

    def __init__(self) -> None:
        self.renew()
        renewed_after_fork(self)

    def renew(self) -> None:
        """Begin anew in a forked child."""
        self._lock = threading.RLock()

    def acquire(self, timeout: float = -1) -> bool:
        """Wait for the lock, ``timeout`` seconds at most; whether it was had."""
        return self._lock.acquire(timeout=timeout)

    def release(self) -> None:
        """Give the lock back."""
        try:
            self._lock.release()
        except RuntimeError:  # acquired before this process was forked
            pass

    def __enter__(self) -> ForkLock:
        self._lock.acquire()
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.release()
