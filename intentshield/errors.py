"""Everything this library raises, in one tree.

``audit`` itself never raises for any payload: a verdict says no.  Errors are
for misuse (:class:`PolicyError`), for a broken installation
(:class:`IntegrityError`), and for callers who asked for exceptions instead of
verdicts (:class:`ActionDenied`, :class:`ActionEscalated`).
"""

from __future__ import annotations

from typing import Any, Callable, Optional

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
    """The action needs a human's approval first.

    :meth:`proceed` runs the guarded call after somebody said yes.  Where approval requests are kept
    (``enable_hitl``) the request must be approved, and :meth:`proceed` raises :class:`ActionDenied` otherwise.
    """

    def __init__(self, verdict: Verdict, call: Optional[Callable[[], Any]] = None) -> None:
        super().__init__(verdict)
        self._call = call

    def proceed(self) -> Any:
        """Run the call that was stopped, with the arguments that were judged; once.

        Gives what the function gives (an awaitable for coroutines).  Raises :class:`RuntimeError` when there is no
        call to run: the exception came from ``enforce``, crossed a process, or was used before.
        """
        call, self._call = self._call, None
        if call is None:
            raise RuntimeError("there is no guarded call to run, or it was run already")
        return call()
