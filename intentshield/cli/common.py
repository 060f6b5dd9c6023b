"""What several subcommands share."""

from __future__ import annotations

import argparse
import getpass
import json
import math
import os
import sys
from importlib import import_module
from typing import Any, Mapping, Optional

from ..errors import IntentShieldError
from ..integrity import SEAL_KEY_VARIABLE
from ..policy import Policy
from ..profiles import PROFILES
from ..redact import Redactor
from ..store import Store
from ..trail import Trail
from . import Parser
from .style import out

__all__ = [
    "add_policy_options",
    "add_store_options",
    "chosen_policy",
    "chosen_store",
    "duration",
    "key_from",
    "parser",
    "to_json",
    "told",
    "user_name",
]


def parser(command: str, description: str, examples: str) -> Parser:
    """A parser for one subcommand, with examples below its help."""
    return Parser(
        prog=f"intentshield {command}",
        description=description,
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_policy_options(target: argparse.ArgumentParser, default: str = "strict") -> None:
    """``--profile`` and ``--policy``."""
    group = target.add_mutually_exclusive_group()
    group.add_argument("--profile", choices=sorted(PROFILES), help=f"a built-in profile (default: {default})")
    group.add_argument("--policy", metavar="FILE", help="a policy file")
    target.set_defaults(default_profile=default)


def chosen_policy(options: argparse.Namespace) -> Policy:
    """The policy those options name.  Raises :class:`~intentshield.errors.PolicyError`."""
    if options.policy:
        return Policy.load(options.policy)
    return Policy(options.profile or options.default_profile)


def add_store_options(target: argparse.ArgumentParser) -> None:
    """``--data-dir`` and ``--connect``."""
    target.add_argument("--data-dir", default="data", metavar="DIR", help="the shield's data_dir (default: data)")
    target.add_argument(
        "--connect",
        metavar="MODULE:FUNCTION",
        help="state in PostgreSQL: a function, in a module that can be imported, that gives a PEP 249 connection",
    )


def chosen_store(options: argparse.Namespace) -> Store:
    """The shared state that those options name, which must be there.

    Raises :class:`~intentshield.errors.IntentShieldError`.
    """
    if not options.connect:
        store = Store(os.path.abspath(options.data_dir), create=False)
        if not os.path.exists(store.where):
            raise IntentShieldError(f"{store.where} does not exist; name the shield's data_dir with --data-dir")
        return store
    module, _, name = options.connect.partition(":")
    try:
        connect = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise IntentShieldError(f"--connect {options.connect}: {error or 'expected MODULE:FUNCTION'}") from None
    if not callable(connect):
        raise IntentShieldError(f"--connect {options.connect}: {name} is no function")
    return Store(connect=connect)


def key_from(file: Optional[str]) -> Optional[bytes]:
    """The key in a file, or in ``INTENTSHIELD_SEAL_KEY``.  Raises :class:`~intentshield.errors.IntentShieldError`."""
    if file is None:
        return os.environ.get(SEAL_KEY_VARIABLE, "").encode() or None
    try:
        with open(file, "rb") as opened:
            key = opened.read().strip()
    except OSError as error:
        raise IntentShieldError(f"{file}: {error.strerror}") from error
    if not key:
        raise IntentShieldError(f"{file}: it is empty; a key is any text, the longer and more random the better")
    return key


_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}


def duration(text: str) -> float:
    """Seconds from ``90s``, ``15m``, ``8h``, ``30d`` or ``2w``; a type for :mod:`argparse`."""
    try:
        seconds = float(text[:-1]) * _UNITS[text[-1:].lower()]
    except (ValueError, KeyError):
        seconds = -1.0
    if not 0 <= seconds < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no duration: 90s, 15m, 8h, 30d, 2w")
    return seconds


def told(store: Store, kind: str, body: Mapping[str, Any], session: str = "") -> None:
    """Write what a person did into the trail of this store, if it has one."""
    trail = Trail(store, key_from(None))
    last = trail.recent(1)
    if last and last[0].mac and not key_from(None):
        out(f"not written into the trail, which is signed: set {SEAL_KEY_VARIABLE}", sys.stderr)
    elif last:
        trail.append(kind, Redactor().value(body), session=session)


def user_name() -> str:
    """Who runs this command, as the system knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container without a user database
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown user"


def to_json(value: Any, one_line: bool = False) -> str:
    """JSON with stable key order, indented or on one line."""
    return json.dumps(value, indent=None if one_line else 2, sort_keys=False, ensure_ascii=True, default=str)
