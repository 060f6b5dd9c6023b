"""Makefiles and package.json whose text is known: the commands that a run would start. Source: GNU make 4.4; npm 10."""

from __future__ import annotations

import json
import re
from typing import Dict, List, Sequence, Set

from ..values import HOLE, Stream
from .lines import outward

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["MAKEFILES", "run_makefile", "run_scripts"]

MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
MAX_RUN = 200
_ASSIGNMENT = re.compile(r"(?:export[ ]+|override[ ]+)*([\w.-]+)[ \t]*(\?|\+|:{1,3}|!)?=[ \t]*(.*)")
_RULE = re.compile(r"([^\s:=#][^:=#]*?)[ \t]*::?(?!=)[ \t]*([^;#]*)(?:;(.*))?")
_REFERENCE = re.compile(r"\$(?:\$|\(([\w.-]+)\)|\{([\w.-]+)\}|([@<^?*]))")
_FUNCTION = re.compile(r"\$\(shell[ \t]+((?:[^()]|\([^()]*\))*)\)")


class _Makefile:
    def __init__(self, shell: Shell, variables: Dict[str, str]) -> None:
        self.shell = shell
        self.given = variables
        self.variables: Dict[str, str] = {"MAKE": "make", "RM": "rm -f", "CURDIR": shell.state.cwd, "SHELL": "/bin/sh"}
        self.needs: Dict[str, List[str]] = {}
        self.recipes: Dict[str, List[str]] = {}
        self.first = ""

    def expand(self, text: str) -> str:
        """Variable references replaced; what is not known becomes a hole."""
        for _ in range(4):
            if "$" not in text or len(text) > 8_000:
                break
            text = _REFERENCE.sub(self._one, text)
        return text.replace("\0", "$")

    def _one(self, match: re.Match[str]) -> str:
        if match.group() == "$$":
            return "\0"
        name = match.group(1) or match.group(2)
        if not name:
            return HOLE
        return self.given.get(name, self.variables.get(name, "" if name.isupper() else HOLE))

    def read(self, text: str) -> None:
        """Take a makefile's variables and rules."""
        current: List[str] = []
        for line in text.replace("\\\n", " ").split("\n"):
            for match in _FUNCTION.finditer(line):
                outward(self.shell, self.expand(match.group(1)))
            if line[:1] == "\t":
                for target in current:
                    self.recipes.setdefault(target, []).append(line[1:])
                continue
            if not line.strip() or line.lstrip()[:1] == "#":
                continue
            assignment = _ASSIGNMENT.match(line.strip())
            if assignment is not None:
                self._assign(*assignment.groups())
                continue
            rule = _RULE.match(line)
            current = self._rule(rule) if rule is not None else []

    def _assign(self, name: str, operator: str, value: str) -> None:
        if operator == "!":
            outward(self.shell, self.expand(value))
            value = HOLE
        if operator == "+":
            value = f"{self.variables.get(name, '')} {value}"
        self.variables[name] = value

    def _rule(self, rule: re.Match[str]) -> List[str]:
        targets = self.expand(rule.group(1)).split()
        for target in targets:
            if not self.first and target[:1] != "." and "%" not in target:
                self.first = target
            self.needs.setdefault(target, []).extend(self.expand(rule.group(2)).split())
            if rule.group(3):
                self.recipes.setdefault(target, []).append(rule.group(3))
        return targets

    def run(self, goals: Sequence[str]) -> None:
        """Run the recipes that the goals need."""
        seen: Set[str] = set()
        waiting = list(goals) or [self.variables.get(".DEFAULT_GOAL", self.first)]
        while waiting and len(seen) < MAX_RUN:
            target = waiting.pop()
            if target in seen:
                continue
            seen.add(target)
            waiting += self.needs.get(target, [])
            for line in self.recipes.get(target, []):
                outward(self.shell, self.expand(line.lstrip("@-+ \t")))


def run_makefile(shell: Shell, content: Stream, goals: Sequence[str], variables: Dict[str, str]) -> None:
    """Run what a makefile says."""
    makefile = _Makefile(shell, variables)
    makefile.read(content.text)
    makefile.run(goals)


def run_scripts(shell: Shell, content: Stream, names: Sequence[str]) -> None:
    """Run the scripts of a package.json that have these names, and what belongs to them."""
    try:
        scripts = json.loads(content.text).get("scripts", {})
    except (ValueError, AttributeError, RecursionError):
        return
    if isinstance(scripts, dict):
        for name in names:
            for each in (f"pre{name}", name, f"post{name}"):
                command = scripts.get(each)
                if isinstance(command, str):
                    outward(shell, command)
