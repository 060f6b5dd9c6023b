"""What it does to a command to find a variable in its environment (see :mod:`intentshield.programs.variables`)."""

from __future__ import annotations

import re
import shlex
from typing import Callable, Dict

from ...model import Target, Verb
from ...programs import parse_row
from ...programs.variables import find_variable
from ..url import inspect_url
from .call import ROLE_READERS, Call
from .values import EMPTY, HOLE, NOTHING, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .run import Shell

__all__ = ["environment", "redirect"]

_ROW = parse_row("environment : any*")[0]
_NEAR = (Target.LOOPBACK, Target.PRIVATE, Target.REGISTRY, Target.LINK_LOCAL)
_FALSE = ("", "0", "false", "no", "off", "False", "FALSE")
_LOADS = re.compile(
    r"(?:^|\s)(?:(?:--require|--import|--(?:experimental-)?loader|-toolexec|-C\s?linker)(?:\s+|=)"
    r"|-javaagent:|-agentpath:|-agentlib:|-Xbootclasspath/[ap]:|-[IMr]\s?(?:lib=)?)([^\s=,]+)"
)
_RUNS = re.compile(r"(?:^|\s)(?:--?eval|-run|--checkpoint-act\w*|--to-com\w*|--use-comp\w*|--rsh(?:-command)?)\b")


def environment(shell: Shell, name: str, value: Value) -> None:
    """The effects of a variable's value."""
    sort = find_variable(name)
    if sort:
        for text in (value.text, *value.others):
            if text.strip() and (HOLE not in text or sort in ("search", "front", "command", "preload", "registry")):
                _SORTS[sort](shell, text)
            elif sort == "history":
                shell.hide_history(text)


def _call() -> Call:
    return Call(_ROW, "environment", EMPTY, NOTHING, ())


def _load(shell: Shell, path: str) -> None:
    ROLE_READERS["load"](shell, path, _call())


def _command(shell: Shell, text: str) -> None:
    words = text.split(None, 1)
    if "/" in words[0]:
        _load(shell, words[0])
    if text != HOLE:
        shell.nested(text)


def _preload(shell: Shell, text: str) -> None:
    """Libraries by name are the system's."""
    for path in re.split(r"[:\s]+", text):
        place = shell.place(path) if "/" in path else None
        if place is not None and place.cls is not Target.SYSTEM:
            shell.effect(Verb.EXECUTE, path.replace(HOLE, "*")[:200], place.cls, ("hooks",))


def _search(shell: Shell, text: str) -> None:
    for path in re.split("[:;]", text):
        _load(shell, path)


def _front(shell: Shell, text: str) -> None:
    """What stands behind the system's directories, or behind what was there before, hides nothing."""
    for path in text.split(":"):
        if path.strip("/") == HOLE or path.startswith(("/usr/", "/bin")):
            return
        _load(shell, path)


def _options(shell: Shell, text: str) -> None:
    for match in _LOADS.finditer(text):
        if "/" in match.group(1):
            _load(shell, match.group(1))
    if _RUNS.search(text):
        shell.effect(Verb.EXECUTE, text[:200], Target.INLINE, ("hooks",))


def _vim(shell: Shell, text: str) -> None:
    ROLE_READERS["vim"](shell, text, _call())


def _lua(shell: Shell, text: str) -> None:
    if text[:1] == "@":
        _load(shell, text[1:])
    else:
        ROLE_READERS["lua"](shell, text, _call())


def _function(shell: Shell, text: str) -> None:
    shell.nested(f"function {text}; function")


def _settings(shell: Shell, text: str) -> None:
    try:
        words = shlex.split(text)
    except ValueError:
        words = [text]
    for word in words:
        ROLE_READERS["setting"](shell, word, _call())


def redirect(shell: Shell, text: str, verb: Verb = Verb.CONFIGURE) -> None:
    """Another host takes the place of the usual one: as a proxy, or as the source of packages (``verb`` connect)."""
    for url in re.split(r"[,|\s]+", text):
        if "://" not in url and not re.match(r"[\w.-]+:\d+$", url):
            continue
        site = inspect_url(url.partition(HOLE)[0] if "://" in url else f"http://{url}", shell.context.policy)
        if site.host and HOLE not in site.host and site.cls not in _NEAR and "://" + HOLE not in url:
            shell.effect(verb, site.host, site.cls, ("unpinned",) if verb is Verb.CONNECT else ())


def _registry(shell: Shell, text: str) -> None:
    redirect(shell, text, Verb.CONNECT)


def _unchecked(shell: Shell, text: str) -> None:
    shell.effect(Verb.CONFIGURE, "certificates are not checked", Target.SERVICE, ("insecure",))


def _check(shell: Shell, text: str) -> None:
    if text in _FALSE:
        _unchecked(shell, text)


def _skip(shell: Shell, text: str) -> None:
    if text not in _FALSE:
        _unchecked(shell, text)


_SORTS: Dict[str, Callable[[Shell, str], None]] = {
    "command": _command,
    "preload": _preload,
    "search": _search,
    "front": _front,
    "file": _load,
    "options": _options,
    "lua": _lua,
    "vim": _vim,
    "function": _function,
    "settings": _settings,
    "registry": _registry,
    "service": redirect,
    "check": _check,
    "skip": _skip,
    "history": lambda shell, text: shell.hide_history(text),
}
