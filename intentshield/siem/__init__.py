"""Security events for a SIEM: lines in a file, and sent to receivers.

``formats.py`` makes lines of events, ``file.py`` keeps them in a file, ``outputs.py`` reads the URLs of receivers,
``transports.py`` speaks their protocols, ``delivery.py`` sends in the background, ``spill.py`` keeps on disk what
could not be sent.
"""

from __future__ import annotations

import itertools
import math
import os
import threading
import time
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional

from ..errors import PolicyError
from ..forks import renewed_after_fork
from .file import RotatingFile
from .formats import FORMATS, PRODUCT, SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .outputs import Output

__all__ = ["FORMATS", "SEVERITIES", "RotatingFile", "SIEMLogger"]

_WORDS = {"info": 1, "low": 3, "medium": 5, "high": 7, "critical": 10}


def _number(severity: Any) -> Any:
    """A severity as CEF counts."""
    if isinstance(severity, str):
        return _WORDS.get(severity, 5)
    if not isinstance(severity, (int, float)) or math.isnan(severity):
        return 5
    return min(max(severity, 0), 10)


class SIEMLogger:
    """Writes events in one of :data:`FORMATS`.

    ``output_path``  the file; its directory is created
    ``log_format``   ``json``, ``cef``, ``ocsf`` or ``ecs``
    ``max_bytes``    size at which the file is rotated; ``keep`` older files stay
    ``outputs``      where else events go: URLs, transports and sinks, see :mod:`intentshield.siem.outputs`
    ``clock``        seconds since the epoch

    A logger never raises and never waits for a receiver: what cannot be written is counted in :attr:`stats`.  It is
    an :class:`~intentshield.protocols.EventSink`.
    """

    def __init__(
        self,
        output_path: str = "security_events.log",
        log_format: str = "json",
        *,
        max_bytes: int = 50_000_000,
        keep: int = 5,
        outputs: Iterable[Any] = (),
        clock: Callable[[], float] = time.time,
    ) -> None:
        if log_format not in FORMATS:
            raise PolicyError(f"siem_format: got {log_format!r}, expected one of {', '.join(FORMATS)}")
        self.log_format = log_format
        self._render = FORMATS[log_format]
        self._file = RotatingFile(output_path, max_bytes, keep)
        self._outputs: List[Output] = []
        if outputs:
            from .outputs import connected  # noqa: PLC0415 - sockets and TLS, only where they are wanted

            self._outputs = connected(outputs, self._file.path)
        self._clock = clock
        self._counts: Dict[str, int] = {"written": 0, "dropped": 0}
        self._failure = ""
        self.renew()
        renewed_after_fork(self)

    def renew(self) -> None:
        """Begin anew in a forked child: identifiers of its own."""
        self._pid = os.getpid()
        self._prefix = os.urandom(10).hex()
        self._serial = itertools.count(1)
        self._lock = threading.RLock()

    def log_event(
        self,
        event_type: str,
        action_type: str = "",
        source_component: str = PRODUCT,
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
        try:
            ident = f"{self._prefix}{next(self._serial):012x}"
            body = {"event_id": ident, "time": self._clock(), "pid": self._pid, **event}
            severity = body["severity"] if "severity" in body else SEVERITIES.get(str(body.get("event_type")), 5)
            body["severity"] = _number(severity)
            line = self._render(body)
            for output in self._outputs:
                output.put(body, line)
            self._file.write((line + "\n").encode("utf-8", "backslashreplace"))
            self._count("written")
        except Exception as error:  # noqa: BLE001 - whatever a foreign mapping, __str__ or transport raises
            self._count("dropped", str(error))

    def _count(self, what: str, failure: str = "") -> None:
        with self._lock:
            self._counts[what] += 1
            self._failure = failure or self._failure

    def flush(self, timeout: float = 10.0) -> bool:
        """Wait until everything was sent; whether that happened in ``timeout`` seconds."""
        until = time.monotonic() + timeout
        sent = [output.flush(until - time.monotonic()) for output in self._outputs]
        return all(sent)

    def close(self, timeout: float = 2.0) -> None:
        """Send what can be sent in ``timeout`` seconds and keep the rest on disk for the next process."""
        if self._outputs:
            from .outputs import close  # noqa: PLC0415 - imported already

            close(self._outputs, timeout)
        self._file.close()

    @property
    def stats(self) -> Dict[str, Any]:
        """What was written, sent and dropped so far, and where to."""
        return {
            **self._counts,
            "path": self._file.path,
            "format": self.log_format,
            "last_error": self._failure,
            "outputs": [output.stats for output in self._outputs],
        }
