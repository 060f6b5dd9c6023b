"""Code in script languages inside command lines: what starts programs, touches files, connects or evaluates.

``languages`` holds each language as data, ``tokens`` and ``walk`` read the infix ones (JavaScript, PHP, Perl, Ruby, Lua,
Julia, R, Groovy and other JVM languages, Swift, Elixir, Erlang, Octave, OCaml, Haskell, Raku, awk, Vim), ``lisp`` and
``tcl`` the others, ``sed``, ``editors``, ``lines``, ``make`` and ``applescript`` the little ones.  ``calls`` lowers what
they call to commands of the shell front end, and ``net`` catches literals that would be a disaster as command lines.

Straight-line code is followed: assignments, concatenation, joins, formats, lists, aliases of imported functions, computed
names, functions called by name, decoders of literals.  Not seen: values that flow through functions, objects or loops of
the script itself (only its literals are, by the net), arithmetic on characters, modules it loads, and what a library call
does that no table names.  A program that is started and not known is an effect with an unknown target.
"""

from __future__ import annotations

import re
from typing import Callable, Dict, Sequence, Type

from ....model import Target, Verb
from ..values import EMPTY, HOLE, NOTHING, Field, Stream
from .applescript import run_applescript
from .calls import Program, Term
from .editors import run_ed, run_vim
from .languages import syntax_of
from .lines import LINES, run_lines
from .lisp import LispProgram
from .net import caught, literals_of
from .sed import run_sed
from .tcl import TclProgram
from .walk import Walker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["read_script"]

MAX_LENGTH = 262_144

#: Processes that start themselves again and again.
_FORKS = re.compile(
    r"\bfork\s+while\s+(?:fork|1|true)|while\s*\(?\s*(?:1|true)?\s*\)?\s*\{?\s*(?:\(?\)?\s*=>)?\s*(?:\w+\.)?fork\b"
    r"|\bloop\s*\{\s*fork|fork\s*\(\)\s*;?\s*fork\s*\(\)|for\s*\(;;\)\s*\{?\s*fork",
    re.IGNORECASE,
)
_PROGRAMS: Dict[str, Type[Program]] = {"lisp": LispProgram, "tcl": TclProgram}
_EDITORS: Dict[str, Callable[[Shell, str, Sequence[str]], None]] = {"vim": run_vim, "ed": run_ed}


def read_script(shell: Shell, language: str, text: str, stdin: Stream = EMPTY, args: Sequence[str] = ()) -> Stream:
    """Add what a program text in ``language`` (a role of :mod:`intentshield.programs`) would do; what it prints."""
    if len(text) > MAX_LENGTH:
        shell.opaque("a script too long to be read", text)
        return Stream(HOLE)
    if language == "applescript" and "JavaScript" in shell.argv:
        language = "js"
    if language == "sed":
        run_sed(shell, text)
        return Stream(HOLE)
    if language in LINES:
        return Stream(HOLE, run_lines(shell, language, text))
    if language in _EDITORS:
        _EDITORS[language](shell, text, args)
        return Stream(HOLE)
    if language == "applescript":
        return run_applescript(shell, text, stdin, args)
    syntax = syntax_of(language)
    program = _PROGRAMS.get(language, Walker)(shell, language, syntax, stdin, args)
    if language == "awk":
        _assigned(program, shell.argv)
    program.run(text)
    if "fork" in text and _FORKS.search(text):
        shell.effect(Verb.SIGNAL, "the machine", Target.MACHINE, ("destroy", "all"))
    out = program.finish()
    literals = [t for t in program.literals if t not in program.started]
    caught(shell, literals if syntax.name != "code" else [*literals, *literals_of(text)])
    return out


def _assigned(program: Program, argv: Sequence[str]) -> None:
    """awk's ``-v name=value``."""
    for i, word in enumerate(argv):
        value = (
            argv[i + 1] if word in ("-v", "--assign") and i + 1 < len(argv) else word[2:] if word[:2] == "-v" else ""
        )
        name, equals, text = value.partition("=")
        if equals:
            labels = value.labels if isinstance(value, Field) else NOTHING
            program.variables[name] = Term(text, labels, "", None, {}, name)
