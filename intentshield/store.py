"""State that processes and machines share.

One SQLite file, ``state.db`` in ``data_dir``; or, when the caller hands over a :pep:`249` connection factory, the same
tables in a PostgreSQL database (or schema) of their own::

    Shield(store=Store(connect=lambda: psycopg.connect("dbname=agents")))

Every write is one transaction.  Whatever goes wrong becomes a :class:`~intentshield.errors.StoreError` that says what
to do, and the caller fails closed:

damaged file          set aside as ``state.db.corrupt-<timestamp>``; the next use begins with an empty one
locked too long, disk full, read-only directory    nothing is changed
network file system   refused where SQLite cannot share memory (https://sqlite.org/wal.html); use PostgreSQL there
fork                  connections belong to one process and thread; a child opens its own
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
import weakref
from contextlib import contextmanager, nullcontext
from typing import Any, Callable, ContextManager, Iterator, List, Optional, Protocol, Tuple

from .errors import StoreError
from .events import private_directory
from .forks import ForkLock

__all__ = ["MIGRATIONS", "Store", "Transaction"]

#: Schema n is what the first n entries make; never changed, only added to.
MIGRATIONS: Tuple[Tuple[str, ...], ...] = (
    ("CREATE TABLE IF NOT EXISTS budget (day TEXT PRIMARY KEY, used INTEGER NOT NULL)",),
    (
        "CREATE TABLE approvals (id TEXT PRIMARY KEY, digest TEXT NOT NULL, status TEXT NOT NULL,"
        " created DOUBLE PRECISION NOT NULL, expires DOUBLE PRECISION NOT NULL, request TEXT NOT NULL,"
        " decision TEXT, consumed DOUBLE PRECISION)",
        "CREATE INDEX approvals_status ON approvals (status, expires)",
        "CREATE INDEX approvals_digest ON approvals (digest)",
        "CREATE INDEX approvals_created ON approvals (created)",
    ),
    (
        "CREATE TABLE trail (chain TEXT NOT NULL, seq BIGINT NOT NULL, time DOUBLE PRECISION NOT NULL,"
        " kind TEXT NOT NULL, session TEXT NOT NULL, decision TEXT NOT NULL, record TEXT NOT NULL, hash TEXT NOT NULL,"
        " mac TEXT NOT NULL, PRIMARY KEY (chain, seq))",
        "CREATE INDEX trail_time ON trail (time, seq)",
        "CREATE INDEX trail_session ON trail (session, time, seq) WHERE session <> ''",
        "CREATE INDEX trail_stopped ON trail (time, seq) WHERE decision IN ('deny', 'escalate')",
        "CREATE TABLE chains (chain TEXT PRIMARY KEY, started DOUBLE PRECISION NOT NULL, policy TEXT NOT NULL,"
        " covered BIGINT NOT NULL)",
        "CREATE INDEX chains_started ON chains (started)",
        "CREATE TABLE checkpoints (number BIGINT PRIMARY KEY, time DOUBLE PRECISION NOT NULL, record TEXT NOT NULL,"
        " hash TEXT NOT NULL, mac TEXT NOT NULL, pruned INTEGER NOT NULL)",
        "CREATE TABLE policies (digest TEXT PRIMARY KEY, form TEXT NOT NULL)",
    ),
    (
        "CREATE TABLE sessions (id TEXT PRIMARY KEY, status TEXT NOT NULL, created DOUBLE PRECISION NOT NULL,"
        " updated DOUBLE PRECISION NOT NULL, parent TEXT NOT NULL, owner TEXT NOT NULL, agent TEXT NOT NULL,"
        " intention TEXT NOT NULL, allowed BIGINT NOT NULL, escalated BIGINT NOT NULL, denied BIGINT NOT NULL,"
        " revision BIGINT NOT NULL)",
        "CREATE INDEX sessions_updated ON sessions (updated)",
        "CREATE INDEX sessions_owner ON sessions (owner, updated)",
        "CREATE TABLE session_facts (session TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,"
        " at DOUBLE PRECISION NOT NULL, revision BIGINT NOT NULL, value TEXT NOT NULL,"
        " PRIMARY KEY (session, kind, name))",
    ),
    (
        "ALTER TABLE approvals ADD COLUMN approved TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE approvals ADD COLUMN votes TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE approvals ADD COLUMN mac TEXT NOT NULL DEFAULT ''",
        "UPDATE approvals SET approved = digest, votes = '[' || decision || ']'"
        " WHERE status IN ('approved', 'consumed') AND decision IS NOT NULL",
    ),
    (
        "CREATE TABLE grants (id TEXT PRIMARY KEY, scope TEXT NOT NULL, place TEXT NOT NULL, digest TEXT NOT NULL,"
        " made_by TEXT NOT NULL, created DOUBLE PRECISION NOT NULL, expires DOUBLE PRECISION NOT NULL,"
        " grants TEXT NOT NULL, revoked DOUBLE PRECISION, revoked_by TEXT NOT NULL, mac TEXT NOT NULL)",
    ),
)

#: Held during every call of SQLite and every transaction, and while this process is forked: a child must not find
#: SQLite's own locks taken by threads that it does not have (https://sqlite.org/howtocorrupt.html, section 2.6).
_CALLS = ForkLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_CALLS.acquire, after_in_parent=_CALLS.release)

#: Connections inherited by :func:`os.fork`: to close them would disturb the parent (https://sqlite.org/howtocorrupt.html).
_INHERITED: List[Any] = []


class _Handle:
    """An open connection of one process; closed when nothing refers to it any more."""

    __slots__ = ("__weakref__", "close", "connection", "file", "mode", "pid")

    def __init__(self, connection: Any, file: Optional[Tuple[int, int]] = None) -> None:
        self.connection = connection
        self.file = file
        self.pid = os.getpid()
        self.mode: Optional[Tuple[str, bool]] = None
        self.close = weakref.finalize(self, _close, connection, self.pid)
        self.close.atexit = False  # a daemon thread may be using it then


def _close(connection: Any, pid: int) -> None:
    """Close a connection, which rolls its transaction back; one of another process is only kept from being closed."""
    if pid != os.getpid():
        _INHERITED.append(connection)
        return
    try:
        with _CALLS:
            connection.close()
    except Exception:  # noqa: BLE001, S110 - a connection that is broken anyway
        pass


class _Backend(Protocol):
    """What differs between databases."""

    where: str
    reconnects: bool

    def open(self) -> _Handle:
        """A new connection."""

    def is_current(self, handle: _Handle) -> bool:
        """Whether a kept connection still leads to the database."""

    def begin(self, handle: _Handle, cursor: Any, write: bool, durable: bool) -> None:
        """Open a transaction; one that is not durable may be lost with the machine's power.

        Then :meth:`calling` is held until the transaction ends.
        """

    def calling(self) -> ContextManager[Any]:
        """Held during a call of the driver."""

    def ended(self) -> None:
        """A transaction has ended."""

    def reading_damaged(self, handle: _Handle) -> ContextManager[None]:
        """Have text that is not UTF-8 read with escapes meanwhile."""

    def sql(self, text: str) -> str:
        """A statement with this driver's placeholders."""

    def version(self, cursor: Any) -> int:
        """The schema's version; 0 when there is none."""

    def lock(self, cursor: Any) -> None:
        """Keep others from migrating until the transaction ends."""

    def set_version(self, cursor: Any, version: int) -> None:
        """Note the schema's version."""

    def failure(self, error: Exception, handle: Optional[_Handle]) -> StoreError:
        """What to tell the caller, after doing what must be done."""


