r"""Programs as data: what the flags and operands of a command mean.

One module a family holds one table.  A row is one line::

    cp : -t,--target-directory=write -r,-R,--recursive!recursive -f!force read+ write
    git push : --force,-f!force,history-rewrite --delete!destroy any* >send:repository

Before the colon stand the program's names (``a,b`` for several) and, for a subcommand, its words.  Behind it, in
any order:

``-o,--output=write``   a flag whose value has a role; ``-i?=suffix`` when the value must be attached to it
``-e^=pattern``         the same, and then the first operand is missing
``-r!recursive``        a flag that adds traits to every effect of the command
``!recursive``             a trait of every effect of every run
``-O>write:workspace``  a flag with an effect of its own: verb, target class, ``!traits``, ``@target``
``--acl=text~public|all>permit:service``  traits and effects only when the value holds one of the words
``if:=read``            an operand of the form ``if=value``
``read* write``         roles of the operands in order: one, ``?`` at most one, ``*`` any number, ``+`` at least one
``>configure:machine``  an effect of every run
``@filter``             an attribute (see below)

Flags that are not listed take no value but one behind ``=``, which is ``any``.  Roles:

``text num pattern``      nothing                 ``read list``         a file that is read, or only looked at
``any``     nothing, unless it names a credential file outside the workspace
``write append edit new`` a file that is changed  ``delete take``       a file that is removed, or moved away
``cd``      directory to work in                  ``exec``              a file that is run
``url host remote``       where to connect        ``body form upload``  data that is sent (``@file`` reads one)
``header``  a header of a request                 ``shell argv``        a command line; the rest is a command
``item``    a word of HTTPie: method, URL, data   ``forward``           ``port:host:port``, a socket: where it leads
``into``    a directory for what is saved         ``recipe``            a manifest or playbook that is carried out
``registry``  the URL of a source of packages   ``named``   a name, and in the next word a file that is read
``transfer``  commands of ftp                   ``filter``  a filter of jq's
``key``     the name of a setting that is printed  ``names``  names of files that are read (standard input)
``py js pl rb php awk sed sql lua ps``            code in a language; also ``r jl jvm swift ex erl m gp ml hs raku``
``lisp tcl applescript``, ``vim ed`` (editors) and ``dc m4 gdb tex gs bang`` (commands with a way out);
``code`` is code in a language of which nothing is known
``package`` something to install                  ``mode``              rights to give
``sub``     the name of a subcommand              ``group``             a Unix group
``secret``  a credential                          ``guess``             whatever its shape shows
``source dest``           a file here or ``host:path``   ``mount``       ``host path:inside`` of a container
``setting sshoption``     a ``key=value`` of git's or ssh's configuration
``socket device``         a local socket; a device handed to a container
``capability namespace``  rights given to a container     ``image``    what a container is made of
``program``               a command that will be run       ``media``    a file or URL that is read
``permit``  a file whose rights change            ``destroy format``    a file or device that is wiped
``module``  a Python module that is run           ``rest``              the remaining words are one command line
``apimethod``             the HTTP method of an API call
``load``    a file or directory with code or settings that decide what runs
``link``    a file that gets a further name
``unpack``  a directory that an archive fills ``mongo``             code for MongoDB's shell
``bind``    ``key:action`` of fzf           ``container``         a container or image that is removed
``pair``    two words, which mean nothing     ``words``             keys to type, as ``tmux send-keys`` takes them

A flag with the role ``argv`` has all words behind it as its command.

Attributes: ``@digest`` (output tells nothing of the input; otherwise output follows from input and files read,
and is secret after ``>read:secret``),
``@out=label`` (what the output is), ``@in=role`` (what is done with standard input when no operand is given),
``@code=role`` (the language of files it runs, where ``@in`` does not say), ``@sends`` (standard input leaves the machine), ``@saves`` (what is fetched is saved under its own name; ``=-O`` only
with that flag), ``@globs`` (``{a,b}`` and ``[1-9]`` in URLs are expanded, but not with that flag), ``@long`` (flags are whole words behind one dash), ``@stop`` (flags end at the first operand),
``@elevated``, ``@remote`` (what follows happens elsewhere), ``@by=name`` (a special reader in
:mod:`intentshield.effects.shell.readers`), ``@class=name`` (the target class that reader works with).
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from itertools import product
from typing import Dict, FrozenSet, Iterable, List, NamedTuple, Optional, Tuple

from ..errors import PolicyError
from ..model import TRAITS, Target, Verb

__all__ = ["FAMILIES", "ROLES", "EffectSpec", "Flag", "Row", "declared", "find_row", "parse_row", "table"]

#: The modules of this package that hold a table, in the order in which they are read.
FAMILIES: Tuple[str, ...] = (
    "shell",
    "coreutils",
    "text",
    "search",
    "archives",
    "interpreters",
    "editors",
    "wrappers",
    "vcs",
    "packages",
    "build",
    "network",
    "containers",
    "cloud",
    "system",
    "users",
    "disks",
    "processes",
    "databases",
    "secrets",
    "desktop",
    "security",
    "media",
)

ROLES: FrozenSet[str] = frozenset(
    "any text num pattern read list write append edit new delete take cd exec url host remote body form upload header"
    " shell argv py js pl rb php awk sed sql lua ps package mode group sub secret guess"
    " source dest mount setting sshoption socket device capability namespace image program media permit destroy"
    " format module rest apimethod applescript r jl jvm swift ex erl m gp ml hs raku lisp tcl vim ed dc m4 gdb tex gs bang code load pair words link bind container unpack mongo item forward into recipe registry named transfer filter key names".split()
)
ATTRIBUTES: FrozenSet[str] = frozenset(
    "digest out code in sends long by class elevated remote saves globs stop".split()
)


class EffectSpec(NamedTuple):
    """An effect as a row states it."""

    verb: Verb
    cls: Target
    traits: FrozenSet[str]
    target: str


class Flag(NamedTuple):
    """What one flag means.  ``role`` is "" for flags without a value; ``when``: words its value must hold one of."""

    role: str
    traits: FrozenSet[str]
    effects: Tuple[EffectSpec, ...]
    attached: bool
    stands_in: bool
    when: Tuple[str, ...]


class Row(NamedTuple):
    """One program or subcommand.  ``silent``: no word of the command can have an effect of its own."""

    name: str
    flags: Dict[str, Flag]
    keys: Dict[str, Flag]
    operands: Tuple[Tuple[str, str], ...]
    effects: Tuple[EffectSpec, ...]
    attributes: Dict[str, str]
    traits: FrozenSet[str]
    has_sub: bool
    silent: bool


_TOKEN = re.compile(
    r"(?P<names>[^\s=!>^?]+?)(?P<attached>\?)?(?P<stands>\^)?(?P<key>:)?(?:=(?P<role>[a-z]+)(?:~(?P<when>[\w.:|/-]+))?)?"
    r"(?P<traits>![a-z:,-]+)?(?P<effects>(?:>[a-z:!,@\w./*-]+)*)$"
)
_OPERAND = re.compile(r"([a-z]+)([?*+]?)$")
_EFFECT = re.compile(r"([a-z]+):([a-z-]+)((?:![a-z:-]+(?:,[a-z:-]+)*)?)(?:@(\S+))?$")
_NO_TRAITS: FrozenSet[str] = frozenset()
_NOTHING = frozenset({"", "any", "text", "num", "pattern", "list", "pair"})


def _traits(text: Optional[str], source: str) -> FrozenSet[str]:
    if not text:
        return _NO_TRAITS
    names = frozenset(text.lstrip("!").split(","))
    for name in names:
        if name not in TRAITS:
            raise PolicyError(f"{source}: unknown trait {name!r}")
    return names


def _effects(text: str, source: str) -> Tuple[EffectSpec, ...]:
    out: List[EffectSpec] = []
    for item in filter(None, text.split(">")):
        match = _EFFECT.match(item)
        if match is None:
            raise PolicyError(f"{source}: {item!r} is not an effect; write verb:class!trait@target")
        try:
            verb, cls = Verb(match.group(1)), Target(match.group(2))
        except ValueError as error:
            raise PolicyError(f"{source}: {error}") from None
        out.append(EffectSpec(verb, cls, _traits(match.group(3), source), match.group(4) or ""))
    return tuple(out)


def parse_row(line: str, source: str = "program") -> List[Row]:
    """The rows of one line, one a name.  Raises :class:`~intentshield.errors.PolicyError` that begins with ``source``."""
    head, colon, body = line.partition(" :")
    if not colon or not head.strip():
        raise PolicyError(f"{source}: {line!r}: expected 'name : meaning'")
    source = f"{source}: {head.strip()!r}"
    flags: Dict[str, Flag] = {}
    keys: Dict[str, Flag] = {}
    operands: List[Tuple[str, str]] = []
    effects: List[EffectSpec] = []
    attributes: Dict[str, str] = {}
    traits = _NO_TRAITS
    for token in body.split():
        if token[0] == "!":
            traits |= _traits(token, source)
        elif token[0] == "@":
            name, _, value = token[1:].partition("=")
            if name not in ATTRIBUTES:
                raise PolicyError(f"{source}: unknown attribute {token!r}")
            attributes[name] = value
        elif token[0] == ">":
            effects += _effects(token, source)
        elif token[0] in "-+" or ":=" in token:
            _parse_flag(token, flags, keys, source)
        else:
            match = _OPERAND.match(token)
            if match is None or match.group(1) not in ROLES:
                raise PolicyError(f"{source}: {token!r} is no role; there are {', '.join(sorted(ROLES))}")
            operands.append((match.group(1), match.group(2)))
    if sum(quantity in ("*", "+") for _, quantity in operands) > 1:
        raise PolicyError(f"{source}: only one role may be repeated")
    has_sub = any(role == "sub" for role, _ in operands)
    silent = not (keys or effects or attributes or traits or has_sub)
    silent = silent and all(role in _NOTHING for role, _ in operands)
    silent = silent and all(f.role in _NOTHING and not f.traits and not f.effects for f in flags.values())
    return [
        Row(name, flags, keys, tuple(operands), tuple(effects), attributes, traits, has_sub, silent)
        for name in names_of(head)
    ]


def names_of(head: str) -> List[str]:
    """``a,b c,d`` -> ``a c``, ``a d``, ``b c``, ``b d``."""
    return [" ".join(words) for words in product(*(word.split(",") for word in head.split()))]


def _parse_flag(token: str, flags: Dict[str, Flag], keys: Dict[str, Flag], source: str) -> None:
    match = _TOKEN.match(token)
    if match is None:
        raise PolicyError(f"{source}: {token!r} cannot be read")
    role = match.group("role") or ""
    if role and role not in ROLES:
        raise PolicyError(f"{source}: {token!r}: unknown role {role!r}")
    flag = Flag(
        role,
        _traits(match.group("traits"), source),
        _effects(match.group("effects"), source),
        bool(match.group("attached")),
        bool(match.group("stands")),
        tuple((match.group("when") or "").lower().split("|")) if match.group("when") else (),
    )
    for name in match.group("names").split(","):
        (keys if match.group("key") else flags)[name.rstrip(":") if match.group("key") else name] = flag


@lru_cache(maxsize=1)
def table() -> Dict[str, str]:
    """Program or subcommand -> its line, from every family; rows are parsed when first used."""
    lines: Dict[str, str] = {}
    for family in FAMILIES:
        module = import_module(f".{family}", __name__)
        for line in module.TABLE.splitlines():
            if line and line[0] not in " #":
                for name in names_of(line.partition(" :")[0]):
                    lines[name] = line
    return lines


@lru_cache(maxsize=4096)
def find_row(name: str) -> Optional[Row]:
    """The built-in row of a program or subcommand (``git push``), or None."""
    line = table().get(name)
    if line is None:
        return None
    return next(row for row in parse_row(line, "built-in table") if row.name == name)


@lru_cache(maxsize=64)
def declared(lines: Tuple[str, ...]) -> Dict[str, Row]:
    """The rows that a policy declares (its ``programs``).  Raises :class:`~intentshield.errors.PolicyError`.

    A row for ``tool deploy`` makes ``tool`` a program with subcommands, if nothing else says what it is.
    """
    rows = {row.name: row for line in _lines(lines) for row in parse_row(line, "policy field 'programs'")}
    for head in {name.partition(" ")[0] for name in rows if " " in name}:
        if head not in rows and find_row(head) is None:
            rows[head] = parse_row(f"{head} : sub", "policy field 'programs'")[0]
    return rows


def _lines(lines: Iterable[str]) -> List[str]:
    return [line for text in lines for line in text.splitlines() if line.strip() and not line.startswith("#")]
