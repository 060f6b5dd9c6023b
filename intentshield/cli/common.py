"""What several subcommands share."""

from __future__ import annotations

import argparse
import json
import os
from typing import Any, Optional

from ..errors import IntentShieldError
from ..integrity import SEAL_KEY_VARIABLE
from ..policy import Policy
from ..profiles import PROFILES
from . import Parser

__all__ = ["add_policy_options", "chosen_policy", "key_from", "parser", "seconds_from", "to_json"]

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def seconds_from(text: str) -> float:
    """The seconds that ``90d``, ``24h``, ``30m``, ``10s`` or ``2w`` stand for.  Raises :class:`argparse.ArgumentTypeError`."""
    number, unit = text[:-1], text[-1:]
    if unit not in _UNITS or not number.isascii() or not number.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 30m, 24h or 90d")
    return float(int(number) * _UNITS[unit])


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


def to_json(value: Any, one_line: bool = False) -> str:
    """JSON with stable key order, indented or on one line."""
    return json.dumps(value, indent=None if one_line else 2, sort_keys=False, ensure_ascii=True, default=str)
