"""Sending in the background: a queue, one thread, patience, and a disk for what cannot be sent yet."""

from __future__ import annotations

import atexit
import os
import random
import sys
import threading
import time
import weakref
from collections import deque
from typing import Any, Callable, Deque, Dict, Iterable, List, Mapping, Optional

from ..forks import renewed_after_fork
from .spill import Spill, Taken
from .transports import Rejected, Transport

__all__ = ["Delivery", "Direct", "close"]

#: Records sent at once.
BATCH = 100
#: Seconds a record may wait for company.
LINGER = 0.05
#: Seconds before the first retry, doubled with every further one, and the most there are.
BACK_OFF = (0.5, 60.0)
#: Seconds without work after which the thread ends, and between two looks at what other processes left.
IDLE = 30.0


def _pause(failures: int) -> float:
    """Exponential back-off with jitter: between half of it and all."""
    first, longest = BACK_OFF
    return min(longest, first * 2.0 ** min(failures - 1, 30)) * random.uniform(0.5, 1)  # noqa: S311


class Delivery:
    """Brings records to a transport.  :meth:`put` never waits for the receiver.

    The order is: the batch in hand, what lies on disk, the queue.  When the queue is full its oldest record goes to
    disk, and when that is full too, it is dropped and counted.  A record is sent at least once: again, if the
    connection broke before the receiver's answer or the process was killed, so receivers compare ``event_id``.
    """

    def __init__(self, transport: Transport, spill: Spill, limit: int = 10_000) -> None:
        self.transport = transport
        self._spill = spill
        self._limit = limit
        self._taken: Optional[Taken] = None
        self.renew()
        renewed_after_fork(self)
        _DELIVERIES.add(self)

    def renew(self) -> None:
        """Begin anew in a forked child: the parent sends what is queued."""
        self._changed = threading.Condition(threading.RLock())
        self._counts: Dict[str, int] = {"sent": 0, "retried": 0, "spilled": 0, "dropped": 0}
        self._failure = ""
        self._queue: Deque[bytes] = deque()
        self._hand: List[bytes] = []
        self._worker: Optional[threading.Thread] = None
        self._closed = self._hurried = self._settled = False
        self._attempts = self._alone = 0
        self._looked = -IDLE
        if self._taken is not None:
            self._taken.close()
            self._taken = None
        self.transport.forget()

    def __repr__(self) -> str:
        return f"<Delivery to {self.transport.name}>"

    def put(self, event: Mapping[str, Any], line: str) -> None:
        """Queue one event."""
        record = self.transport.encode(event, line)
        with self._changed:
            over: Optional[bytes] = None
            if self._closed:
                over = record
            else:
                if len(self._queue) >= self._limit:
                    over = self._queue.popleft()
                self._queue.append(record)
                self._settled = False
                if self._worker is None:
                    self._start()
                elif len(self._queue) == 1:
                    self._changed.notify_all()
        if over is not None:
            self._put_aside([over])

    def flush(self, timeout: float = 10.0) -> bool:
        """Wait until everything was sent, also what lies on disk; whether that happened in ``timeout`` seconds."""
        return self._wait(timeout, lambda: self._settled)

    def hurry(self) -> None:
        """Have the thread try now instead of at its time."""
        with self._changed:
            if not self._closed:
                self._hurried, self._settled, self._looked = True, False, -IDLE
                self._changed.notify_all()

    def settle(self, timeout: float) -> None:
        """Wait until everything was sent, or an attempt failed."""
        attempts = self._attempts
        if self._worker is not None:
            self._wait(timeout, lambda: self._settled or self._attempts > attempts)

    def park(self) -> None:
        """Put everything on disk and have the thread end.  Later records go to disk too."""
        with self._changed:
            self._closed = True
            rest = [*self._hand, *self._queue]
            self._hand = []
            self._queue.clear()
            self._changed.notify_all()
        if rest:
            self._put_aside(rest)
        self._spill.close()

    def leave(self, timeout: float) -> None:
        """Wait until the thread has said goodbye to the receiver."""
        worker = self._worker
        if worker is not None:
            worker.join(max(timeout, 0))

    @property
    def stats(self) -> Dict[str, Any]:
        """Where to, what was queued, sent, retried, spilled and dropped, and the last problem."""
        with self._changed:
            queued = len(self._queue) + len(self._hand)
            return {"name": self.transport.name, "queued": queued, **self._counts, "last_error": self._failure}

    def _wait(self, timeout: float, done: Callable[[], bool]) -> bool:
        with self._changed:
            self.hurry()
            if self._worker is None and not self._closed:
                self._start()
            self._changed.wait_for(lambda: done() or self._closed, max(timeout, 0))
            return self._settled

    def _count(self, what: str, number: int = 1, failure: object = "") -> None:
        with self._changed:
            self._counts[what] += number
            self._failure = str(failure)[:300] or self._failure

    def _put_aside(self, records: List[bytes]) -> None:
        kept, problem = 0, "the disk space for records that wait is used up"
        try:
            kept = self._spill.put(records)
        except OSError as error:
            problem = str(error)
        self._count("spilled", kept)
        if kept < len(records):
            self._count("dropped", len(records) - kept, problem)
        self._looked = -IDLE

    # -- the thread

    def _start(self) -> None:
        _park_at_exit()
        self._worker = threading.Thread(target=self._run, name=f"siem {self.transport.name}", daemon=True)
        try:
            self._worker.start()
        except RuntimeError as error:  # no more threads, or the interpreter ends: the records go to disk then
            self._worker = None
            self._failure = str(error)

    def _run(self) -> None:
        failures = 0
        while self._due(failures) or not self._ended():
            batch = self._next()
            if not batch:
                continue
            try:
                self.transport.send(batch)
            except Rejected as error:
                failures = 0
                self._refused(batch, error)
            except Exception as error:  # noqa: BLE001 - a transport of somebody's own may raise anything
                failures += 1
                self.transport.close()
                with self._changed:
                    self._attempts += 1
                    self._count("retried", 1, error)
                    self._changed.notify_all()
            else:
                failures = 0
                self._done(len(batch), "sent")

    def _ended(self) -> bool:
        """Close everything and end, unless there is work again meanwhile."""
        if self._taken is not None:
            self._taken.close()
            self._taken = None
        self.transport.close()
        with self._changed:
            if self._closed or not (self._queue or self._hurried):
                self._worker = None
                return True
            return False

    def _due(self, failures: int) -> bool:
        """Wait until there is something to do; False when the thread is to end."""
        with self._changed:
            if failures:
                self._changed.wait_for(lambda: self._hurried or self._closed, _pause(failures))
            elif not (self._hand or self._taken or self._queue or self._is_time_to_look()):
                self._settled = True
                self._changed.notify_all()
                if not self._changed.wait_for(lambda: self._queue or self._hurried or self._closed, IDLE):
                    return False
            if not (self._hand or self._taken or self._hurried or len(self._queue) >= BATCH):
                self._changed.wait_for(lambda: self._hurried or self._closed, LINGER)
            self._hurried = False
            return not self._closed

    def _is_time_to_look(self) -> bool:
        return time.monotonic() - self._looked >= IDLE

    def _next(self) -> List[bytes]:
        """The batch to be sent now: the one in hand, else from disk, else from the queue."""
        if self._hand:
            return self._hand
        count = 1 if self._alone else BATCH
        while self._taken is not None or self._is_time_to_look():
            if self._taken is None:
                self._looked = time.monotonic()
                self._taken = self._spill.take()
                continue
            try:
                records = self._taken.batch(count)
                if records:
                    return records
                late = self._taken.remove()
            except OSError as error:
                self._failure, late = str(error), []
            self._taken = None
            self._looked = -IDLE
            if late:
                self._put_aside(late)
        with self._changed:
            self._hand = [self._queue.popleft() for _ in range(min(count, len(self._queue)))]
            return self._hand

    def _done(self, number: int, how: str, why: object = "") -> None:
        """A batch was sent, or is not wanted."""
        if self._hand:
            with self._changed:
                self._hand = []
        elif self._taken is not None:
            self._taken.done()
        self._alone = max(0, self._alone - number)
        self._count(how, number, why)

    def _refused(self, batch: List[bytes], error: Rejected) -> None:
        """One bad record spoils a batch, so its records are tried one by one."""
        if len(batch) == 1:
            self._done(1, "dropped", error)
            return
        self._alone = len(batch)
        with self._changed:
            self._queue.extendleft(reversed(self._hand))
            self._hand = []


