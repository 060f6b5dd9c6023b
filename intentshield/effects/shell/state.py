"""What a shell remembers while a command line is followed: variables, functions, directories, descriptors."""

from __future__ import annotations

from typing import Dict, FrozenSet, List, Mapping, Optional, Sequence, Tuple

from . import nodes
from .values import HOLE, NOTHING, Field, Stream, Value, is_number

__all__ = ["ENVIRONMENT", "MAX_TEXTS", "State", "any_words", "cased", "in_order", "merge"]

MAX_TEXTS = 12
ENVIRONMENT = {
    "SHELL": "/bin/bash",
    "BASH": "/bin/bash",
    "PATH": "/" + HOLE,
    "IFS": " \t\n",
    "?": HOLE,
    "$": HOLE,
    "!": HOLE,
    "#": HOLE,
    "-": HOLE,
    "_": HOLE,
    "0": "bash",
}


class State:
    """What a subshell gets a copy of.

    ``elsewhere``: further directories it may be in.  ``attributes``: of variables, as ``declare`` gives them.
    ``varied``: whether a variable may hold one of several texts.
    """

    __slots__ = (
        "aliases",
        "args",
        "arrays",
        "attributes",
        "cwd",
        "elsewhere",
        "exported",
        "fds",
        "functions",
        "stack",
        "variables",
        "varied",
    )

    def __init__(self, cwd: str) -> None:
        self.variables: Dict[str, Value] = {}
        self.arrays: Dict[str, Dict[str, str]] = {}
        self.attributes: Dict[str, str] = {}
        self.functions: Dict[str, Tuple[nodes.Compound, ...]] = {}
        self.exported: FrozenSet[str] = NOTHING
        self.aliases: Dict[str, str] = {}
        self.args: Optional[List[str]] = None
        self.cwd = cwd
        self.elsewhere: Tuple[str, ...] = ()
        self.stack: Tuple[str, ...] = ()
        self.fds: Dict[str, Stream] = {}
        self.varied = False

    def copy(self) -> State:
        twin = State(self.cwd)
        twin.variables = dict(self.variables)
        twin.arrays = dict(self.arrays)
        twin.attributes = dict(self.attributes)
        twin.functions = dict(self.functions)
        twin.aliases = dict(self.aliases)
        twin.args = self.args
        twin.exported = self.exported
        twin.elsewhere = self.elsewhere
        twin.stack = self.stack
        twin.fds = dict(self.fds)
        twin.varied = self.varied
        return twin


def merge(state: State, ends: Sequence[State]) -> None:
    """Bring the states at the ends of several branches together."""
    state.varied = state.varied or any(end.varied for end in ends)
    names = set().union(*[end.variables for end in ends])
    for name in names:
        missing = Value(ENVIRONMENT.get(name, HOLE))
        values = list(dict.fromkeys([end.variables.get(name, missing) for end in ends]))
        if len(values) == 1:
            state.variables[name] = values[0]
            continue
        state.varied = True
        texts = list(dict.fromkeys([t for v in reversed(values) for t in (v.text, *v.others)]))[:MAX_TEXTS]
        labels = NOTHING.union(*[v.labels for v in values])
        state.variables[name] = Value(texts[0], labels, tuple(texts[1:]))
    for end in ends:
        for name, functions in end.functions.items():
            state.functions[name] = tuple(dict.fromkeys((*functions, *state.functions.get(name, ()))))
        state.aliases.update(end.aliases)
        state.fds.update(end.fds)
        for array, items in end.arrays.items():
            same = all(other.arrays.get(array) == items for other in ends)
            state.arrays[array] = items if same else _perhaps([other.arrays.get(array, {}) for other in ends])
        if end.args != state.args:
            state.args = None
    directories = list(dict.fromkeys([d for end in ends for d in (end.cwd, *end.elsewhere)]))
    state.cwd = next((end.cwd for end in ends if end.cwd != state.cwd), state.cwd)
    state.elsewhere = tuple([d for d in directories if d != state.cwd])[:MAX_TEXTS]


def _perhaps(arrays: Sequence[Mapping[str, str]]) -> Dict[str, str]:
    """An array that is one of several: any of their elements may be there."""
    out: Dict[str, str] = {HOLE: any_words()}
    for text in dict.fromkeys([item for items in arrays for item in items.values() if HOLE not in item]):
        field = Field(text)
        field.maybe = True
        out[f"{HOLE}{len(out)}"] = field
    return out


def any_words(labels: FrozenSet[str] = NOTHING) -> Field:
    """A word that stands for any number of words."""
    hole = Field(HOLE)
    hole.loose, hole.labels = True, labels
    return hole


def in_order(items: Mapping[str, str]) -> List[str]:
    """The elements of an array: by index, where the keys are indices."""
    if all(map(is_number, items)):
        return [items[key] for key in sorted(items, key=int)]
    return list(items.values())


def cased(value: Value, attributes: str) -> Value:
    """What ``declare -l`` and ``-u`` make of a value."""
    if "l" in attributes or "u" in attributes:
        change = str.lower if "l" in attributes else str.upper
        return value._replace(text=change(value.text), others=tuple(map(change, value.others)))
    return value
