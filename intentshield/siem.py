"""Security events for a SIEM: one line an event, as JSON, CEF, OCSF or ECS.

Sources: ArcSight Common Event Format, version 26; OCSF 1.8 (API Activity 6003, Detection Finding 2004, the
security control profile); Elastic Common Schema 9.
"""

from __future__ import annotations

import json
import os
import threading
import time
import uuid
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

from .errors import PolicyError
from .events import private_directory
from .version import __version__

__all__ = ["FORMATS", "SEVERITIES", "RotatingFile", "SIEMLogger"]

#: Event type -> severity from 0 to 10, as CEF counts.  What is not listed is 5.
SEVERITIES: Mapping[str, int] = {
    "action_allowed": 1,
    "action_escalated": 5,
    "action_denied": 7,
    "rate_limited": 3,
    "injection_detected": 7,
    "integrity_violation": 10,
    "seal_created": 1,
    "seal_upgraded": 1,
    "seal_replaced": 5,
    "approval_requested": 5,
    "approval_granted": 1,
    "approval_denied": 5,
}
_WORDS = {"info": 1, "low": 3, "medium": 5, "high": 7, "critical": 10}
_VENDOR, _PRODUCT = "IntentShield", "IntentShield"
_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND


class RotatingFile:
    """Appends lines to a file that several processes may share; a full one becomes ``path.1``, that one ``path.2``.

    A line is one ``write`` to a file opened for appending, so lines do not mix.  Whoever finds the file full renames
    it under a lock; a writer that had it open meanwhile writes its line into ``path.1``, and no line is lost while
    ``keep`` is at least 1.
    """

    def __init__(self, path: str, max_bytes: int = 50_000_000, keep: int = 5) -> None:
        self.path = os.path.abspath(path)
        self.max_bytes = max_bytes
        self.keep = max(keep, 1)
        self._lock = threading.Lock()

    def write(self, line: bytes) -> None:
        """Append one line.  Raises :class:`OSError`."""
        with self._lock:
            try:
                handle = os.open(self.path, _APPEND, 0o600)
            except FileNotFoundError:
                private_directory(os.path.dirname(self.path))
                handle = os.open(self.path, _APPEND, 0o600)
            try:
                os.write(handle, line)
                full = os.fstat(handle).st_size >= self.max_bytes
            finally:
                os.close(handle)
            if full:
                self._rotate()

    def _rotate(self) -> None:
        lock = self.path + ".lock"
        try:
            handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            if _age(lock) > 60:  # its owner died
                os.unlink(lock)
            return
        try:
            if os.path.getsize(self.path) >= self.max_bytes:
                for number in range(self.keep - 1, 0, -1):
                    older = f"{self.path}.{number}"
                    if os.path.exists(older):
                        os.replace(older, f"{self.path}.{number + 1}")
                os.replace(self.path, self.path + ".1")
        except FileNotFoundError:
            pass
        finally:
            os.close(handle)
            os.unlink(lock)


def _age(path: str) -> float:
    try:
        return time.time() - os.stat(path).st_mtime
    except OSError:
        return 0.0


