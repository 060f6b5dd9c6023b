"""What an expression may stand for: a known constant, a name of the library, an object, or something unknown."""

from __future__ import annotations

from typing import Any, Dict, FrozenSet, List, Optional

from ..shell.values import HOLE, NOTHING

__all__ = ["UNKNOWN", "V", "const", "obj", "ref", "text_of", "unknown"]


class V:
    """One value.

    ``kind``: ``const`` (``val`` is a Python constant; text may hold holes), ``list`` (list of V), ``dict`` (constant ->
    V), ``ref`` (dotted name), ``obj`` (``val`` is its sort, ``data`` what is known of it), ``bound`` (``val`` is the
    object, ``data["name"]`` the method), ``func`` (``val`` is the function's syntax tree), ``unknown``.
    """

    __slots__ = ("data", "kind", "labels", "val")

    def __init__(
        self, kind: str, val: Any = None, labels: FrozenSet[str] = NOTHING, data: Optional[Dict[str, Any]] = None
    ) -> None:
        self.kind = kind
        self.val = val
        self.labels = labels
        self.data: Dict[str, Any] = data if data is not None else {}

    def with_labels(self, labels: FrozenSet[str]) -> V:
        """The same value with further labels."""
        if labels <= self.labels:
            return self
        return V(self.kind, self.val, self.labels | labels, self.data)

    @property
    def string(self) -> Optional[str]:
        """Its text, when it is a known string, bytes or path; holes stand for unknown pieces."""
        if self.kind == "const":
            if isinstance(self.val, str):
                return self.val
            if isinstance(self.val, bytes):
                return self.val.decode("utf-8", "replace")
        if self.kind == "obj" and "path" in self.data:
            return str(self.data["path"])
        return None


UNKNOWN = V("unknown")


def const(value: Any, labels: FrozenSet[str] = NOTHING) -> V:
    """A known constant."""
    return V("const", value, labels)


def ref(name: str) -> V:
    """A name of the library."""
    return V("ref", name)


def obj(sort: str, labels: FrozenSet[str] = NOTHING, **data: Any) -> V:
    """An object of some sort."""
    return V("obj", sort, labels, data)


def unknown(labels: FrozenSet[str] = NOTHING) -> V:
    """Something unknown that comes from somewhere."""
    return V("unknown", None, labels) if labels else UNKNOWN


def text_of(value: V) -> str:
    """Its text with a hole where it is unknown."""
    found = value.string
    if found is not None:
        return found
    if value.kind == "const":
        return str(value.val)
    return HOLE


def labels_of(values: List[V]) -> FrozenSet[str]:
    """The labels of several values, those inside containers too."""
    out: FrozenSet[str] = NOTHING
    for value in values:
        out |= value.labels
        if value.kind == "list":
            out |= labels_of(value.val[:64])
        elif value.kind == "dict":
            out |= labels_of(list(value.val.values())[:64])
    return out
