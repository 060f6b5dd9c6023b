"""Subcommands of git that lose work, or send it elsewhere, by the way their words are put."""

from __future__ import annotations

import re
from typing import Dict, List, Sequence

from ....model import Target, Verb
from ....programs import Row
from ..arguments import parse_arguments
from ..behave import run_row
from ..call import ROLE_READERS, Call
from ..values import EMPTY, NOTHING, UNKNOWN, Stream
from .common import Reader, plain_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["READERS"]

_NAMED_FILE = re.compile(
    r"(?:[^*?\[\]]*/)?(?:[\w@+-]+(?:\.[\w+-]+)+|\.\w+(?:ignore|attributes|modules|rc)|[A-Z][A-Za-z]*[A-Za-z])$"
)


#: Commands that everybody lets git run.
_TAME = re.compile(
    r"(?:vim?|nvim|nano|emacs|code|subl|micro|hx|less|more|cat|delta|bat|diff-so-fancy|true|store|cache|osxkeychain"
    r"|manager(?:-core)?|libsecret|wincred|vimdiff|nvimdiff|meld|git-lfs|!?(?:/usr/bin/)?gh auth git-credential)"
    r"(?: [-\w./=~%\"$@]+)*$"
)


def _git_checkout(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``checkout``, ``switch`` and ``restore``: do they throw local changes away?  Files one by one are a change."""
    words = parse_arguments(plain_row(row), argv, start)
    flags, operands = words.flags, words.operands
    if flags & {"-p", "--patch"}:
        return EMPTY
    paths: Sequence[str] = ()
    if "restore" in row.name:
        if not flags & {"-S", "--staged"} or flags & {"-W", "--worktree"}:
            paths = operands
    elif "--" in argv[start:]:
        paths = argv[argv.index("--", start) + 1 :]
    elif "checkout" in row.name and not flags & {"-b", "-B", "--orphan"}:
        paths = operands[1:] or [o for o in operands if o in (".", "./") or o[:1] == ":" or o[-1:] == "/"]
    whole = bool(flags & {"-f", "--force", "--discard-changes", "--pathspec-from-file"}) and "restore" not in row.name
    if whole or any(_NAMED_FILE.match(path) is None for path in paths):
        shell.effect(Verb.DELETE, "local changes: " + " ".join(argv)[:120], Target.REPOSITORY, ("destroy",))
    else:
        for path in paths:
            shell.touch(Verb.WRITE, path)
    return EMPTY


def _git_index(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``checkout-index -f -a``: everything as it was added last."""
    words = parse_arguments(plain_row(row), argv, start)
    if words.flags & {"-f", "--force"} and words.flags & {"-a", "--all"} and "--prefix" not in words.flags:
        shell.effect(Verb.DELETE, "local changes: " + " ".join(argv)[:120], Target.REPOSITORY, ("destroy",))
    return EMPTY


def _git_branch(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``branch``: one that is deleted with its commits, or made to point elsewhere."""
    words = parse_arguments(plain_row(row), argv, start)
    force = bool(words.flags & {"-f", "--force"})
    target = " ".join(argv)[:120]
    if "-D" in words.flags or (force and words.flags & {"-d", "--delete"}):
        shell.effect(Verb.DELETE, target, Target.REPOSITORY, ("force",))
    elif (force and words.operands) or (words.flags & {"-M", "-C"} and len(words.operands) > 1):
        shell.effect(Verb.WRITE, target, Target.REPOSITORY, ("force", "history-rewrite"))
    return UNKNOWN


def _git_push(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``push``: refspecs that force or delete, and places that are no configured remote."""
    mark = len(shell.analysis.effects)
    out = run_row(shell, plain_row(row), "git", argv, stdin, start)
    for effect in shell.analysis.effects[mark:]:
        if effect.verb is Verb.CONNECT:
            shell.effect(Verb.SEND, effect.target, effect.cls, ("outward",))
    for word in parse_arguments(plain_row(row), argv, start).operands[1:]:
        if word[:1] == "+":
            shell.effect(Verb.WRITE, " ".join(argv)[:120], Target.REPOSITORY, ("force", "history-rewrite", "outward"))
        elif word[:1] == ":" and len(word) > 1:
            shell.effect(Verb.DELETE, " ".join(argv)[:120], Target.REPOSITORY, ("outward",))
    return out


def _git_config(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``config key value``: some keys name commands that git will run."""
    words = parse_arguments(plain_row(row), argv, start)
    operands = words.operands[1:] if words.operands[:1] in (["set"], ["add"]) else words.operands
    if len(operands) >= 2 and "dry-run" not in words.traits and operands[0] not in ("get", "unset", "list"):
        mark = len(shell.analysis.effects)
        ROLE_READERS["setting"](shell, "=".join(operands[:2]), Call(row, "git", stdin, NOTHING, words.operands))
        runs = any(effect.verb is Verb.EXECUTE for effect in shell.analysis.effects[mark:])
        if runs and _TAME.match(operands[1]) is None:
            shell.effect(Verb.EXECUTE, "=".join(operands[:2])[:160], Target.STARTUP, ("hooks",))
    return EMPTY


READERS: Dict[str, Reader] = {
    "gitcheckout": _git_checkout,
    "gitindex": _git_index,
    "gitbranch": _git_branch,
    "gitpush": _git_push,
    "gitconfig": _git_config,
}
