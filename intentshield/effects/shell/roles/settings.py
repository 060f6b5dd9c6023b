"""Roles of settings: keys of git and ssh, and what is handed to containers."""

from __future__ import annotations

import re

from ....model import Target, Verb
from ...url import inspect_url
from ..call import ROLE_READERS, Call
from ..values import HOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

_HOOK_KEYS = re.compile(
    r"pager|editor|sshcommand|fsmonitor|hookspath|external|textconv|cmd$|helper|program|askpass|\.clean$|smudge|driver|command|invoke|use_askpass|browser|^alias\.|uploadpack|receivepack|^hooks\.|tunnels|^submodule\..*\.update$|^scripts\.|script-shell",
    re.IGNORECASE,
)


_CAPABILITIES = re.compile(
    r"sys_admin|^(?:cap_)?all$|sys_ptrace|sys_module|dac_read_search|dac_override|net_admin|sys_rawio|unconfined|label[=:]disable",
    re.IGNORECASE,
)


_FILE_KEYS = re.compile(r"(?:include|includeif\..*)\.path$|init\.templatedir$", re.IGNORECASE)


_TRUST_KEYS = re.compile(
    r"\.sslverify$|\.?proxy$|\.(?:push)?insteadof$|^protocol\.ext\.allow$|^clean\.requireforce$", re.IGNORECASE
)


def _trust(shell: Shell, key: str, text: str) -> None:
    """Settings that say where git connects, and what it checks first."""
    from ..variables import redirect  # noqa: PLC0415 - variables use roles themselves

    name = key.rpartition(".")[2].lower()
    if name == "sslverify" and text.lower() in ("false", "0", "no", "off"):
        shell.effect(Verb.CONFIGURE, f"{key}={text}", Target.SERVICE, ("insecure",))
    elif name.endswith("proxy"):
        redirect(shell, text)
    elif name.endswith("insteadof"):
        base = key.partition(".")[2].rpartition(".")[0]
        policy = shell.context.policy
        if inspect_url(base, policy).host != inspect_url(text, policy).host:
            redirect(shell, base)
    elif name == "allow" and text != "never":
        shell.effect(Verb.EXECUTE, f"{key}={text}", Target.PROGRAM, ("hooks",))
    elif name == "requireforce" and text.lower() in ("false", "0", "no", "off"):
        shell.effect(Verb.DELETE, f"{key}={text}", Target.REPOSITORY, ("force",))


def _setting(shell: Shell, value: str, call: Call) -> None:
    """``key=value`` of a configuration; some keys name a command."""
    cut = value.lower().find("insteadof=")
    key, _, text = value.partition("=") if cut < 0 else (value[: cut + 9], "=", value[cut + 10 :])
    if not text:
        return
    if _FILE_KEYS.search(key):
        ROLE_READERS["load"](shell, text, call)
    elif _TRUST_KEYS.search(key):
        _trust(shell, key, text)
    if not _HOOK_KEYS.search(key):
        return
    if key.lower().endswith("hookspath"):
        shell.effect(Verb.EXECUTE, text[:160], shell.place(text).cls, ("hooks",))
    elif not key.startswith(("alias.", "submodule.")) or text[:1] == "!":
        if text not in ("true", "false", "cat"):
            ROLE_READERS["program"](shell, text.lstrip("!:"), call)


def _sshoption(shell: Shell, value: str, call: Call) -> None:
    key, _, text = value.replace(" ", "=", 1).partition("=") if "=" not in value else value.partition("=")
    if key.lower() == "remoteforward":
        shell.effect(Verb.LISTEN, text, Target.PUBLIC, ("reverse",))
    name = key.lower()
    if name in ("proxycommand", "localcommand", "knownhostscommand", "remotecommand") and text.lower() != "none":
        ROLE_READERS["program"](shell, text, call)
    elif name == "match" and "exec" in text:
        ROLE_READERS["program"](shell, text.partition("exec")[2].strip(" \"'"), call)
    elif name in ("pkcs11provider", "securitykeyprovider", "include", "xauthlocation"):
        ROLE_READERS["load"](shell, text, call)


def _mount(shell: Shell, value: str, call: Call) -> None:
    """``host path:container path[:ro]`` or ``type=bind,source=...``."""
    fields = dict(part.partition("=")[::2] for part in value.split(",")) if "=" in value.split(":", 1)[0] else {}
    path = fields.get("source") or fields.get("src") or ("" if fields else value.split(":", maxsplit=1)[0])
    if not path or path[:1] not in f"/.~{HOLE}":
        return
    read_only = "ro" in value.split(":")[2:3] or "readonly" in fields or "ro" in fields
    remote, shell.remote = shell.remote, False
    shell.touch(Verb.READ if read_only else Verb.WRITE, path)
    shell.remote = remote


def _device(shell: Shell, value: str, call: Call) -> None:
    place = shell.place(value.split(":", maxsplit=1)[0])
    if place.cls is Target.DEVICE:
        shell.effect(Verb.CONFIGURE, place.path, Target.MACHINE, ("elevated",))


def _capability(shell: Shell, value: str, call: Call) -> None:
    if _CAPABILITIES.search(value):
        shell.effect(Verb.CONFIGURE, value, Target.MACHINE, ("elevated", "bypass"))


def _namespace(shell: Shell, value: str, call: Call) -> None:
    if value == "host":
        shell.effect(Verb.CONFIGURE, "the host's name space", Target.MACHINE, ("elevated",))


def _container(shell: Shell, value: str, call: Call) -> None:
    """A container or image that is removed: one by name is made again, a list from elsewhere is all there are."""
    every = HOLE in value
    shell.effect(Verb.DELETE if every else Verb.CONFIGURE, value.replace(HOLE, "*"), Target.SERVICE)


def _socket(shell: Shell, value: str, call: Call) -> None:
    shell.touch(Verb.WRITE, value)


def _apimethod(shell: Shell, value: str, call: Call) -> None:
    method = value.upper()
    if method in ("POST", "PUT", "PATCH", "DELETE"):
        verb = Verb.DELETE if method == "DELETE" else Verb.WRITE
        shell.effect(
            verb,
            " ".join(shell.argv)[:160],
            Target.REPOSITORY,
            ("outward", *(("destroy",) if method == "DELETE" else ())),
        )


ROLE_READERS.update(
    {
        "setting": _setting,
        "sshoption": _sshoption,
        "mount": _mount,
        "device": _device,
        "capability": _capability,
        "namespace": _namespace,
        "container": _container,
        "socket": _socket,
        "apimethod": _apimethod,
    }
)
