"""State that processes share: one SQLite file in ``data_dir``.

Every write is one explicit ``BEGIN IMMEDIATE`` transaction.  Whatever SQLite reports becomes a
:class:`~intentshield.errors.StoreError`, and the caller fails closed.
"""

from __future__ import annotations

import os
import threading
from contextlib import closing
from typing import Tuple

from .errors import StoreError
from .events import private_directory

__all__ = ["Store"]

_SCHEMA = "CREATE TABLE IF NOT EXISTS budget (day TEXT PRIMARY KEY, used INTEGER NOT NULL)"


class Store:
    """The database ``state.db`` in ``directory``; opened when first used."""

    def __init__(self, directory: str, busy_timeout: float = 5.0) -> None:
        self.path = os.path.join(directory, "state.db")
        self.busy_timeout = busy_timeout
        self._lock = threading.Lock()

    def take_budget(self, day: str, limit: int) -> Tuple[bool, int]:
        """Count one action on ``day`` (ISO date) unless ``limit`` is reached: (taken, used).

        Raises :class:`StoreError` when the count cannot be read or written.
        """
        import sqlite3  # noqa: PLC0415 - costs milliseconds; only daily budgets need it

        try:
            with self._lock:
                private_directory(os.path.dirname(self.path))
                if not os.path.exists(self.path):
                    os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
                with closing(sqlite3.connect(self.path, timeout=self.busy_timeout, isolation_level=None)) as db:
                    db.execute("BEGIN IMMEDIATE")
                    db.execute(_SCHEMA)
                    row = db.execute("SELECT used FROM budget WHERE day = ?", (day,)).fetchone()
                    used = int(row[0]) if row else 0
                    taken = used < limit
                    if taken:
                        used += 1
                        db.execute("INSERT OR REPLACE INTO budget (day, used) VALUES (?, ?)", (day, used))
                        db.execute("DELETE FROM budget WHERE day < ?", (day,))
                    db.execute("COMMIT")
                    return taken, used
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{self.path}: the daily budget cannot be counted: {error}") from error
