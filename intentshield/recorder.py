"""What is written down, and where: verdicts and events, in the trail and for the SIEM."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, List, Mapping, Optional

from .errors import StoreError
from .events import RedactingSink, Tee
from .model import Decision, Verdict
from .policy import Policy
from .protocols import EventSink
from .redact import Redactor
from .session_state import SessionState
from .store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .siem import SIEMLogger
    from .trail import Trail

__all__ = ["MAX_ARGUMENTS", "Recorder"]

#: Characters of an action's arguments, and of its effects and findings, as JSON, that the trail keeps.
MAX_ARGUMENTS = 16_384
MAX_LISTED = 65_536


class Recorder:
    """Writes down what happens under one policy.

    ``trail``   the trail, or None without ``enable_trail``
    ``siem``    the SIEM's log, or None without ``enable_siem``
    ``sink``    takes the events of the seal, to ``first`` and to both of these, without secrets
    ``active``  whether verdicts are written down at all
    """

    def __init__(self, policy: Policy, data_dir: str, store: Store, first: EventSink, key: Optional[bytes]) -> None:
        self._policy = policy
        self.redactor = Redactor(policy.redact_pii)
        self.siem = _siem(policy, data_dir)
        self.trail = _trail(policy, store, key)
        self.active = self.siem is not None or self.trail is not None
        self._fails = False
        sinks: List[EventSink] = [first, *([self.siem] if self.siem else [])]
        self._others = RedactingSink(Tee(*sinks), self.redactor)
        self.sink = RedactingSink(Tee(*sinks, *([_TrailSink(self.trail)] if self.trail else [])), self.redactor)

    def verdict(
        self, verdict: Verdict, payload: Any, invoker_role: str, cwd: str, state: SessionState, seconds: float
    ) -> Verdict:
        """Write one verdict down; the verdict that holds: under ``audit_required`` nothing is allowed unrecorded."""
        if self.trail is not None:
            try:
                self._add(self.trail, verdict, payload, invoker_role, cwd, state, seconds)
                self._fails = False
            except Exception as error:  # noqa: BLE001 - the gate fails closed, whatever it is
                self._report(error)
                if self._policy.audit_required and not verdict.denied:
                    reason = f"[Trail] Not recorded, so not allowed: {error}"
                    verdict = verdict.replace(decision=Decision.DENY, path="trail", reason=reason)
        if self.siem is not None:
            self.siem.emit(self._event(verdict, payload, invoker_role, state))
        return verdict

    def event(self, kind: str, body: Mapping[str, Any], session: str = "") -> None:
        """Write down what happened to a session or a request."""
        shown = self.redactor.value(body)
        if self.trail is not None:
            try:
                self.trail.append(kind, shown, session=session)
            except StoreError as error:
                self._report(error)
        if self.siem is not None:
            self.siem.emit({"event_type": kind, "source_component": "Session", **shown, "session": session})

    def _report(self, error: Exception) -> None:
        """Say, once, that nothing can be written down any more."""
        if not self._fails:
            self._fails = True
            try:
                self._others.emit({"event_type": "trail_failed", "severity": "high", "reason": str(error)})
            except Exception:  # noqa: BLE001, S110 - it may be the disk that is full
                pass

    def _add(
        self,
        trail: Trail,
        verdict: Verdict,
        payload: Any,
        invoker_role: str,
        cwd: str,
        state: SessionState,
        seconds: float,
    ) -> None:
        """One verdict for the trail; empty fields are left out.  ``digest`` is that of the action as it was proposed."""
        from .signing import binding  # noqa: PLC0415 - needed where there is a trail

        record = verdict.to_dict()
        if record["would"] == record["decision"]:
            del record["would"]
        record.update(_arguments(verdict, payload))
        record.update(_bounded("effects", record["effects"]))
        record.update(_bounded("findings", record["findings"]))
        record["cwd"] = self.redactor.text(cwd)
        record["classification"] = verdict.kind
        record["policy"] = self._policy.digest[:16]
        record["latency_us"] = round(seconds * 1e6)
        record["actor"] = state.agent if invoker_role == "Unknown" else self.redactor.text(_text(invoker_role))
        record["intention"] = state.wish
        try:
            record["digest"] = binding(verdict.action, payload, cwd, state.ident)
        except Exception:  # noqa: BLE001, S110 - whatever a foreign object raises when it is read
            pass
        body = {key: value for key, value in record.items() if value not in (None, "", [])}
        trail.append("verdict", body, session=state.ident, decision=verdict.decision.value)

    def _event(self, verdict: Verdict, payload: Any, invoker_role: str, state: SessionState) -> Dict[str, Any]:
        """One verdict for the SIEM; the secrets are taken out of what a verdict does not redact itself."""
        hide = verdict.redactor.text
        kind = _KINDS.get(verdict.would, "action_denied")
        if verdict.escalated and verdict.approval_id:
            kind = "approval_requested"
        return {
            "event_type": "rate_limited" if verdict.path == "limit" else kind,
            "source_component": verdict._findings[0].layer if verdict._findings else "Policy",
            "action_type": hide(verdict.action),
            "decision": verdict.decision.value,
            "reason": verdict.reason,
            "rules": list(verdict.rules),
            "payload": hide(_text(payload)[:500]),
            "invoker_role": hide(_text(invoker_role)),
            "session": state.ident,
            "policy": self._policy.digest[:12],
            "approval_id": verdict.approval_id,
        }


_KINDS = {Decision.ALLOW: "action_allowed", Decision.ESCALATE: "action_escalated"}


def _siem(policy: Policy, data_dir: str) -> Optional[SIEMLogger]:
    if not policy.enable_siem:
        return None
    from .siem import SIEMLogger  # noqa: PLC0415 - only where it is wanted

    path = policy.siem_path or os.path.join(data_dir, "security_events.log")
    return SIEMLogger(path, policy.siem_format, outputs=policy.siem_outputs)


def _trail(policy: Policy, store: Store, key: Optional[bytes]) -> Optional[Trail]:
    if not policy.enable_trail and not policy.audit_required:
        return None
    from .trail import Trail  # noqa: PLC0415 - only where it is wanted

    return Trail(store, key, (policy.digest, json.dumps(policy.to_dict(), sort_keys=True)))


def _arguments(verdict: Verdict, payload: Any) -> Dict[str, Any]:
    """The payload without secrets; a long one as the beginning of its JSON text."""
    try:
        shown = verdict.redactor.value(payload)
        if isinstance(shown, str) and len(shown) <= MAX_ARGUMENTS // 8:
            return {"arguments": shown}
        text = json.dumps(shown, sort_keys=True, default=str)
        if "NaN" in text or "Infinity" in text:
            shown = json.loads(text, parse_constant=str)  # JSON has no such numbers
    except Exception as error:  # noqa: BLE001 - whatever a foreign object raises when it is read
        return {"arguments": str(type(payload)), "arguments_cut": f"cannot be kept: {type(error).__name__}"}
    if len(text) <= MAX_ARGUMENTS:
        return {"arguments": shown}
    return {"arguments": text[:MAX_ARGUMENTS], "arguments_cut": f"{len(text)} characters"}


def _bounded(name: str, items: List[Dict[str, Any]]) -> Dict[str, Any]:
    """The first items, as many as may be kept, and how many there were if that is not all."""
    if len(items) <= 8 and all(len(item["target"]) + sum(map(len, item.get("argv", ()))) <= 1_024 for item in items):
        return {}
    from .trail import canonical  # noqa: PLC0415 - needed where there is a trail

    kept: List[Dict[str, Any]] = []
    left = MAX_LISTED
    for item in items:
        left -= len(canonical(item))
        if left < 0:
            return {name: kept, f"{name}_cut": f"{len(items)} in all"}
        kept.append(item)
    return {}


def _text(value: object) -> str:
    try:
        return str(value)
    except Exception:  # noqa: BLE001 - a foreign __str__
        return ""


class _TrailSink:
    """Passes security events on to the trail; one that cannot be written is counted there."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail

    def emit(self, event: Mapping[str, Any]) -> None:
        """Add one event."""
        try:
            self._trail.append(str(event.get("event_type", "event")), event)
        except StoreError:
            pass
