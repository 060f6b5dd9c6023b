"""Sorts the words of a command into flags, values and operands, with the help of the program's row."""

from __future__ import annotations

from typing import List, Optional, Sequence, Set, Tuple

from ...programs import EffectSpec, Flag, Row
from .values import HOLE, Field

__all__ = ["Arguments", "assign_roles", "parse_arguments", "read_flags", "tail_of"]


class Arguments:
    """The words of a command, sorted.  ``command`` are the words of another one that a flag introduces."""

    __slots__ = ("command", "effects", "flags", "operands", "rest", "skip_first", "traits", "values")

    def __init__(self, row: Row, start: int) -> None:
        self.values: List[Tuple[str, str]] = []
        self.operands: List[str] = []
        self.flags: Set[str] = set()
        self.traits = row.traits
        self.effects: List[EffectSpec] = []
        self.skip_first = False
        self.rest = start
        self.command: List[str] = []

    def take(self, row: Row, argv: Sequence[str], i: int) -> int:
        """Sort the flags of one word; the index of the last word that belongs to them."""
        for name, flag, value in read_flags(row, argv[i]):
            self.flags.add(name)
            if flag is None:
                if name[:5] == "--no-" and "--" + name[5:] in row.flags:
                    self.traits -= row.flags["--" + name[5:]].traits
                if value:
                    self.values.append(("any", value))
                continue
            if value in _OFF and not flag.role:
                continue
            if flag.role == "argv":
                self.command = [*([] if value is None else [value]), *argv[i + 1 :]]
                return len(argv)
            self.skip_first = self.skip_first or flag.stands_in
            if flag.role:
                if value is None and not flag.attached:
                    i += 1
                    value = argv[i] if i < len(argv) else ""
                if flag.role in ("pair", "named"):
                    i += 1
                    if flag.role == "named" and i < len(argv):
                        self.values.append(("read", argv[i]))
                elif value is not None:
                    self.values.append((flag.role, value))
            if not flag.when or any(w in (value or "").lower() for w in flag.when):
                self.traits |= flag.traits
                self.effects.extend(flag.effects)
        return i


#: Values that switch a flag off.
_OFF = frozenset({"false", "no", "none", "off", "0"})


def parse_arguments(row: Row, argv: Sequence[str], start: int = 1) -> Arguments:
    """Sort the words behind a program's name into flags, values and operands."""
    out = Arguments(row, start)
    operands, stop, keys = out.operands, "stop" in row.attributes, row.keys
    i, size = start, len(argv)
    while i < size:
        word = argv[i]
        if word == "--":
            out.rest = out.rest if operands else i + 1
            operands.extend(argv[i + 1 :])
            break
        if len(word) > 1 and word[0] == "-" and word[1] != HOLE:
            i = out.take(row, argv, i) + 1
            continue
        found = row.keys.get(word.partition("=")[0]) if keys and "=" in word else None
        if found is not None:
            out.values.append((found.role, word.partition("=")[2]))
        else:
            if not operands:
                out.rest = i
            operands.append(word)
            if (stop or row.has_sub) and not (row.has_sub and _leads(row, len(operands))):
                operands.extend(argv[i + 1 :])
                break
        i += 1
    return out


def _leads(row: Row, count: int) -> bool:
    """Whether roles before the subcommand still want operands."""
    for i, (role, _) in enumerate(row.operands):
        if role == "sub":
            return count <= i
    return False


def read_flags(row: Row, word: str) -> List[Tuple[str, Optional[Flag], Optional[str]]]:
    """(name, meaning, attached value) of each flag in one word."""
    flags = row.flags
    known = flags.get(word)
    if known is not None:
        return [(word, known, None)]
    if word[1] == "-" or "long" in row.attributes:
        name, equals, _ = word.partition("=")
        known, skipped = flags.get(name), len(name)
        if known is None and word[1] == "-" and len(name) > 3:
            close = [f for f in flags if f.startswith(name)]
            if close:
                shortest = min(close, key=len)
                if all(flags[f] is flags[shortest] or f.startswith(shortest) for f in close):
                    name, known, skipped = shortest, flags[shortest], len(name)
        carried: Optional[str] = tail_of(word, skipped + 1) if equals else None
        return [(name, known, carried)]
    out: List[Tuple[str, Optional[Flag], Optional[str]]] = []
    for i in range(1, len(word)):
        name = "-" + word[i]
        known = flags.get(name)
        if known is not None and known.role:
            return [*out, (name, known, tail_of(word, i + 1) if i + 1 < len(word) else None)]
        out.append((name, known, None))
        if known is not None and known.attached:
            break
    return out


def tail_of(word: str, start: int) -> str:
    """The end of a word, which keeps its labels."""
    if not isinstance(word, Field):
        return word[start:]
    field = Field(word[start:])
    field.labels, field.glob, field.stream = word.labels, word.glob, word.stream
    return field


def assign_roles(row: Row, operands: List[str], skip_first: bool) -> List[Tuple[str, List[str]]]:
    """Roles and the operands they get, in order."""
    if not operands:
        return []
    if len(row.operands) == 1 and not skip_first and row.operands[0][1] in ("*", "+"):
        return [(row.operands[0][0], operands)]
    roles = list(row.operands[1:] if skip_first else row.operands)
    out: List[Tuple[str, List[str]]] = []
    left = list(operands)
    after = 0
    for i, (_, quantity) in enumerate(roles):
        if quantity in ("*", "+"):
            after = sum(1 for _, q in roles[i + 1 :] if q != "?")
    for role, quantity in roles:
        if role in ("argv", "rest"):
            out.append((role, left))
            return out
        if quantity in ("*", "+"):
            keep = len(left) - after
            if keep < 1 and quantity == "+" and left:
                keep = 1
            out.append((role, left[: max(keep, 0)]))
            left = left[max(keep, 0) :]
        elif left and (quantity != "?" or len(left) >= 1):
            out.append((role, [left.pop(0)]))
    return out
