"""Values whose pieces may be unknown, and where they come from.

A value is a string in which :data:`HOLE` stands for text that is not known.  Where it comes from is a set of labels:

``network``      fetched from another machine          ``secret``       contains a credential
``decoded``      came out of a decoder                 ``environment``  contains environment variables
``local``        read from a file                      ``private``      read from personal files
``clipboard``    the clipboard                         ``input``        typed by somebody, or unknown data
``written``      made by the agent earlier             ``socket``       read from a raw network socket
``shell``        printed by a shell whose commands are not known
"""

from __future__ import annotations

from typing import FrozenSet, List, NamedTuple, Optional, Tuple

from .nodes import Sequence

__all__ = [
    "EMPTY",
    "HOLE",
    "MAX_HINTS",
    "NOTHING",
    "TEMPORARY",
    "UNKNOWN",
    "Field",
    "Stream",
    "Value",
    "is_number",
    "joined",
    "known_words",
    "within",
]

#: One unknown piece of text (a private-use character; in the input it means the same: unknown).
HOLE = "\ue000"
NOTHING: FrozenSet[str] = frozenset()
MAX_KNOWN = 65_536
MAX_HINTS = 32


#: The name of a file that ``mktemp`` made.
TEMPORARY = "tmp." + HOLE


class Stream(NamedTuple):
    """What flows through a pipe or lies in a file.

    ``hints``: where the text is not known, texts that went into it and may be part of it.
    """

    text: str
    labels: FrozenSet[str] = NOTHING
    hints: Tuple[str, ...] = ()


EMPTY = Stream("")
UNKNOWN = Stream(HOLE)


class Field(str):
    """A word after expansion that is more than its text.

    ``glob``: it is a pattern.  ``loose``: its unknown piece was not quoted, so it may be several words or none.
    ``maybe``: one of several words of which one is there.  ``stream``: what reading it gives, for ``<(...)``.
    ``sink``: what gets what is written to it, for ``>(...)``.  ``hints``: see :class:`Stream`.
    """

    labels: FrozenSet[str] = NOTHING
    glob: bool = False
    loose: bool = False
    maybe: bool = False
    stream: Optional[Stream] = None
    sink: Optional[Sequence] = None
    hints: Tuple[str, ...] = ()


class Value(NamedTuple):
    """What a variable holds; ``others`` are further texts it may hold instead."""

    text: str
    labels: FrozenSet[str] = NOTHING
    others: Tuple[str, ...] = ()


def is_number(text: str) -> bool:
    """Whether a text is a decimal number of a size that can matter."""
    return len(text) < 10 and text.isdecimal()


def within(text: str) -> str:
    """A text, or its first ``MAX_KNOWN`` characters and an unknown rest."""
    return text if len(text) <= MAX_KNOWN else text[:MAX_KNOWN] + HOLE


def joined(streams: List[Stream]) -> Stream:
    """One stream after the other."""
    if not streams:
        return EMPTY
    if len(streams) == 1:
        return streams[0]
    text = "".join([s.text for s in streams])
    labels = NOTHING.union(*[s.labels for s in streams])
    hints = tuple([hint for s in streams for hint in s.hints])
    return Stream(within(text), labels, hints[:MAX_HINTS])


def known_words(words: List[str]) -> Optional[List[str]]:
    """The words, unless a pattern or an unquoted unknown makes their number unknown."""
    return None if any(isinstance(w, Field) and (w.glob or w.loose or w.maybe) for w in words) else words
