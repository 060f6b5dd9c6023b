"""IPython's cells as plain Python: magics and ``!commands`` become the calls that they stand for.

Source: IPython documentation, "Built-in magic commands" and "System shell access".
"""

from __future__ import annotations

import re

__all__ = ["is_notebook", "plain"]

_MAGIC = re.compile(r"^\s*[%!]|^\s*\?|\?\s*$|=\s*[!%]", re.MULTILINE)
_CELL = re.compile(r"^\s*%%(?P<name>!|\w+)[ \t]*(?P<line>[^\n]*)\n?")
_LINE = re.compile(r"^(?P<indent>\s*)(?P<target>[\w, ]{1,80}=\s*)?(?P<sign>!!?|%%?)(?P<rest>.*)$")
#: Magics whose argument is Python that runs.
_STATEMENT = frozenset("time timeit prun memit mprun lprun debug".split())
_TRANSPARENT = frozenset("time timeit capture prun debug memit matplotlib".split())


def is_notebook(text: str) -> bool:
    """Whether a text that is no Python may be a cell."""
    return _MAGIC.search(text) is not None


def plain(text: str) -> str:
    """The cell as Python."""
    cell = _CELL.match(text)
    if cell is not None:
        body = text[cell.end() :]
        if cell.group("name") not in _TRANSPARENT:
            name, line = cell.group("name"), cell.group("line")
            return f"get_ipython().run_cell_magic({name!r}, {line!r}, {body!r})"
        text = body
    return "\n".join(_plain_line(line) for line in text.split("\n"))


def _plain_line(line: str) -> str:
    match = _LINE.match(line)
    if match is None:
        stripped = line.strip()
        return "pass" if stripped[:1] == "?" or stripped[-1:] == "?" else line
    indent, target, rest = match.group("indent"), match.group("target") or "", match.group("rest").strip()
    if match.group("sign")[0] == "!":
        return f"{indent}{target}get_ipython().system({rest!r})"
    name, _, argument = rest.partition(" ")
    if name in _STATEMENT:
        code = re.sub(r"^(?:-\w+(?: ?\d+)? +)+", "", argument.strip())
        return f"{indent}{target}{code or 'pass'}"
    return f"{indent}{target}get_ipython().run_line_magic({name!r}, {argument!r})"
