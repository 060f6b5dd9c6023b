"""Payloads that people change: in an editor, or from a file."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from typing import Any

from ..errors import IntentShieldError
from ..hitl import Approval
from .common import to_json

__all__ = ["edited", "payload_from"]


def edited(one: Approval) -> Any:
    """The payload of a request after somebody changed it in ``$VISUAL`` or ``$EDITOR``.

    Begins with the last change that somebody else approved, if there is one.  Raises
    :class:`~intentshield.errors.IntentShieldError`, also when nothing was changed.
    """
    if one.request.get("shortened"):
        raise IntentShieldError(f"{one.id}: too long to be shown whole, so it cannot be edited; --payload FILE can")
    shown = one.request.get("payload")
    proposed = next((vote["payload"] for vote in reversed(one.votes) if "payload" in vote), shown)
    payload = _parsed(_through_editor(to_json(proposed) + "\n"), "the edited text")
    if payload == shown:
        raise IntentShieldError(f"{one.id}: nothing was changed; approve it without --edit")
    return payload


def payload_from(path: str) -> Any:
    """The JSON payload in a file; ``-`` is standard input.  Raises :class:`~intentshield.errors.IntentShieldError`."""
    try:
        if path == "-":
            return _parsed(sys.stdin.read(), "standard input")
        with open(path, encoding="utf-8") as file:
            return _parsed(file.read(), path)
    except (OSError, UnicodeDecodeError) as error:
        raise IntentShieldError(f"--payload {path}: cannot be read: {error}") from None


def _parsed(text: str, source: str) -> Any:
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise IntentShieldError(f"{source} is not JSON: {error}") from None
    if payload is None:
        raise IntentShieldError(f"{source}: null is no payload")
    return payload


def _through_editor(text: str) -> str:
    """The text as an editor leaves it, in a file that its owner alone may read."""
    default = "notepad" if os.name == "nt" else "vi"
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or default
    handle, path = tempfile.mkstemp(prefix="intentshield-", suffix=".json")
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
        code = subprocess.call([*shlex.split(editor, posix=os.name != "nt"), path])  # noqa: S603 - the user's own editor
        if code:
            raise IntentShieldError(f"{editor}: ended with {code}; nothing was approved")
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, ValueError) as error:
        raise IntentShieldError(f"{editor}: {error}; nothing was approved") from None
    finally:
        os.unlink(path)
