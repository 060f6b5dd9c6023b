"""The syntax tree of a shell command line.

Every node knows where it stands: ``start`` and ``end`` are offsets into the text that was parsed.  A word is a list
of pieces; a piece is a tuple whose first item says what it is:

``("lit", text)``                            unquoted characters; blanks split, ``* ? [`` match
``("str", text)``                            quoted characters, taken as they are
``("var", name, op, argument, quoted, index)``  ``$name``, ``${name[index] op argument}``; Words or None
``("cmd", Sequence, quoted)``                ``$(...)`` and backquotes
``("math", pieces, quoted)``                 ``$((...))``
``("proc", direction, Sequence)``            ``<(...)`` and ``>(...)``
``("brace", alternatives)``                  ``{a,b}``: a tuple of piece lists
``("range", first, last, step)``             ``{1..9}``
``("tilde", name)``                          ``~`` or ``~name`` at the start of a word

Source: POSIX.1-2017, Shell Command Language (XCU 2); GNU Bash Reference Manual 5.2.
"""

from __future__ import annotations

from typing import Any, List, Optional, Tuple, Union

Piece = Tuple[Any, ...]


class Word:
    """One word.  ``text`` is its value when it is one unquoted literal without anything to expand, else None.

    ``index``: the subscript of an array's element, if one was given.
    """

    __slots__ = ("end", "index", "pieces", "start", "text")

    def __init__(self, pieces: List[Piece], start: int, end: int, text: Optional[str] = None) -> None:
        self.pieces = pieces
        self.start = start
        self.end = end
        self.text = text
        self.index: Optional[Word] = None


class Redirect:
    """``fd op target``; ``body`` is the here-document's word, if it is one."""

    __slots__ = ("body", "end", "fd", "op", "start", "target")

    def __init__(self, op: str, fd: str, target: Word, start: int, end: int) -> None:
        self.op = op
        self.fd = fd
        self.target = target
        self.start = start
        self.end = end
        self.body: Optional[Word] = None


class Assignment:
    """``name=value``, ``name+=value``, ``name[index]=value``, ``name=(values)``."""

    __slots__ = ("append", "index", "name", "value", "values")

    def __init__(
        self,
        name: str,
        append: bool,
        value: Optional[Word],
        values: Optional[List[Word]] = None,
        index: Optional[Word] = None,
    ) -> None:
        self.name = name
        self.index = index
        self.append = append
        self.value = value
        self.values = values


class Simple:
    """A simple command: assignments, words, redirections.

    ``plain``: the words as strings when there is nothing to expand, assign or redirect; then ``words`` is empty.
    """

    __slots__ = ("assignments", "end", "plain", "redirects", "start", "words")

    def __init__(self, start: int) -> None:
        self.assignments: List[Assignment] = []
        self.words: List[Word] = []
        self.redirects: List[Redirect] = []
        self.plain: Optional[List[str]] = None
        self.start = start
        self.end = start


class Pipeline:
    """Commands joined by ``|``."""

    __slots__ = ("commands", "negated")

    def __init__(self, commands: List[Command], negated: bool) -> None:
        self.commands = commands
        self.negated = negated


class Sequence:
    """Pipelines with what follows each: ``;``, ``&``, ``&&`` or ``||``.

    ``foreign``: its offsets belong to another text (backquotes, here-documents), not to the one that was parsed.
    """

    __slots__ = ("foreign", "items")

    def __init__(self) -> None:
        self.items: List[Tuple[Pipeline, str]] = []
        self.foreign = False


class Compound:
    """A compound command and the redirections behind it.

    ``kind``: ``subshell``, ``group``, ``if``, ``while``, ``until``, ``for``, ``select``, ``case``, ``function``,
    ``test`` (``[[ ]]``), ``math`` (``(( ))``) or ``coproc``.
    ``bodies``: the sequences it may run, conditions included, in order of appearance.
    ``name``: loop variable or function name.
    ``words``: what a loop runs over, or a case looks at and compares with; None when a loop runs over the arguments.
    """

    __slots__ = ("bodies", "end", "kind", "name", "redirects", "start", "words")

    def __init__(self, kind: str, start: int) -> None:
        self.kind = kind
        self.start = start
        self.end = start
        self.bodies: List[Sequence] = []
        self.name = ""
        self.words: Optional[List[Word]] = None
        self.redirects: List[Redirect] = []


Command = Union[Simple, Compound]
