"""The class-level functions of IntentShield 1.2: one configuration for the whole process.

``CoreSafety.configure(...)``, ``CoreSafety.audit_action(...)``, ``Conscience.evaluate_action(...)`` and their
relatives end here.  New code makes a :class:`~intentshield.shield.Shield`, of which a process may have many.
"""

from __future__ import annotations

import threading
import time
from typing import Any, Dict, Iterable, Optional, Tuple

from .conscience import Conscience
from .core_safety import CoreSafety
from .limits import Limits
from .pipeline import Pipeline
from .policy import Policy
from .shield import Shield
from .store import Store

_lock = threading.RLock()
_fields: Dict[str, Any] = {"data_dir": "data"}
_shields: Dict[str, Shield] = {}
_stamp: Dict[str, float] = {}


def _configure(data_dir: str, **fields: Any) -> None:
    with _lock:
        trial = {**_fields, "data_dir": data_dir, **fields}
        Shield("strict", **trial)
        _fields.update(trial)
        _shields.clear()


def configure_core(
    data_dir: str,
    restricted_domains: Optional[Iterable[str]],
    protected_files: Optional[Iterable[str]],
    signals: Optional[Iterable[str]],
) -> None:
    """See :meth:`CoreSafety.configure`."""
    _configure(
        data_dir,
        restricted_domains=tuple(restricted_domains or ()),
        protected_files=tuple(protected_files or ()),
        exfiltration_signals=tuple(signals or ()),
    )


def configure_conscience(data_dir: str, exempt_actions: Optional[Iterable[str]]) -> None:
    """See :meth:`Conscience.configure`."""
    _configure(data_dir, exempt_actions=tuple(exempt_actions or ()))


def shield(layer: Optional[type] = None) -> Shield:
    """The process-wide shield, with both layers or with one."""
    name = layer.__name__ if layer is not None else ""
    with _lock:
        made = _shields.get(name)
        if made is None:
            made = _shields[name] = Shield("strict", **_fields)
            if layer is not None:
                made._pipeline = Pipeline(made._pipeline.front_ends, (), (layer,))
        return made


def check_budget(max_per_day: int) -> Tuple[bool, str]:
    """See :meth:`CoreSafety.check_budget`."""
    limits = Limits(Policy("strict", max_per_day=max_per_day), Store(shield().data_dir))
    refusal = limits.take("")
    return (True, "Budget OK.") if refusal is None else (False, refusal.reason)


def audit_core(action: str, payload: Any, interval: float) -> Tuple[bool, str]:
    """See :meth:`CoreSafety.audit_action`."""
    verdict = shield(CoreSafety).audit(action, payload)
    if not verdict.allowed:
        return False, verdict.reason.replace("[CoreSafety] ", "", 1)
    with _lock:
        now = time.monotonic()
        if interval > 0 and now - _stamp.get("last", -interval) < interval:
            return False, f"Rate limited: minimum {interval}s between actions."
        _stamp["last"] = now
    return True, verdict.reason


def audit_conscience(action: str, payload: Any) -> Tuple[bool, str]:
    """See :meth:`Conscience.evaluate_action`."""
    verdict = shield(Conscience).audit(action, payload)
    stopped = [f for f in verdict.findings if f.layer == Conscience.name]
    return (False, stopped[0].reason) if stopped else (True, "Action approved.")