#: What says that a SQLite file is ours (https://sqlite.org/pragma.html#pragma_application_id).
_APPLICATION = 0x1E5415D
#: The mode of quick writes.
_QUICK = ("write", False)
#: Seconds between two attempts to become the one who writes: at first, and when many want to.
_TURN, _LONGEST_TURN = 0.0001, 0.02
#: Pages of the write-ahead log after which it is copied into the database; each time waits for the disk.
_LOG_PAGES = 4_000


class _SQLite:
    """One file.  Statements are those of SQLite 3.24 and newer."""

    reconnects = False

    def __init__(self, path: str, busy_timeout: float, create: bool) -> None:
        self.where = path
        self.busy_timeout = busy_timeout
        self._create = create

    def open(self) -> _Handle:
        import sqlite3  # noqa: PLC0415 - costs milliseconds; only shared state needs it

        if self._create:
            private_directory(os.path.dirname(self.where))
        if self._create and not os.path.exists(self.where):
            os.close(os.open(self.where, os.O_CREAT | os.O_RDWR, 0o600))
        file = _identity(self.where)
        with _CALLS:
            connection = sqlite3.connect(
                self.where, timeout=self.busy_timeout, isolation_level=None, check_same_thread=False
            )
        handle = _Handle(connection, file)
        try:
            self._use_wal(connection)
        except sqlite3.Error as error:
            raise self.failure(error, handle) from error
        return handle

    def _use_wal(self, connection: Any) -> None:
        """Write-ahead logging; SQLite does not wait for its turn to switch it on."""
        deadline = time.monotonic() + self.busy_timeout
        while True:
            try:
                with _CALLS:
                    mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
                break
            except Exception as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
        connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES:d}")
        if mode != "wal":
            raise StoreError(
                f"{self.where}: this file system cannot share memory between processes (a network drive?); "
                "give a data_dir on a local disk, or Store(connect=...) for PostgreSQL"
            )

    def is_current(self, handle: _Handle) -> bool:
        return handle.file == _identity(self.where)

    def begin(self, handle: _Handle, cursor: Any, write: bool, durable: bool) -> None:
        mode = ("write", durable) if write else ("read", True)
        if handle.mode != mode:
            self._prepare(handle, mode)
        self._in_turn(cursor.execute, "BEGIN IMMEDIATE" if write else "BEGIN")

    def single(self, handle: _Handle, sql: str, values: Tuple[Any, ...]) -> None:
        """Run one statement as a transaction of its own that is not durable."""
        if handle.mode != _QUICK:
            self._prepare(handle, _QUICK)
        self._in_turn(handle.connection.execute, sql, values)
        _CALLS.release()

    def _in_turn(self, call: Callable[..., Any], *arguments: Any) -> None:
        """Make a call that becomes the one who writes; afterwards :data:`_CALLS` is held."""
        deadline, turn = 0.0, _TURN
        while True:  # SQLite itself waits a millisecond and more, many times what another's transaction takes
            _CALLS.acquire()
            try:
                call(*arguments)
                return
            except BaseException as error:
                _CALLS.release()
                now = time.monotonic()
                deadline = deadline or now + self.busy_timeout
                if "locked" not in str(error) or now > deadline:
                    raise
                time.sleep(turn * random.random())  # noqa: S311 - so that they do not wake up together
                turn = min(turn * 1.3, _LONGEST_TURN)

    def _prepare(self, handle: _Handle, mode: Tuple[str, bool]) -> None:
        """Set what a kind of transaction needs."""
        wait = 0 if mode[0] == "write" else int(self.busy_timeout * 1000)
        with _CALLS:
            handle.connection.execute(f"PRAGMA synchronous = {'FULL' if mode[1] else 'NORMAL'}")
            handle.connection.execute(f"PRAGMA busy_timeout = {wait:d}")
        handle.mode = mode

    def calling(self) -> ContextManager[Any]:
        return _CALLS

    def ended(self) -> None:
        _CALLS.release()

    @contextmanager
    def reading_damaged(self, handle: _Handle) -> Iterator[None]:
        handle.connection.text_factory = _with_escapes
        try:
            yield
        finally:
            handle.connection.text_factory = str

    def sql(self, text: str) -> str:
        return text

    def version(self, cursor: Any) -> int:
        version = int(cursor.execute("PRAGMA user_version").fetchone()[0])
        if not version or int(cursor.execute("PRAGMA application_id").fetchone()[0]) != _APPLICATION:
            tables = {row[0] for row in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if tables and "budget" not in tables:
                raise StoreError(f"{self.where}: this database belongs to another program; give another data_dir")
        return version

    def lock(self, cursor: Any) -> None:
        return None

    def set_version(self, cursor: Any, version: int) -> None:
        cursor.execute(f"PRAGMA application_id = {_APPLICATION:d}")
        cursor.execute(f"PRAGMA user_version = {version:d}")

    def failure(self, error: Exception, handle: Optional[_Handle]) -> StoreError:
        text = str(error)
        if "not a database" in text or "malformed" in text:
            done = self._set_aside(handle) if self._create else "nothing was changed"
            return StoreError(f"{self.where}: damaged ({text}); {done}")
        for words, advice in _ADVICE:
            if any(word in text for word in words):
                return StoreError(f"{self.where}: {text}: {advice.format(self.busy_timeout)}")
        return StoreError(f"{self.where}: {text}")

    def _set_aside(self, handle: Optional[_Handle]) -> str:
        """Move the damaged file away, unless somebody else did."""
        if handle is None or handle.file != _identity(self.where):
            return "it was replaced in the meantime: try again"
        if os.name == "nt":
            handle.connection.close()
        name = f"{self.where}.corrupt-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}"
        target, n = name, 1
        while os.path.exists(target):
            target, n = f"{name}-{n}", n + 1
        try:
            for suffix in ("-wal", "-shm", ""):  # the log first: it must not be replayed into the next file
                if os.path.exists(self.where + suffix):
                    os.rename(self.where + suffix, target + suffix)
        except OSError as error:
            return f"it could not be set aside ({error.strerror}): move it away"
        return f"it was set aside as {target}; the next use begins with an empty database"


_ADVICE: Tuple[Tuple[Tuple[str, ...], str], ...] = (
    (("locked", "busy"), "another process has held it for more than {:g} s; end that process, or try again"),
    (("is full", "No space", "disk I/O", "File too large"), "the disk is full or broken; free space"),
    (
        ("readonly", "read-only", "Read-only", "unable to open", "Permission", "Not a directory"),
        "make data_dir writable for this user, or give another one",
    ),
)


def _with_escapes(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")


def _identity(path: str) -> Optional[Tuple[int, int]]:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


class _PostgreSQL:
    """A server, through whatever :pep:`249` driver the caller uses."""

    where = "the database"
    #: Whether a kept connection may have been closed by the other side.
    reconnects = True

    def __init__(self, connect: Callable[[], Any], busy_timeout: float) -> None:
        self._connect = connect
        self.busy_timeout = busy_timeout
        self._placeholder = ""

    def open(self) -> _Handle:
        connection = self._connect()
        handle = _Handle(connection)
        if getattr(connection, "autocommit", False) is True:
            connection.autocommit = False
        driver = sys.modules.get(type(connection).__module__.partition(".")[0])
        style = getattr(driver, "paramstyle", "format")
        if style not in _PLACEHOLDERS:
            raise StoreError(f"{self.where}: drivers with paramstyle {style!r} cannot be used")
        self._placeholder = _PLACEHOLDERS[style]
        cursor = connection.cursor()
        cursor.execute(f"SET lock_timeout = {int(self.busy_timeout * 1000):d}")
        connection.commit()
        return handle

    def is_current(self, handle: _Handle) -> bool:
        return True

    def begin(self, handle: _Handle, cursor: Any, write: bool, durable: bool) -> None:
        # the driver opens the transaction by itself; this shows whether the connection is still alive
        cursor.execute("SELECT 1" if durable or not write else "SET LOCAL synchronous_commit TO OFF")

    def calling(self) -> ContextManager[Any]:
        return nullcontext()

    def ended(self) -> None:
        return None

    @contextmanager
    def reading_damaged(self, handle: _Handle) -> Iterator[None]:
        yield  # a server checks what it stores

    def sql(self, text: str) -> str:
        return text.replace("?", self._placeholder)

    def version(self, cursor: Any) -> int:
        # a scan, not to_regclass(): that may answer from a cache filled before the wait for the lock
        cursor.execute(
            "SELECT COUNT(*) FROM pg_catalog.pg_class"
            " WHERE relname = 'intentshield_schema' AND pg_catalog.pg_table_is_visible(oid)"
        )
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("SELECT version FROM intentshield_schema")
        row = cursor.fetchone()
        return int(row[0]) if row else 0

    def lock(self, cursor: Any) -> None:
        cursor.execute(f"SELECT pg_advisory_xact_lock({_APPLICATION:d})")

    def set_version(self, cursor: Any, version: int) -> None:
        cursor.execute("CREATE TABLE IF NOT EXISTS intentshield_schema (version INTEGER NOT NULL)")
        cursor.execute("DELETE FROM intentshield_schema")
        cursor.execute(self.sql("INSERT INTO intentshield_schema (version) VALUES (?)"), (version,))

    def failure(self, error: Exception, handle: Optional[_Handle]) -> StoreError:
        return StoreError(f"{self.where}: {str(error).strip() or type(error).__name__}")


_PLACEHOLDERS = {"qmark": "?", "format": "%s", "pyformat": "%s"}


class Transaction:
    """Statements that happen together; ``?`` stands for a value."""

    __slots__ = ("_backend", "_handle", "_open", "_run")

    def __init__(self, backend: _Backend, handle: _Handle) -> None:
        self._backend = backend
        self._handle = handle
        with backend.calling():
            self._run = handle.connection.cursor()
        self._open = False

    def change(self, sql: str, *values: Any) -> int:
        """Run one statement; how many rows it changed.  Raises :class:`StoreError`."""
        self._execute(sql, values)
        return int(self._run.rowcount)

    def rows(self, sql: str, *values: Any, damaged: bool = False) -> List[Tuple[Any, ...]]:
        """Run one query; its rows.  ``damaged``: text that is not UTF-8 is given with escapes instead of an error.

        Raises :class:`StoreError`.
        """
        if damaged:
            with self._backend.reading_damaged(self._handle):
                return self.rows(sql, *values)
        self._execute(sql, values)
        return [tuple(row) for row in self._guarded(self._run.fetchall)]

    def migrate(self) -> None:
        """Bring the schema up to date.  Raises :class:`StoreError`, also for a newer release's schema."""
        self._guarded(lambda: self._backend.lock(self._run))
        version = self.version()
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                self._execute(statement, ())
        if version < len(MIGRATIONS):
            self._guarded(lambda: self._backend.set_version(self._run, len(MIGRATIONS)))

    def version(self) -> int:
        """The schema's version.  Raises :class:`StoreError`, also for a newer release's schema."""
        version: int = self._guarded(lambda: self._backend.version(self._run))
        if version > len(MIGRATIONS):
            raise StoreError(
                f"{self._backend.where}: made by a newer release (schema {version}, this one knows "
                f"{len(MIGRATIONS)}); upgrade this one"
            )
        return version

    def begin(self, write: bool, durable: bool = True) -> None:
        """Open the transaction.  Raises :class:`StoreError`."""
        try:
            self._backend.begin(self._handle, self._run, write, durable)
        except Exception as error:
            raise self._backend.failure(error, self._handle) from error
        self._open = True

    def commit(self) -> None:
        """Make it last.  Raises :class:`StoreError`."""
        self._guarded(self._handle.connection.commit)
        self.end()

    def end(self) -> None:
        """It was committed, or its connection closed."""
        if self._open:
            self._open = False
            self._backend.ended()

    def _execute(self, sql: str, values: Tuple[Any, ...]) -> None:
        self._guarded(lambda: self._run.execute(self._backend.sql(sql), values))

    def _guarded(self, call: Callable[[], Any]) -> Any:
        try:
            with self._backend.calling():
                return call()
        except StoreError:
            raise
        except Exception as error:
            raise self._backend.failure(error, self._handle) from error


class Store:
    """The shared state: ``state.db`` in ``directory``, or what ``connect`` leads to; opened when first used.

    ``connect``: gives a new :pep:`249` connection to PostgreSQL.  ``busy_timeout``: seconds to wait for others.
    ``create``: without it a file that is missing or damaged is left alone, and an error.
    """

    def __init__(
        self,
        directory: Optional[str] = None,
        busy_timeout: float = 5.0,
        *,
        connect: Optional[Callable[[], Any]] = None,
        create: bool = True,
    ) -> None:
        if (directory is None) is (connect is None):
            raise StoreError("Store() takes a directory or connect=, one of the two")
        self._backend: _Backend = (
            _PostgreSQL(connect, busy_timeout)
            if connect is not None
            else _SQLite(os.path.join(directory or "", "state.db"), busy_timeout, create)
        )
        self._local = threading.local()

    @property
    def where(self) -> str:
        """The file, for messages."""
        return self._backend.where

    @property
    def files(self) -> Tuple[str, ...]:
        """The files that nobody else may touch; none for a server."""
        if not isinstance(self._backend, _SQLite):
            return ()
        return tuple(self.where + suffix for suffix in ("", "-wal", "-shm"))

    @contextmanager
    def transaction(self, write: bool = True, durable: bool = True) -> Iterator[Transaction]:
        """One transaction of this thread; committed at the end, rolled back by any exception.

        ``durable``: committed means on the disk.  Without it a commit outlives the process, but not always the
        machine; it is several times faster.  Raises :class:`StoreError`.
        """
        running = self._begun(write, durable)
        try:
            yield running
            running.commit()
        except BaseException:
            self.close()
            running.end()
            raise

    def single(self, sql: str, *values: Any) -> None:
        """Run one statement as a transaction of its own that is not durable.  Raises :class:`StoreError`."""
        handle = self._current()
        if handle is None or not isinstance(self._backend, _SQLite):
            with self.transaction(durable=False) as db:
                db.change(sql, *values)
            return
        try:
            self._backend.single(handle, sql, values)
        except BaseException as error:
            self.close()
            if isinstance(error, Exception):
                raise self._backend.failure(error, handle) from error
            raise

    def _current(self) -> Optional[_Handle]:
        """This thread's connection, if it has one that is still good."""
        handle: Optional[_Handle] = getattr(self._local, "handle", None)
        if handle is not None and handle.pid == os.getpid() and self._backend.is_current(handle):
            return handle
        return None

    def _begun(self, write: bool, durable: bool) -> Transaction:
        handle = self._current()
        if handle is not None:
            running = Transaction(self._backend, handle)
            try:
                running.begin(write, durable)
                return running
            except StoreError:
                self.close()
                if not self._backend.reconnects:
                    raise
        running = self._opened()
        running.begin(write, durable)
        return running

    def _opened(self) -> Transaction:
        """A new connection; one that a server closed is replaced by it, once."""
        self.close()
        try:
            handle = self._backend.open()
        except StoreError:
            raise
        except Exception as error:
            raise self._backend.failure(error, None) from error
        self._local.handle = handle
        running = Transaction(self._backend, handle)
        try:
            behind = running.version() < len(MIGRATIONS)
            running.commit()
            if behind:
                running.begin(True)
                running.migrate()
                running.commit()
        except BaseException:
            self.close()
            running.end()
            raise
        return running

    def close(self) -> None:
        """Close this thread's connection; the next use opens another."""
        handle: Optional[_Handle] = getattr(self._local, "handle", None)
        self._local.handle = None
        if handle is not None:
            handle.close()

    def take_budget(self, day: str, limit: int) -> Tuple[bool, int]:
        """Count one action on ``day`` (ISO date) unless ``limit`` is reached: (taken, used).

        Raises :class:`StoreError` when the count cannot be read or written.
        """
        with self.transaction() as db:
            db.change("INSERT INTO budget (day, used) VALUES (?, 0) ON CONFLICT (day) DO NOTHING", day)
            taken = db.change("UPDATE budget SET used = used + 1 WHERE day = ? AND used < ?", day, limit) == 1
            return taken, int(db.rows("SELECT used FROM budget WHERE day = ?", day)[0][0])
