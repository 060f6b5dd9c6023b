"""Every row does what its roles say: each flag and operand with a role, tried with a value that shows."""

from __future__ import annotations

from typing import Iterator

import pytest

from intentshield.effects.shell import ShellFrontEnd
from intentshield.front_ends import default_front_ends
from intentshield.model import Analysis, Part, Role, Verb
from intentshield.programs import Row, find_row, table
from tests.conftest import context

PATH = "/srv/probe/file.bin"
#: Role -> (a value, the verbs one of which it must have, what its target must contain)
SHOWS: dict[str, tuple[str, set[Verb], str]] = {
    "read": (PATH, {Verb.READ}, PATH),
    "media": (PATH, {Verb.READ}, PATH),
    "write": (PATH, {Verb.WRITE}, PATH),
    "append": (PATH, {Verb.WRITE}, PATH),
    "new": (PATH, {Verb.WRITE}, PATH),
    "edit": (PATH, {Verb.WRITE}, PATH),
    "delete": (PATH, {Verb.DELETE}, PATH),
    "take": (PATH, {Verb.WRITE, Verb.DELETE}, PATH),
    "destroy": (PATH, {Verb.DELETE, Verb.WRITE}, PATH),
    "format": ("/dev/sdz", {Verb.WRITE}, "/dev/sdz"),
    "permit": (PATH, {Verb.PERMIT}, PATH),
    "exec": (PATH, {Verb.EXECUTE}, PATH),
    "url": ("https://probe.example/x", {Verb.CONNECT, Verb.SEND}, "probe.example"),
    "host": ("probe.example", {Verb.CONNECT, Verb.SEND}, "probe.example"),
    "remote": ("https://probe.example/x", {Verb.CONNECT, Verb.SEND, Verb.EXECUTE}, "probe.example"),
    "shell": ("probe-program x", {Verb.EXECUTE}, "probe-program"),
    "program": ("probe-program x", {Verb.EXECUTE}, "probe-program"),
    "argv": ("probe-program", {Verb.EXECUTE}, "probe-program"),
    "rest": ("probe-program", {Verb.EXECUTE}, "probe-program"),
    "py": (f"open('{PATH}', 'w')", {Verb.WRITE}, PATH),
    "sql": ("DROP TABLE probe", {Verb.DELETE}, "probe"),
    "package": ("probe-package", {Verb.INSTALL}, "probe-package"),
}


def _effects(text: str) -> Analysis:
    analysis = Analysis()
    ShellFrontEnd(default_front_ends()).lower(Part((), Role.COMMAND, text), context(), analysis)
    return analysis


def _filled(row: Row, index: int) -> str:
    """Values for the operands before and at ``index``, so that the probe gets its role."""
    words = ["1"] * index
    words.append(f'"{SHOWS[row.operands[index][0]][0]}"')
    words += ["last" for _, quantity in row.operands[index + 1 :] if quantity not in ("?", "*")]
    return " ".join(words)


def _spelled(name: str) -> str:
    """``time`` is a reserved word of the shell unless it is named by its path."""
    return f"/usr/bin/{name}" if name == "time" else name


def _cases() -> Iterator[tuple[str, str, str]]:
    for name in table():
        row = find_row(name)
        if row is None or "by" in row.attributes or "dry-run" in row.traits:
            continue
        for index, (role, _) in enumerate(row.operands):
            if role in SHOWS and all(q != "*" for _, q in row.operands[:index]):
                yield name, role, f"{_spelled(name)} {_filled(row, index)}"
        for flag, meaning in row.flags.items():
            if meaning.role in SHOWS and "dry-run" not in meaning.traits and not meaning.when:
                glue = (
                    "" if meaning.attached and flag[1] != "-" else "=" if meaning.attached or flag[:2] == "--" else " "
                )
                yield name, meaning.role, f'{_spelled(name)} {flag}{glue}"{SHOWS[meaning.role][0]}"'


CASES = list(_cases())


def test_there_are_many() -> None:
    assert len({name.split()[0] for name in table()}) >= 400
    assert len(CASES) >= 1000


@pytest.mark.parametrize("role", SHOWS)
def test_a_role_shows(role: str) -> None:
    _, verbs, target = SHOWS[role]
    missed = []
    for name, kind, text in CASES:
        if kind != role:
            continue
        analysis = _effects(text)
        seen = any(e.verb in verbs and target in e.target for e in analysis.effects)
        seen = seen or (
            role in ("shell", "program", "argv", "rest") and any("probe-program" in c.argv for c in analysis.commands)
        )
        if not seen and not any(e.verb is Verb.OPAQUE for e in analysis.effects):
            missed.append((name, text, [str(e) for e in analysis.effects]))
    assert not missed, missed[:12]
