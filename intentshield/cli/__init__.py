"""The ``intentshield`` command: one module a family of subcommands, imported only when it is asked for.

Exit codes: 0 allowed or done, 2 denied, 3 needs approval, 1 an error, usage errors included.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from typing import Dict, List, NoReturn, Optional, Sequence, Tuple

from ..errors import IntentShieldError
from ..redact import Redactor
from ..version import __version__

__all__ = ["main"]

#: Subcommand -> (module, one line of help).
COMMANDS: Dict[str, Tuple[str, str]] = {
    "audit": ("audit", "judge one action and say why"),
    "rules": ("rules", "list the rules, or explain one"),
    "approvals": ("approvals", "list and answer what agents ask a human for"),
    "trail": ("trail", "read, check, export and shorten the trail"),
    "sessions": ("sessions", "list, stop and delete sessions, play back recordings"),
    "stats": ("stats", "count what was allowed, escalated and denied"),
    "replay": ("replay", "show what another policy would have decided"),
    "policy": ("policy", "make, check, show and compare policies"),
    "seal": ("seal", "record the package's hashes"),
    "verify": ("seal", "compare the package with its seal"),
    "demo": ("demo", "show attacks and ordinary work being judged"),
    "version": ("version", "print the version"),
}

_EPILOG = """examples:
  intentshield audit Bash "git status" --profile coding
  intentshield audit BROWSE https://example.com --explain
  intentshield rules file.credentials.read
  intentshield policy init --profile coding > policy.json
  intentshield demo

exit codes: 0 allow, 2 deny, 3 escalate, 1 error
"""


class Parser(argparse.ArgumentParser):
    """An argument parser whose usage errors exit with 1: 2 means deny here."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and the mistake, exit with 1."""
        self.print_usage(sys.stderr)
        print(f"{self.prog}: error: {Redactor().text(message)}", file=sys.stderr)
        sys.exit(1)


def _parser() -> Parser:
    parser = Parser(
        prog="intentshield",
        description="Judge what an AI agent is about to do, before it does it.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"intentshield {__version__}")
    sub = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for name, (_module, text) in COMMANDS.items():
        sub.add_parser(name, help=text, add_help=False)
    return parser


def main(argv: Optional[Sequence[str]] = None) -> int:
    """Run the command; returns its exit code."""
    args: List[str] = list(sys.argv[1:] if argv is None else argv)
    try:
        if not args or args[0] not in COMMANDS:
            parser = _parser()
            parser.parse_args(args)
            parser.print_help()
            return 1
        module = import_module(f".{COMMANDS[args[0]][0]}", __name__)
        code: int = module.run(args[0], args[1:])
        sys.stdout.flush()
        return code
    except IntentShieldError as error:
        print(f"intentshield: {error}", file=sys.stderr)
        return 1
    except (UnicodeError, OverflowError, RecursionError) as error:
        print(
            f"intentshield: this cannot be read: {error}".encode("ascii", "backslashreplace").decode(), file=sys.stderr
        )
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(f"intentshield: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
