"""A last net: literals in code that would be a disaster if they were run as a command line.

What a script does with its literals is often not known.  Those that read as a command of a known program are tried, and
only what would be grave is kept, marked ``maybe``.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Iterable, List

from ....model import Verb
from ..values import HOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["caught", "literals_of"]

MAX_TRIED = 48
MAX_LENGTH = 2_000
_COMMAND = re.compile(r"\s*(?:sudo\s+(?:-\w+\s+)*)?((?:/[\w./-]*/)?[a-z][\w.+-]*)\s+\S")
_LITERALS = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`")
_BETWEEN = re.compile(r"[\s,]*")


def caught(shell: Shell, literals: Iterable[str]) -> None:
    """Try literals as command lines."""
    from ..behave import row_of  # noqa: PLC0415 - behave reads scripts itself

    tried = 0
    for text in literals:
        match = _COMMAND.match(text) if len(text) <= MAX_LENGTH else None
        if match is None:
            continue
        row, _ = row_of(shell.context.policy.programs, match.group(1))
        if row is None or row.silent:
            continue
        tried += 1
        if tried > MAX_TRIED:
            return
        _try(shell, text)


def _try(shell: Shell, text: str) -> None:
    effects = shell.analysis.effects
    before = len(effects)
    shell.suspect(partial(shell.nested, text))
    effects[before:] = [e for e in effects[before:] if e.verb is not Verb.CONFIGURE]


def literals_of(text: str) -> List[str]:
    """The string literals of code in any language, and the words of literals that stand side by side."""
    out: List[str] = []
    run: List[str] = []
    end = -1
    for match in _LITERALS.finditer(text):
        value = next((g for g in match.groups() if g is not None), "")
        between = _BETWEEN.match(text, end) if end >= 0 else None
        if between is None or between.end() != match.start():
            out += _joined(run)
            run = []
        run.append(value)
        out.append(value)
        end = match.end()
    return [*out, *_joined(run)]


def _joined(run: List[str]) -> List[str]:
    from .calls import quoted  # noqa: PLC0415

    return [" ".join(quoted(w) for w in run)] if 1 < len(run) <= 32 and HOLE not in run[0] else []
