"""What the trail keeps: verdicts, and the events of the seal."""

from __future__ import annotations

from typing import Any, Dict, Mapping

from .errors import StoreError
from .model import Verdict
from .signing import binding
from .trail import Trail, canonical

__all__ = ["MAX_ARGUMENTS", "TrailSink", "verdict_record"]

#: Characters of an action's arguments, as JSON, that are kept.
MAX_ARGUMENTS = 16_384


def verdict_record(verdict: Verdict, payload: Any, cwd: str, session: str) -> Dict[str, Any]:
    """A verdict and the action it is about, without secrets; empty fields are left out.

    ``digest`` is the :func:`~intentshield.signing.binding` of the action as it was proposed.
    """
    record = verdict.to_dict()
    if record["would"] == record["decision"]:
        del record["would"]
    record.update(_arguments(verdict, payload), cwd=cwd, classification=verdict.kind)
    try:
        record["digest"] = binding(verdict.action, payload, cwd, session)
    except Exception:  # noqa: BLE001 - whatever a foreign object raises when it is read
        record["digest"] = ""
    return {key: value for key, value in record.items() if value not in (None, "", [])}


def _arguments(verdict: Verdict, payload: Any) -> Dict[str, Any]:
    """The payload without secrets; a long one as the beginning of its JSON text."""
    try:
        shown = verdict.redactor.value(payload)
        text = canonical(shown)
    except (ValueError, RecursionError) as error:
        return {"arguments_cut": f"cannot be kept: {error}"}
    if len(text) <= MAX_ARGUMENTS:
        return {"arguments": shown}
    return {"arguments": text[:MAX_ARGUMENTS], "arguments_cut": f"{len(text)} characters"}


class TrailSink:
    """Passes security events on to the trail; one that cannot be written is counted there.

    It is an :class:`~intentshield.protocols.EventSink`.
    """

    def __init__(self, trail: Trail) -> None:
        self._trail = trail

    def emit(self, event: Mapping[str, Any]) -> None:
        """Add one event."""
        try:
            self._trail.append(str(event.get("event_type", "event")), event)
        except StoreError:
            pass
