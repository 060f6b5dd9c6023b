"""``python -m tests.racer SPEC ROLE``: one process that races for approvals.

For each line ``ID DIGEST TIME`` it waits for the time, tries to ``consume``, ``approve``, ``edit`` (approve with
changes), ``deny`` or ``expire`` that request, or to approve it as the ``same`` person, and prints the answer.  It imports little, because tests start 64 of them.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from intentshield.hitl import HITLApproval
from intentshield.store import Store


def opened(spec: str, **options: Any) -> Store:
    """The store that a spec (``sqlite:DIRECTORY`` or ``postgresql:DSN``) names, in any process."""
    kind, _, where = spec.partition(":")
    if kind == "sqlite":
        return Store(where, **options)
    import psycopg

    return Store(connect=lambda: psycopg.connect(where), **options)


def main(spec: str, role: str) -> None:
    """Answer until standard input ends."""
    late = 10_000.0 if role == "expire" else 0.0
    hitl = HITLApproval(store=opened(spec, busy_timeout=30.0), clock=lambda: time.time() + late)
    hitl.stats()
    print("ready", flush=True)
    me = f"{role}-{os.getpid()}"
    for line in sys.stdin:
        ident, digest, start = line.split()
        time.sleep(max(float(start) - time.time(), 0.0))
        if role == "consume":
            answer = hitl.consume(ident, digest) or "won"
        elif role == "deny":
            answer = f"{hitl.deny(ident, me)[0]} {me}"
        else:
            payload = "changed" if role == "edit" else None
            answer = f"{hitl.approve(ident, 'maria' if role == 'same' else me, payload=payload)[0]} {me}"
        print(answer, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
