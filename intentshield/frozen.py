"""A namespace that cannot be changed by assignment.

What this stops: ``CoreSafety.judge = lambda *a: ()``, ``del CoreSafety.RULES``, subclassing tricks and other
accidents or casual attempts by code in the same process.  What it does not stop: code that runs in the same
interpreter and uses ``type.__setattr__``, ``ctypes`` or ``gc``.  For those, :mod:`intentshield.integrity`
compares identities at every audit; code that defeats both owns the process anyway.
"""

from __future__ import annotations

from typing import Any, Iterator, NoReturn

__all__ = ["FrozenNamespace"]


class FrozenNamespace(type):
    """Metaclass: the class's attributes are set when the class is made and never again."""

    def __setattr__(cls, key: str, value: Any) -> NoReturn:
        raise TypeError(f"CORE SAFETY VIOLATION: cannot modify immutable law {key!r} of {cls.__name__}")

    def __delattr__(cls, key: str) -> NoReturn:
        raise TypeError(f"CORE SAFETY VIOLATION: cannot delete immutable law {key!r} of {cls.__name__}")

    def __call__(cls, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{cls.__name__} is a namespace; it has no instances")

    def __iter__(cls) -> Iterator[str]:
        return iter([name for name in cls.__dict__ if not name.startswith("__")])
