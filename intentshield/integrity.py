"""The seal: is the code that judges the code that was installed?

:meth:`Seal.initialize` writes ``seal.json`` to ``data_dir``: version and SHA-256 of every file of the package.
Later starts verify it.  While running, identities of the sealed objects are compared at each audit, file status
at most once a second, and everything is hashed again when the status changed and every ``verify_interval``.

What it is for: accidents, careless tools and agents that edit files.  Somebody who can write both the package and
``data_dir`` can write a new manifest; an HMAC key kept elsewhere (``seal_key`` or ``INTENTSHIELD_SEAL_KEY``) takes
that away.  Somebody who can run code in this process can switch everything off.

Outcomes:

- first start: the manifest is written; if the installer left a RECORD (PEP 376), the files must agree with it
- same version, other files: broken
- other version, files agree with that version's RECORD: sealed anew (with a key, only if the old seal was valid)
- other version without RECORD (a checkout): broken until ``intentshield seal``
- no manifest although ``events.jsonl`` says there was one: broken
- locks of IntentShield 1.x: reported and left alone
- ``data_dir`` read-only: an existing manifest is verified, a missing one is an error
- zip archive: the archive is the one file that is hashed; no source files at all: an error
"""

from __future__ import annotations

import base64
import csv
import hashlib
import hmac
import json
import marshal
import os
import sys
import tempfile
import time
from importlib.util import cache_from_source
from types import CodeType
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Tuple

from .errors import IntegrityError
from .events import private_directory
from .protocols import EventSink
from .version import __version__

__all__ = ["MANIFEST", "SEAL_KEY_VARIABLE", "Seal", "package_directory", "package_hashes"]

#: Environment variable with the key for the HMAC of the seal and of the trail.
SEAL_KEY_VARIABLE = "INTENTSHIELD_SEAL_KEY"
MANIFEST = "seal.json"
_FORMAT = 1
_LEGACY_LOCKS = (".core_safety_lock", ".conscience_lock")
_STAT_INTERVAL = 1.0


def package_directory() -> str:
    """The directory (or zip archive member directory) the package was imported from."""
    return os.path.dirname(os.path.abspath(__file__))


def _archive(directory: str) -> Optional[str]:
    """The zip archive that ``directory`` lies in, if it is not a real directory."""
    while directory and not os.path.exists(directory):
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent
    return directory if os.path.isfile(directory) else None


def _files(directory: str) -> List[str]:
    found: List[str] = []
    for where, folders, names in os.walk(directory):
        folders[:] = sorted(f for f in folders if f != "__pycache__")
        found += [os.path.join(where, n) for n in sorted(names) if not n.endswith((".pyc", ".pyo", ".swp", "~"))]
    return found


