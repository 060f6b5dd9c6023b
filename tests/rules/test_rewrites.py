"""The classic ways to write a command differently do not hide it: every ``matches`` example, rewritten."""

from __future__ import annotations

import base64
import re
import shlex
from typing import Callable, Iterator, Optional

import pytest

from intentshield import Shield
from intentshield.rules.catalogue import BUILT_IN

Rewrite = Callable[[str], Optional[str]]

#: A command of plain words: no quotes, expansions, operators or assignments.
PLAIN = re.compile(r"[\w./:@%+,-]+(?: [\w./:@%+,=*-]+)+$")

#: Commands that are not files, and commands that are named by their path already.
BUILTINS = frozenset("export unset set exec eval ulimit trap source . history fc alias".split())


def _plain(rewrite: Callable[[list[str]], str]) -> Rewrite:
    """A rewrite for commands of plain words only."""
    return lambda text: rewrite(text.split()) if PLAIN.match(text) and "=" not in text.split()[0] else None


def _piecewise(words: list[str]) -> str:
    return " ".join([w[0] + '""' + w[1:] if len(w) > 1 and "*" not in w else w for w in words])


def _octal(words: list[str]) -> str:
    return " ".join(["$'" + "".join(f"\\{ord(c):03o}" for c in words[0]) + "'", *words[1:]])


def _base64(text: str) -> str:
    return f"echo {base64.b64encode(text.encode()).decode()} | base64 -d | bash"


def _awk(text: str) -> Optional[str]:
    if "'" in text or "\n" in text or "\\" in text:
        return None
    escaped = text.replace('"', '\\"')
    return f"awk 'BEGIN {{ system(\"{escaped}\") }}'"


REWRITES: dict[str, Rewrite] = {
    "chained": lambda text: f"git status && {text}",
    "after a newline": lambda text: f"ls -la\n{text}\n",
    "in the background": lambda text: f"{text} &" if "\n" not in text and text[-1] != "&" else None,
    "piped": lambda text: f"{text} | cat" if "\n" not in text and text[-1] not in "&;" else None,
    "in a subshell": lambda text: f"( {text}\n)",
    "in a group": lambda text: f"{{ {text}\n}}",
    "in a function": lambda text: f"f() {{ {text}\n}}; f" if text[0] != "f" else None,
    "in a branch": lambda text: f"if test -f x; then {text}\nfi",
    "in a loop": lambda text: f"for i in 1 2; do {text}\ndone",
    "in a substitution": lambda text: f"x=$({text}\n)",
    "eval": lambda text: f"eval {shlex.quote(text)}",
    "bash -c": lambda text: f"bash -c {shlex.quote(text)}",
    "sudo sh -c": lambda text: f"sudo sh -c {shlex.quote(text)}",
    "base64": _base64,
    "here-document": lambda text: f"bash <<'X_END'\n{text}\nX_END" if "<<" not in text else None,
    "awk system": _awk,
    "find -exec": lambda text: f"find . -maxdepth 0 -exec sh -c {shlex.quote(text)} \\;",
    "xargs": _plain(lambda words: f"printf '%s ' {' '.join(words[1:])} | xargs {words[0]}"),
    "quoted piecewise": _plain(_piecewise),
    "backslashed": _plain(lambda words: " ".join(["\\" + words[0], *words[1:]])),
    "octal": _plain(_octal),
    "IFS": _plain(lambda words: "${IFS}".join(words)),
    "through a variable": _plain(lambda words: f"x={words[0]}; $x {' '.join(words[1:])}"),
    "all in a variable": _plain(lambda words: f"x='{' '.join(words)}'; $x"),
    "command substitution": _plain(lambda words: f"$(echo {words[0]}) {' '.join(words[1:])}"),
    "brace expansion": _plain(
        lambda words: "{" + ",".join(words) + "}" if not any("," in w or "*" in w for w in words) else " ".join(words)
    ),
    "env": _plain(lambda words: f"env LANG=C {' '.join(words)}"),
    "nohup and timeout": _plain(lambda words: f"nohup timeout 60 {' '.join(words)}"),
    "by its path": _plain(
        lambda words: f"/usr/bin/{words[0]} {' '.join(words[1:])}" if words[0] not in BUILTINS else " ".join(words)
    ),
}


def _examples() -> Iterator[tuple[str, str]]:
    for rule in BUILT_IN:
        if rule.profiles and "coding" not in rule.profiles:
            continue
        for action, payload in rule.examples("matches"):
            if action in ("SHELL_EXEC", "Bash") and isinstance(payload, str):
                yield rule.id, payload


@pytest.fixture(scope="module")
def shield(tmp_path_factory: pytest.TempPathFactory) -> Shield:
    return Shield(
        "coding",
        data_dir=tmp_path_factory.mktemp("rewrites"),
        workspace="/work/repo",
        home="/home/user",
        platform="posix",
        resolver=str,
    )


@pytest.mark.parametrize("how", REWRITES)
def test_a_rewrite_hides_nothing(shield: Shield, how: str) -> None:
    missed = []
    count = 0
    for rule, text in _examples():
        rewritten = REWRITES[how](text)
        if rewritten is None:
            continue
        verdict = shield.session().audit("Bash", rewritten)
        count += 1
        if rule not in verdict.rules or (shield.session().audit("Bash", text).denied and not verdict.denied):
            missed.append((rule, rewritten, str(verdict.decision)))
    assert not missed
    assert count >= 25
