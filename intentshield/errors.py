"""Everything this library raises, in one tree.

``audit`` itself never raises for any payload: a verdict says no.  Errors are
for misuse (:class:`PolicyError`), for a broken installation
(:class:`IntegrityError`), and for callers who asked for exceptions instead of
verdicts (:class:`ActionDenied`, :class:`ActionEscalated`).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .model import Verdict

__all__ = [
    "ActionDenied",
    "ActionEscalated",
    "ActionStopped",
    "IntegrityError",
    "IntentShieldError",
    "PolicyError",
    "StoreError",
]


class IntentShieldError(Exception):
    """The root of the tree."""


class PolicyError(IntentShieldError, ValueError):
    """A policy, a rule or a keyword is wrong; the message says which, where and what would be right."""


class StoreError(IntentShieldError):
    """State on disk cannot be read or written; the message says what to do."""


class IntegrityError(IntentShieldError):
    """The package on disk or in memory is not the one that was sealed."""


class ActionStopped(IntentShieldError):
    """An action was not allowed.  ``verdict`` holds the whole judgement."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.verdict,)


class ActionDenied(ActionStopped):
    """The action is forbidden."""


class ActionEscalated(ActionStopped):
    """The action needs a human's approval first."""
