"""The seams: what other code may plug in.

All of them are structural (:pep:`544`): an object with the right method fits,
nothing needs to be subclassed.  What raises or answers nonsense counts as
``deny``, never as ``allow``.
"""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Protocol

from .model import Action, Analysis, Finding, Part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .context import Context

__all__ = ["Clock", "EventSink", "FrontEnd", "Layer", "Resolver"]


class FrontEnd(Protocol):
    """Lowers one part of an action to effects, without running or touching anything."""

    def lower(self, part: Part, context: Context, analysis: Analysis) -> None:
        """Add to ``analysis`` what ``part`` would do.  Pure; linear in ``len(part.value)``."""


class Layer(Protocol):
    """Looks at an analysed action and reports findings.  Layers can only make a verdict stricter."""

    name: str

    def judge(self, action: Action, analysis: Analysis, context: Context) -> Iterable[Finding]:
        """Report what is wrong; nothing reported means nothing to say, not approval."""


class Resolver(Protocol):
    """Tells where a path really leads."""

    def __call__(self, path: str) -> str:
        """``path`` (absolute, normalised) with symbolic links followed; parts that do not exist stay as they are."""


class EventSink(Protocol):
    """Receives security events.  It must not raise; what it raises is logged and does not loosen a verdict."""

    def emit(self, event: Mapping[str, Any]) -> None:
        """Keep one event, a flat JSON-able mapping with at least ``event_type``, ``severity`` and ``reason``."""


class Clock(Protocol):
    """Tells the time, in seconds."""

    def __call__(self) -> float:
        """Seconds since an arbitrary but fixed point."""