class SIEMLogger:
    """Writes events in one of :data:`FORMATS`.

    ``output_path``  the file; its directory is created
    ``log_format``   ``json``, ``cef``, ``ocsf`` or ``ecs``
    ``max_bytes``    size at which the file is rotated; ``keep`` older files stay
    ``clock``        seconds since the epoch

    A logger never raises and never blocks an audit: what cannot be written is counted in :attr:`stats`.  It is an
    :class:`~intentshield.protocols.EventSink`.
    """

    def __init__(
        self,
        output_path: str = "security_events.log",
        log_format: str = "json",
        *,
        max_bytes: int = 50_000_000,
        keep: int = 5,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if log_format not in FORMATS:
            raise PolicyError(f"siem_format: got {log_format!r}, expected one of {', '.join(FORMATS)}")
        self.log_format = log_format
        self._render = FORMATS[log_format]
        self._file = RotatingFile(output_path, max_bytes, keep)
        self._clock = clock
        self._counts: Dict[str, int] = {"written": 0, "dropped": 0}
        self._failure = ""

    def log_event(
        self,
        event_type: str,
        action_type: str = "",
        source_component: str = _PRODUCT,
        reason: str = "",
        payload: str = "",
        invoker_role: str = "",
        severity: Optional[int] = None,
        **extra: Any,
    ) -> None:
        """Write one event.  ``severity`` is 0 to 10; default: :data:`SEVERITIES`."""
        event: Dict[str, Any] = {
            "event_type": event_type,
            "severity": SEVERITIES.get(event_type, 5) if severity is None else severity,
            "source_component": source_component,
            "action_type": action_type,
            "reason": reason,
            "payload": payload[:500],
            "invoker_role": invoker_role,
        }
        self.emit({**{k: v for k, v in event.items() if v != ""}, **extra})

    def log_block(self, source_component: str, action_type: str, reason: str, **extra: Any) -> None:
        """An action that was refused."""
        self.log_event("action_denied", action_type, source_component, reason, **extra)

    def log_allow(
        self, source_component: str, action_type: str, reason: str = "Action authorized.", **extra: Any
    ) -> None:
        """An action that was allowed."""
        self.log_event("action_allowed", action_type, source_component, reason, **extra)

    def emit(self, event: Mapping[str, Any]) -> None:
        """Write one event that is a mapping already."""
        body = {"event_id": uuid.uuid4().hex, "time": self._clock(), "pid": os.getpid(), **event}
        severity = body.get("severity", SEVERITIES.get(str(body.get("event_type")), 5))
        body["severity"] = _WORDS.get(severity, 5) if isinstance(severity, str) else severity
        try:
            self._file.write((self._render(body) + "\n").encode("utf-8", "backslashreplace"))
            self._counts["written"] += 1
        except (OSError, ValueError, TypeError) as error:
            self._counts["dropped"] += 1
            self._failure = str(error)

    @property
    def stats(self) -> Dict[str, Any]:
        """What was written and dropped so far, and where to."""
        return {**self._counts, "path": self._file.path, "format": self.log_format, "last_error": self._failure}


# -- formats


def _stamp(seconds: float) -> str:
    """RFC 3339 with milliseconds, UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds % 1 * 1000):03d}Z"


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, default=str, separators=(",", ":"))


def _json(event: Mapping[str, Any]) -> str:
    return _dumps({"timestamp": _stamp(event["time"]), **{k: v for k, v in event.items() if k != "time"}})


def _cef_header(value: object) -> str:
    text = str(value).replace("\\", "\\\\").replace("|", "\\|")
    return text.replace("\r", " ").replace("\n", " ")


def _cef_value(value: object) -> str:
    text = _dumps(value) if isinstance(value, (list, dict)) else str(value)
    return text.replace("\\", "\\\\").replace("=", "\\=").replace("\r", "\\r").replace("\n", "\\n")


#: Key of an event -> key of a CEF extension.
_CEF_KEYS: Tuple[Tuple[str, str], ...] = (
    ("event_id", "externalId"),
    ("pid", "dvcpid"),
    ("action_type", "act"),
    ("reason", "reason"),
    ("payload", "msg"),
    ("invoker_role", "suser"),
    ("decision", "outcome"),
    ("source_component", "cat"),
)
_CEF_LABELLED: Tuple[Tuple[str, str, str], ...] = (
    ("rules", "cs1", "rules"),
    ("session", "cs2", "session"),
    ("policy", "cs3", "policy"),
    ("approval_id", "cs4", "approvalId"),
)


def _cef(event: Mapping[str, Any]) -> str:
    kind = event.get("event_type", "event")
    name = str(kind).replace("_", " ").capitalize()
    head = ("CEF:0", _VENDOR, _PRODUCT, __version__, kind, name, int(event["severity"]))
    pairs = [f"rt={int(event['time'] * 1000)}"]
    pairs += [f"{key}={_cef_value(event[field])}" for field, key in _CEF_KEYS if field in event]
    for field, key, label in _CEF_LABELLED:
        if event.get(field):
            value = event[field]
            text = " ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
            pairs += [f"{key}={_cef_value(text)}", f"{key}Label={label}"]
    return "|".join([head[0], *map(_cef_header, head[1:])]) + "|" + " ".join(pairs)


_OCSF_SEVERITY = ((1, 1), (3, 2), (5, 3), (7, 4), (9, 5), (10, 6))


def _ocsf(event: Mapping[str, Any]) -> str:
    """An audited action is API Activity (6003); everything else a Detection Finding (2004)."""
    kind = str(event.get("event_type", "event"))
    millis = int(event["time"] * 1000)
    severity = next(ident for limit, ident in _OCSF_SEVERITY if event["severity"] <= limit)
    body: Dict[str, Any] = {
        "time": millis,
        "severity_id": severity,
        "message": event.get("reason", ""),
        "metadata": {
            "version": "1.8.0",
            "uid": event["event_id"],
            "product": {"name": _PRODUCT, "vendor_name": _VENDOR, "version": __version__},
            "profiles": ["security_control"],
        },
        "actor": {"user": {"name": str(event.get("invoker_role", "agent"))}, "process": {"pid": event["pid"]}},
        "unmapped": {
            k: v for k, v in event.items() if k in ("payload", "rules", "session", "policy", "decision", "approval_id")
        },
    }
    if kind.startswith("action_"):
        allowed = kind == "action_allowed"
        body.update(
            category_uid=6,
            class_uid=6003,
            activity_id=99,
            activity_name="Execute",
            type_uid=600399,
            api={"operation": str(event.get("action_type", "")), "service": {"name": _PRODUCT}},
            src_endpoint={"name": "localhost"},
            status_id=1 if allowed else 2,
            action_id=1 if allowed else 2,
            disposition_id=1 if allowed else 2,
        )
    else:
        body.update(
            category_uid=2,
            class_uid=2004,
            activity_id=1,
            type_uid=200401,
            status_id=1,
            action_id=3,
            disposition_id=15,
            finding_info={"uid": event["event_id"], "title": kind.replace("_", " ").capitalize(), "types": [kind]},
        )
    return _dumps(body)


def _ecs(event: Mapping[str, Any]) -> str:
    kind = str(event.get("event_type", "event"))
    allowed = kind in ("action_allowed", "approval_granted")
    rules: List[Any] = list(event.get("rules") or ())
    body: Dict[str, Any] = {
        "@timestamp": _stamp(event["time"]),
        "ecs": {"version": "9.0.0"},
        "message": event.get("reason", ""),
        "event": {
            "id": event["event_id"],
            "kind": "alert" if event["severity"] >= 7 else "event",
            "category": ["process"],
            "type": ["allowed" if allowed else "denied"] if kind.startswith("action_") else ["info"],
            "action": str(event.get("action_type") or kind),
            "code": kind,
            "outcome": "success" if allowed else "failure",
            "severity": int(event["severity"]),
            "reason": event.get("reason", ""),
            "provider": str(event.get("source_component", _PRODUCT)),
            "module": "intentshield",
        },
        "process": {"pid": event["pid"]},
        "observer": {"vendor": _VENDOR, "product": _PRODUCT, "version": __version__},
    }
    if rules:
        body["rule"] = {"id": rules[0], "ruleset": _PRODUCT}
    if event.get("invoker_role"):
        body["user"] = {"name": event["invoker_role"]}
    labels = {k: str(event[k]) for k in ("session", "policy", "approval_id", "payload") if event.get(k)}
    if labels:
        body["labels"] = labels
    return _dumps(body)


#: Format name -> how an event becomes a line.
FORMATS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"json": _json, "cef": _cef, "ocsf": _ocsf, "ecs": _ecs}
