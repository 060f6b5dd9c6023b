"""What has to begin anew in a forked child."""

from __future__ import annotations

import os
import weakref
from typing import Any

__all__ = ["renewed_after_fork"]

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
