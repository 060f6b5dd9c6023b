"""Security events for a SIEM: one line an event, as JSON, CEF, OCSF or ECS.

Sources: ArcSight Common Event Format, version 26; OCSF 1.8 (API Activity 6003, Detection Finding 2004, the
security control profile); Elastic Common Schema 9.
"""

from __future__ import annotations

import json
import time
from functools import lru_cache
from typing import Any, Callable, Dict, List, Mapping, Tuple

from ..version import __version__

__all__ = ["FORMATS", "PRODUCT", "SEVERITIES", "stamp"]

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
    "approval_vote": 1,
    "grant_revoked": 3,
    "session_started": 1,
    "session_active": 3,
    "session_completed": 1,
    "session_suspended": 5,
    "session_terminated": 5,
    "trail_failed": 8,
}
_VENDOR = PRODUCT = "IntentShield"


@lru_cache(maxsize=16)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


def stamp(seconds: float) -> str:
    """RFC 3339 with milliseconds, UTC."""
    return f"{_second(int(seconds // 1))}.{int(seconds % 1 * 1000):03d}Z"


_dumps = json.JSONEncoder(ensure_ascii=True, default=str, separators=(",", ":")).encode


def _json(event: Mapping[str, Any]) -> str:
    body = {"timestamp": stamp(event["time"]), **event}
    del body["time"]
    return _dumps(body)


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
    head = ("CEF:0", _VENDOR, PRODUCT, __version__, kind, name, int(event["severity"]))
    pairs = [f"rt={int(event['time'] * 1000)}"]
    pairs += [f"{key}={_cef_value(event[field])}" for field, key in _CEF_KEYS if field in event]
    for field, key, label in _CEF_LABELLED:
        if event.get(field):
            value = event[field]
            text = " ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
            pairs += [f"{key}={_cef_value(text)}", f"{key}Label={label}"]
    return "|".join([head[0], *map(_cef_header, head[1:])]) + "|" + " ".join(pairs)


_OCSF_SEVERITY = ((1, 1), (3, 2), (5, 3), (7, 4), (9, 5), (10, 6))


_SERVICE = {"name": PRODUCT, "uid": "intentshield", "version": __version__}


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
            "product": {"name": PRODUCT, "vendor_name": _VENDOR, "version": __version__},
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
            api={"operation": str(event.get("action_type", "")), "service": _SERVICE},
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


#: Event type -> ``event.category``, ``event.type`` and ``event.outcome``; the categories' expected types are kept to.
_ECS_KINDS: Mapping[str, Tuple[str, str, str]] = {
    "action_allowed": ("api", "allowed", "success"),
    "action_escalated": ("api", "denied", "unknown"),
    "action_denied": ("api", "denied", "failure"),
    "rate_limited": ("api", "denied", "failure"),
    "approval_requested": ("api", "denied", "unknown"),
    "approval_granted": ("api", "allowed", "success"),
    "approval_denied": ("api", "denied", "success"),
    "injection_detected": ("intrusion_detection", "info", "unknown"),
    "integrity_violation": ("intrusion_detection", "info", "failure"),
    "seal_created": ("configuration", "creation", "success"),
    "seal_upgraded": ("configuration", "change", "success"),
    "seal_replaced": ("configuration", "change", "success"),
}


def _ecs(event: Mapping[str, Any]) -> str:
    kind = str(event.get("event_type", "event"))
    category, sort, outcome = _ECS_KINDS.get(kind, ("api", "info", "unknown"))
    rules: List[Any] = list(event.get("rules") or ())
    body: Dict[str, Any] = {
        "@timestamp": stamp(event["time"]),
        "ecs": {"version": "9.0.0"},
        "message": event.get("reason", ""),
        "event": {
            "id": event["event_id"],
            "kind": "alert" if event["severity"] >= 7 else "event",
            "category": [category],
            "type": [sort],
            "action": str(event.get("action_type") or kind),
            "code": kind,
            "outcome": outcome,
            "severity": int(event["severity"]),
            "reason": event.get("reason", ""),
            "provider": str(event.get("source_component", PRODUCT)),
            "module": "intentshield",
        },
        "process": {"pid": event["pid"]},
        "observer": {"vendor": _VENDOR, "product": PRODUCT, "version": __version__},
    }
    if rules:
        body["rule"] = {"id": rules[0], "ruleset": PRODUCT}
    if event.get("invoker_role"):
        body["user"] = {"name": event["invoker_role"]}
    labels = {k: str(event[k]) for k in ("session", "policy", "approval_id", "payload") if event.get(k)}
    if labels:
        body["labels"] = labels
    return _dumps(body)


#: Format name -> how an event becomes a line.
FORMATS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"json": _json, "cef": _cef, "ocsf": _ocsf, "ecs": _ecs}