def _sha256(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def package_hashes(directory: str) -> Dict[str, str]:
    """Relative path (with ``/``) -> SHA-256 of every source and static file.

    Raises :class:`~intentshield.errors.IntegrityError` when there is nothing to hash or a file cannot be read.
    """
    try:
        if os.path.isdir(directory):
            hashes = {os.path.relpath(p, directory).replace(os.sep, "/"): _sha256(p) for p in _files(directory)}
            if "integrity.py" in hashes:
                return hashes
            raise IntegrityError(f"{directory}: no source files to seal; install the package with its sources")
        archive = _archive(directory)
        if archive is not None:
            return {os.path.basename(archive): _sha256(archive)}
    except OSError as error:
        raise IntegrityError(f"cannot read the package: {error}") from error
    raise IntegrityError("the package has no files on disk (a frozen application); it cannot be sealed")


def _statuses(directory: str) -> Tuple[Tuple[Any, ...], ...]:
    """What ``stat`` says of every file, byte-code caches included."""
    if not os.path.isdir(directory):
        archive = _archive(directory)
        paths = [archive] if archive else []
    else:
        paths = _files(directory)
    out: List[Tuple[Any, ...]] = []
    for path in paths:
        for name in (path, _cache(path)):
            if name:
                try:
                    info = os.stat(name)
                    out.append((name, info.st_mtime_ns, info.st_size, info.st_ino))
                except OSError:
                    if name == path:
                        out.append((name, None, None, None))
    return tuple(out)


def _cache(path: str) -> Optional[str]:
    """The byte-code file this interpreter would use instead of ``path``."""
    if not path.endswith(".py"):
        return None
    try:
        return cache_from_source(path)
    except NotImplementedError:
        return None


def _same_code(a: CodeType, b: CodeType) -> bool:
    """Whether two code objects do the same; file names and line tables do not count."""
    if (a.co_code, a.co_names, a.co_varnames, a.co_freevars, a.co_cellvars, a.co_flags, a.co_argcount) != (
        b.co_code,
        b.co_names,
        b.co_varnames,
        b.co_freevars,
        b.co_cellvars,
        b.co_flags,
        b.co_argcount,
    ) or len(a.co_consts) != len(b.co_consts):
        return False
    if getattr(a, "co_exceptiontable", b"") != getattr(b, "co_exceptiontable", b""):
        return False
    return all(_same_constant(x, y) for x, y in zip(a.co_consts, b.co_consts))


def _same_constant(x: Any, y: Any) -> bool:
    if isinstance(x, CodeType):
        return isinstance(y, CodeType) and _same_code(x, y)
    if type(x) is not type(y):
        return False
    if isinstance(x, tuple):
        return len(x) == len(y) and all(map(_same_constant, x, y))
    return bool(x == y)


def _bad_caches(directory: str, known: Dict[str, str]) -> List[str]:
    """Byte-code files of this interpreter that are not what their source compiles to.

    ``known`` remembers the hashes of those that were found good.
    """
    bad: List[str] = []
    if not os.path.isdir(directory):
        return bad
    for path in _files(directory):
        cache = _cache(path)
        if cache is None or not os.path.exists(cache):
            continue
        try:
            with open(cache, "rb") as file:
                data = file.read()
            digest = hashlib.sha256(data).hexdigest()
            if known.get(cache) == digest:
                continue
            with open(path, "rb") as file:
                source = file.read()
            stale = data[4:8] == b"\0\0\0\0" and not _fresh(data, path, source)
            if not stale and not _same_code(marshal.loads(data[16:]), compile(source, path, "exec", dont_inherit=True)):  # noqa: S302
                bad.append(cache)
            known[cache] = digest
        except (OSError, ValueError, EOFError, TypeError, SyntaxError):
            bad.append(cache)
    return bad


def _fresh(data: bytes, path: str, source: bytes) -> bool:
    """Whether the import system would use a time-stamped cache instead of recompiling ``path``."""
    mtime = int(os.stat(path).st_mtime) & 0xFFFFFFFF
    return data[8:12] == mtime.to_bytes(4, "little") and data[12:16] == (len(source) & 0xFFFFFFFF).to_bytes(4, "little")


def _record(directory: str) -> Optional[Tuple[str, Dict[str, str]]]:
    """(version, file -> SHA-256) that the installer recorded for this package, or None."""
    parent, name = os.path.split(directory)
    try:
        folders = [f for f in os.listdir(parent) if f.startswith(name + "-") and f.endswith(".dist-info")]
    except OSError:
        return None
    for folder in folders:
        try:
            with open(os.path.join(parent, folder, "RECORD"), encoding="utf-8", newline="") as file:
                rows = [row for row in csv.reader(file) if len(row) == 3 and row[0].startswith(name + "/")]
        except OSError:
            continue
        hashes: Dict[str, str] = {}
        for path, digest, _size in rows:
            algorithm, _, text = digest.partition("=")
            if algorithm == "sha256" and not path.endswith((".pyc", ".pyo")):
                raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
                hashes[path[len(name) + 1 :]] = raw.hex()
        if hashes:
            return folder[len(name) + 1 : -len(".dist-info")], hashes
    return None


class _Watched(NamedTuple):
    namespace: Mapping[str, Any]
    key: str
    value: Any


class Seal:
    """The seal of one installed package in one ``data_dir``.

    ``watch`` names the objects whose identity is compared at each audit, as (namespace, key) pairs.
    ``on_tamper`` is called with the reason after the event was written.
    """

    def __init__(
        self,
        data_dir: str,
        sink: EventSink,
        *,
        on_tamper: Callable[[str], None],
        key: Optional[bytes] = None,
        verify_interval: float = 60.0,
        watch: Tuple[Tuple[Mapping[str, Any], str], ...] = (),
        directory: Optional[str] = None,
        clock: Callable[[], float] = time.monotonic,
        was_sealed: Callable[[], bool] = lambda: False,
    ) -> None:
        self.data_dir = data_dir
        self.path = os.path.join(data_dir, MANIFEST)
        self.directory = directory or package_directory()
        self.broken: Optional[str] = None
        self.sealed = False
        self._sink = sink
        self._on_tamper = on_tamper
        self._key = key
        self._interval = verify_interval
        self._clock = clock
        self._was_sealed = was_sealed
        self._watched = tuple(_Watched(namespace, name, namespace[name]) for namespace, name in watch)
        self._hashes: Dict[str, str] = {}
        self._caches: Dict[str, str] = {}
        self._statuses: Tuple[Tuple[Any, ...], ...] = ()
        self._next_stat = 0.0
        self._next_hash = 0.0

    # -- sealing

    def _sign(self, body: Mapping[str, Any]) -> str:
        text = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
        return hmac.new(self._key or b"", text, hashlib.sha256).hexdigest()

    def seal(self) -> None:
        """Write a manifest of the package as it is now, whatever was there.

        Raises :class:`~intentshield.errors.IntegrityError` when that cannot be done.
        """
        hashes = package_hashes(self.directory)
        body: Dict[str, Any] = {"format": _FORMAT, "version": __version__, "files": hashes}
        if self._key is not None:
            body["hmac"] = self._sign({"version": __version__, "files": hashes})
        try:
            private_directory(self.data_dir)
            handle, temporary = tempfile.mkstemp(prefix=".seal-", dir=self.data_dir)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump(body, file, indent=1, sort_keys=True)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(temporary, self.path)
            except BaseException:
                os.unlink(temporary)
                raise
        except OSError as error:
            raise IntegrityError(
                f"cannot write the seal {self.path}: {error.strerror or error}; give a writable data_dir"
            ) from error
        self._begin(hashes)

    def reseal(self) -> str:
        """:meth:`seal`, with an event that says so; what differs from the seal before it, "" for nothing.

        Raises :class:`~intentshield.errors.IntegrityError` when it cannot be written.
        """
        try:
            before = self._load()
        except _Broken:
            before = {"files": {}}
        self.seal()
        difference = "" if before is None else _difference(before["files"], self._hashes)
        self._event(
            "seal_created" if before is None else "seal_replaced",
            "info",
            f"sealed {len(self._hashes)} files of version {__version__}" + (f": {difference}" if difference else ""),
        )
        return difference

    def differs_from_installed(self) -> str:
        """What differs from the installer's record (``RECORD``); "" for nothing, or when there is no record."""
        recorded = _record(self.directory)
        if recorded is None or recorded[0] != __version__:
            return ""
        return _difference(recorded[1], package_hashes(self.directory))

    @property
    def unchecked_signature(self) -> bool:
        """Whether the seal on disk is signed and there is no key here to check it."""
        if self._key is not None:
            return False
        try:
            return "hmac" in (self._load() or {})
        except _Broken:
            return False

    def _begin(self, hashes: Dict[str, str]) -> None:
        self._hashes = hashes
        self._statuses = _statuses(self.directory)
        now = self._clock()
        self._next_stat, self._next_hash = now + _STAT_INTERVAL, now + self._interval
        self.sealed = True
        self.broken = None

    def _load(self) -> Optional[Dict[str, Any]]:
        try:
            with open(self.path, encoding="utf-8") as file:
                body: Any = json.load(file)
        except FileNotFoundError:
            return None
        except NotADirectoryError as error:
            raise IntegrityError(f"{self.data_dir} is a file; data_dir must be a directory") from error
        except (OSError, ValueError) as error:
            raise _Broken(f"the seal {self.path} cannot be read: {error}") from error
        if isinstance(body, dict) and isinstance(body.get("files"), dict) and isinstance(body.get("version"), str):
            return body
        raise _Broken(f"the seal {self.path} is not a seal")

    def initialize(self) -> None:
        """Seal on first use, verify afterwards.

        A broken seal is reported (event, then ``on_tamper``); :attr:`broken` says why.  Raises
        :class:`~intentshield.errors.IntegrityError` when the package cannot be sealed at all.
        """
        try:
            body = self._load()
            if body is None:
                self._first()
            else:
                self._check(body)
        except _Broken as error:
            self._report(str(error))

    def _first(self) -> None:
        if self._was_sealed():
            raise _Broken(f"the seal {self.path} was deleted; run 'intentshield seal' if you did that yourself")
        recorded = _record(self.directory)
        if recorded is not None and recorded[0] == __version__:
            difference = _difference(recorded[1], package_hashes(self.directory))
            if difference:
                raise _Broken(f"the package is not what was installed: {difference}")
        for name in _LEGACY_LOCKS:
            if os.path.exists(os.path.join(self.data_dir, name)):
                self._event(
                    "legacy_lock_found", "info", f"{name} of IntentShield 1.x is no longer used; it was left alone"
                )
        self._reject_bad_caches()
        self.seal()
        self._event("seal_created", "info", f"sealed {len(self._hashes)} files of version {__version__}")

    def _check(self, body: Dict[str, Any]) -> None:
        if self._key is not None:
            signature = body.get("hmac")
            expected = self._sign({"version": body["version"], "files": body["files"]})
            if not isinstance(signature, str) or not hmac.compare_digest(signature, expected):
                raise _Broken(f"the seal {self.path} is not signed with this key; run 'intentshield seal' with the key")
        hashes = package_hashes(self.directory)
        if body["version"] != __version__:
            recorded = _record(self.directory)
            if recorded is None or recorded[0] != __version__ or _difference(recorded[1], hashes):
                raise _Broken(
                    f"version {body['version']} was sealed and {__version__} runs, which no installer vouches for;"
                    " run 'intentshield seal' if you changed it yourself"
                )
            self._reject_bad_caches()
            self.seal()
            self._event("seal_upgraded", "info", f"sealed version {__version__} after {body['version']}")
            return
        difference = _difference(body["files"], hashes)
        if difference:
            raise _Broken(f"the package is not the one that was sealed: {difference}")
        self._reject_bad_caches()
        self._begin(hashes)

    def _reject_bad_caches(self) -> None:
        bad = _bad_caches(self.directory, self._caches)
        if bad:
            raise _Broken(f"byte code differs from its source: {bad[0]}")

    # -- while running

    def intact(self) -> bool:
        """The check of every audit: identities always, file status once a second, hashes when due."""
        if self.broken is not None:
            return False
        for namespace, key, value in self._watched:
            if namespace.get(key) is not value:
                self._report(f"{key} was replaced in memory")
                return False
        if self.sealed and self._clock() >= self._next_stat:
            return self._look()
        return True

    def _look(self) -> bool:
        now = self._clock()
        self._next_stat = now + _STAT_INTERVAL
        statuses = _statuses(self.directory)
        if statuses == self._statuses and now < self._next_hash:
            return True
        return self.verify()

    def verify(self) -> bool:
        """Hash everything now."""
        if self.broken is not None:
            return False
        try:
            if not self.sealed:
                body = self._load()
                if body is None:
                    return True
                self._check(body)
                return True
            hashes = package_hashes(self.directory)
            difference = _difference(self._hashes, hashes)
            if difference:
                raise _Broken(f"the package changed while running: {difference}")
            self._reject_bad_caches()
        except (_Broken, IntegrityError) as error:
            self._report(str(error))
            return False
        self._statuses = _statuses(self.directory)
        self._next_hash = self._clock() + self._interval
        return True

    def _event(self, event_type: str, severity: str, reason: str) -> None:
        try:
            self._sink.emit(
                {
                    "event_type": event_type,
                    "severity": severity,
                    "reason": reason,
                    "source_component": "Integrity",
                    "version": __version__,
                }
            )
        except Exception as error:  # noqa: BLE001 - a sink must not decide whether tampering is acted upon
            print(f"intentshield: event {event_type} could not be written: {error}", file=sys.stderr)  # noqa: T201

    def _report(self, reason: str) -> None:
        self.broken = reason
        self._event("integrity_violation", "critical", reason)
        self._on_tamper(reason)


class _Broken(Exception):
    """The seal does not hold."""


def _difference(expected: Mapping[str, str], actual: Mapping[str, str]) -> str:
    """What differs, in words; empty when nothing does."""
    words: List[str] = []
    for label, names in (
        ("changed", [n for n in expected if n in actual and expected[n] != actual[n]]),
        ("missing", [n for n in expected if n not in actual]),
        ("added", [n for n in actual if n not in expected]),
    ):
        if names:
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            words.append(f"{label} {', '.join(sorted(names)[:3])}{more}")
    return "; ".join(words)