class Direct:
    """Hands each event to a function at once, in the thread that reports it."""

    def __init__(self, name: str, hand: Callable[[Mapping[str, Any], str], object]) -> None:
        self._name = name
        self._hand = hand
        self._counts = {"queued": 0, "sent": 0, "retried": 0, "spilled": 0, "dropped": 0}
        self._failure = ""

    def put(self, event: Mapping[str, Any], line: str) -> None:
        """Hand one event over."""
        try:
            self._hand(event, line)
            self._counts["sent"] += 1
        except Exception as error:  # noqa: BLE001 - somebody else's code
            self._counts["dropped"] += 1
            self._failure = f"{type(error).__name__}: {error}"[:300]

    def flush(self, timeout: float = 10.0) -> bool:
        """Nothing waits here."""
        return True

    def hurry(self) -> None:
        """Nothing waits here."""

    park = hurry
    settle = leave = flush

    @property
    def stats(self) -> Dict[str, Any]:
        """As those of :class:`Delivery`."""
        return {"name": self._name, **self._counts, "last_error": self._failure}


_DELIVERIES: weakref.WeakSet[Delivery] = weakref.WeakSet()


def close(outputs: Iterable[Any], timeout: float) -> None:
    """Send what receivers that are there take in ``timeout`` seconds; the rest goes to disk."""
    until = time.monotonic() + timeout
    closing = list(outputs)
    try:
        for output in closing:
            output.hurry()
        for output in closing:
            output.settle(until - time.monotonic())
    finally:  # also when somebody presses Ctrl-C once more
        for output in closing:
            output.park()
    until = time.monotonic() + 0.5
    for output in closing:
        output.leave(until - time.monotonic())


_prepared = 0


def _park_at_exit() -> None:
    """Have the deliveries of this process closed when it ends."""
    global _prepared  # noqa: PLW0603 - one process, one end
    if _prepared == os.getpid():
        return
    _prepared = os.getpid()
    atexit.unregister(_park_all)
    atexit.register(_park_all)
    forking = sys.modules.get("multiprocessing.util")
    if forking is not None:  # a forked multiprocessing child of Python 3.12 or older does not run atexit
        forking.Finalize(None, _park_all, exitpriority=0)


def _park_all() -> None:
    close([delivery for delivery in list(_DELIVERIES) if not delivery._closed], 2.0)


_park_at_exit()  # an event may be the first one of a process that is ending, when it is too late to register
