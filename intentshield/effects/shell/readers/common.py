"""What several readers need."""

from __future__ import annotations

import shlex
from typing import Callable, Dict, List, Optional, Sequence, Tuple

from ....programs import Row
from ..arguments import read_flags
from ..values import Stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["Reader", "first_of", "options_of", "plain_row", "split_words"]

Reader = Callable[["Shell", Row, List[str], Stream, int], Stream]


def plain_row(row: Row) -> Row:
    """The same row without its reader."""
    return row._replace(attributes={k: v for k, v in row.attributes.items() if k != "by"})


def options_of(row: Row, argv: Sequence[str], start: int) -> Tuple[Dict[str, str], int]:
    """The flags before the first operand with their values, and where that operand stands."""
    out: Dict[str, str] = {}
    i = start
    while i < len(argv) and argv[i][:1] == "-" and len(argv[i]) > 1:
        if argv[i] == "--":
            return out, i + 1
        for name, flag, value in read_flags(row, argv[i]):
            if flag is not None and flag.role and value is None and not flag.attached:
                i += 1
                value = argv[i] if i < len(argv) else ""
            out[name] = value or ""
        i += 1
    return out, i


def first_of(options: Dict[str, str], *names: str) -> Optional[str]:
    """The value of the first of these flags that is there."""
    return next((options[name] for name in names if name in options), None)


def split_words(text: str) -> List[str]:
    """Words as a shell splits them; by blanks where the quotes do not fit."""
    if "'" not in text and '"' not in text and "\\" not in text:
        return text.split()
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()
