"""Whether a test of known words succeeds: ``true``, ``false``, ``[ ... ]`` and ``[[ ... ]]``.

Source: POSIX.1-2017 ``test``; only comparisons of strings and integers, because files are not looked at.
"""

from __future__ import annotations

import re
from typing import Callable, Dict, Optional, Sequence

from .values import HOLE, Field

__all__ = ["TESTS", "truth"]

TESTS = frozenset({"true", ":", "false", "[", "test"})

_NUMBER = re.compile(r"\s*-?\d{1,18}\s*$")
_NUMERIC: Dict[str, Callable[[int, int], bool]] = {
    "-lt": lambda a, b: a < b,
    "-le": lambda a, b: a <= b,
    "-gt": lambda a, b: a > b,
    "-ge": lambda a, b: a >= b,
    "-eq": lambda a, b: a == b,
    "-ne": lambda a, b: a != b,
}


def truth(argv: Sequence[str]) -> Optional[bool]:
    """Whether ``argv`` succeeds; None when that is not known."""
    name, words = argv[0], list(argv[1:])
    if name in ("true", ":", "false"):
        return name != "false"
    if any(HOLE in w or (isinstance(w, Field) and (w.glob or w.loose)) for w in words):
        return None
    if name == "[":
        if words[-1:] != ["]"]:
            return None
        words.pop()
    if len(words) == 2 and words[0] in ("-z", "-n"):
        return (words[1] == "") is (words[0] == "-z")
    if len(words) != 3:
        return None
    left, operator, right = words
    if operator in _NUMERIC and _NUMBER.match(left) and _NUMBER.match(right):
        return _NUMERIC[operator](int(left), int(right))
    if operator in ("=", "==", "!=") and not (name == "[[" and re.search(r"[*?\[\\@!+]", right)):
        return (left == right) is (operator != "!=")
    return None
