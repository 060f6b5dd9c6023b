"""IntentShield: judge what an AI agent is about to do, before it does it.

>>> from intentshield import Shield
>>> shield = Shield("coding", workspace=".")          # doctest: +SKIP
>>> ok, reason = shield.audit("Bash", "git status")   # doctest: +SKIP

Names are imported when first used, so ``import intentshield`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Dict, List

from .version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .conscience import Conscience as Conscience
    from .core_safety import CoreSafety as CoreSafety
    from .errors import ActionDenied as ActionDenied
    from .errors import ActionEscalated as ActionEscalated
    from .errors import ActionStopped as ActionStopped
    from .errors import IntegrityError as IntegrityError
    from .errors import IntentShieldError as IntentShieldError
    from .errors import PolicyError as PolicyError
    from .errors import StoreError as StoreError
    from .frozen import FrozenNamespace as FrozenNamespace
    from .hitl import ApprovalStatus as ApprovalStatus
    from .hitl import HITLApproval as HITLApproval
    from .model import Action as Action
    from .model import Analysis as Analysis
    from .model import Decision as Decision
    from .model import Effect as Effect
    from .model import Finding as Finding
    from .model import Part as Part
    from .model import Severity as Severity
    from .model import Verdict as Verdict
    from .policy import Grant as Grant
    from .policy import Policy as Policy
    from .session import Session as Session
    from .shield import IntentShield as IntentShield
    from .shield import Shield as Shield
    from .store import Store as Store

_HOME: Dict[str, str] = {
    "Action": "model",
    "ActionDenied": "errors",
    "ActionEscalated": "errors",
    "ActionStopped": "errors",
    "Analysis": "model",
    "ApprovalStatus": "hitl",
    "Conscience": "conscience",
    "CoreSafety": "core_safety",
    "Decision": "model",
    "Effect": "model",
    "Finding": "model",
    "FrozenNamespace": "frozen",
    "Grant": "policy",
    "HITLApproval": "hitl",
    "IntegrityError": "errors",
    "IntentShield": "shield",
    "IntentShieldError": "errors",
    "Part": "model",
    "Policy": "policy",
    "PolicyError": "errors",
    "Session": "session",
    "Severity": "model",
    "Shield": "shield",
    "Store": "store",
    "StoreError": "errors",
    "Verdict": "model",
}

__all__ = ["__version__", *sorted(_HOME)]  # noqa: PLE0604 - all of them are strings


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> List[str]:
    return __all__
