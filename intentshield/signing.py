"""What ties an approval to one action, and to the people who gave it.

The key that signs approvals (HMAC-SHA256, RFC 2104) is one secret for those who ask, decide and check: whoever can read
it can sign.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import stat
from typing import Any, Mapping, Optional

from .errors import PolicyError

__all__ = ["KEY_FILE_VARIABLE", "binding", "checked_key", "is_signed", "read_key", "signature"]

KEY_FILE_VARIABLE = "INTENTSHIELD_APPROVAL_KEY_FILE"
#: Bytes; a key that can be guessed signs nothing.
SHORTEST_KEY = 16
_LONGEST_KEY = 4096


def binding(action: object, payload: Any, cwd: str = "", session: str = "") -> str:
    """The SHA-256 that ties an approval to one action.  Raises what reading a foreign object raises."""
    form = [str(action).upper(), _canonical(payload), cwd, session]
    return hashlib.sha256(json.dumps(form, ensure_ascii=True, separators=(",", ":")).encode("ascii")).hexdigest()


def _canonical(value: Any) -> Any:
    """A JSON value that differs wherever the payload does, types included."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"bytes": bytes(value).hex()}
    if isinstance(value, Mapping):
        return {"object": sorted(([_canonical(k), _canonical(v)] for k, v in value.items()), key=json.dumps)}
    if isinstance(value, (list, tuple)):
        return [_canonical(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return {"set": sorted((_canonical(item) for item in value), key=json.dumps)}
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    fields = getattr(type(value), "__dataclass_fields__", None)
    if isinstance(fields, Mapping):
        return {kind: [[name, _canonical(getattr(value, name, None))] for name in fields]}
    return {kind: str(value)}


def signature(key: bytes, kind: str, *fields: Any) -> str:
    """The HMAC over JSON values; ``kind`` says what they are, so that no signature fits two things."""
    message = json.dumps([kind, *fields], ensure_ascii=True, separators=(",", ":"))
    return hmac.new(key, message.encode("ascii"), hashlib.sha256).hexdigest()


def is_signed(key: Optional[bytes], mac: object, kind: str, *fields: Any) -> bool:
    """Whether a holder of the key wrote these values; where there is no key, anybody may have."""
    if key is None:
        return True
    return isinstance(mac, str) and hmac.compare_digest(
        signature(key, kind, *fields).encode("ascii"), mac.encode("ascii", "replace")
    )


def read_key(path: str, data_dir: str) -> bytes:
    """The reviewers' key in a file.

    Raises :class:`PolicyError` when the file lies in ``data_dir``, where who may change requests could read it, when
    others may read it, or when it holds no key.
    """
    real = os.path.realpath(path)
    inside = os.path.join(os.path.realpath(data_dir), "")
    if real.startswith(inside):
        raise PolicyError(f"approval key {path}: lies in the data_dir {data_dir}; keep it elsewhere")
    try:
        with open(real, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            key = file.read(_LONGEST_KEY)
    except OSError as error:
        raise PolicyError(f"approval key {path}: cannot be read: {error.strerror or error}") from None
    if os.name == "posix" and mode & (stat.S_IRWXO | stat.S_IWGRP):
        raise PolicyError(f"approval key {path}: others may read or change it; chmod 600 (or 640 for a group)")
    return checked_key(key.rstrip(b"\r\n"), f"approval key {path}")


def checked_key(key: bytes, source: str = "approval_key") -> bytes:
    """The key, if it can be one.  Raises :class:`PolicyError`."""
    if not isinstance(key, (bytes, bytearray)) or len(key) < SHORTEST_KEY:
        raise PolicyError(f"{source}: expected at least {SHORTEST_KEY} random bytes")
    return bytes(key)
