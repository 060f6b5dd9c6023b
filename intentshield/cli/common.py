"""What several subcommands share."""

from __future__ import annotations

import argparse
import json
from typing import Any

from ..policy import Policy
from ..profiles import PROFILES
from . import Parser

__all__ = ["add_policy_options", "chosen_policy", "parser", "to_json"]


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
