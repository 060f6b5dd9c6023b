"""How often: a minimum interval, a sliding window and a daily budget.

Limits are asked last and only about actions that everything else allows, so a denied action uses nothing up.
"""

from __future__ import annotations

import time
from collections import deque
from typing import Callable, Deque, Dict, NamedTuple, Optional

from .errors import StoreError
from .forks import ForkLock
from .policy import Policy
from .store import Store

__all__ = ["WINDOW", "Limits", "Refusal", "interval_refusal", "window_refusal"]

WINDOW = 60.0
MAX_SESSIONS = 10_000


class Refusal(NamedTuple):
    """A limit was reached; ``retry_after`` seconds from now it will not be (None: not by waiting)."""

    reason: str
    retry_after: Optional[float]


def interval_refusal(last: Optional[float], min_interval: Optional[float], now: float) -> Optional[Refusal]:
    """Whether ``now`` is too soon after the ``last`` action."""
    wait = last + min_interval - now if min_interval and last is not None else 0.0
    return Refusal(f"Rate limited: minimum {min_interval:g}s between actions.", wait) if wait > 0 else None


def window_refusal(count: int, oldest: float, max_per_minute: Optional[int], now: float) -> Optional[Refusal]:
    """Whether ``count`` actions since ``oldest``, all within :data:`WINDOW`, are as many as may be."""
    if not max_per_minute or count < max_per_minute:
        return None
    return Refusal(f"Rate limited: {max_per_minute} actions a minute.", oldest + WINDOW - now)


class _Counter:
    __slots__ = ("last", "window")

    def __init__(self) -> None:
        self.last: Optional[float] = None
        self.window: Deque[float] = deque()


class Limits:
    """The limits of one policy.

    ``clock`` is monotonic seconds, ``today`` seconds since the epoch (for the budget's UTC day).
    """

    def __init__(
        self,
        policy: Policy,
        store: Store,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], float] = time.time,
    ) -> None:
        self.min_interval: Optional[float] = policy.min_interval
        self.max_per_minute: Optional[int] = policy.max_per_minute
        self.max_per_day: Optional[int] = policy.max_per_day
        self.active = bool(self.min_interval or self.max_per_minute or self.max_per_day)
        self._store = store
        self._clock = clock
        self._today = today
        self._lock = ForkLock()
        self._sessions: Dict[str, _Counter] = {}

    def take(self, session: str) -> Optional[Refusal]:
        """Count one allowed action of ``session``; a :class:`Refusal` counts nothing."""
        with self._lock:
            now = self._clock()
            counter = self._sessions.get(session)
            if counter is None:
                if len(self._sessions) >= MAX_SESSIONS:
                    self._sessions.pop(next(iter(self._sessions)))
                counter = self._sessions[session] = _Counter()
            window = counter.window
            while window and window[0] <= now - WINDOW:
                window.popleft()
            refusal = (
                interval_refusal(counter.last, self.min_interval, now)
                or window_refusal(len(window), window[0] if window else now, self.max_per_minute, now)
                or self.per_day()
            )
            if refusal is None:
                counter.last = now
                if self.max_per_minute:
                    window.append(now)
            return refusal

    def per_day(self) -> Optional[Refusal]:
        """Count one allowed action against the day's budget."""
        if not self.max_per_day:
            return None
        now = self._today()
        try:
            taken, used = self._store.take_budget(time.strftime("%Y-%m-%d", time.gmtime(now)), self.max_per_day)
        except StoreError as error:
            return Refusal(f"Budget check failed, so nothing is allowed: {error}", None)
        if taken:
            return None
        return Refusal(f"Daily limit reached ({used}/{self.max_per_day}).", 86400 - now % 86400)
