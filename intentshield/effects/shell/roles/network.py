"""Roles of hosts, URLs and data that is sent, fetched or installed."""

from __future__ import annotations

import re
import shlex
from itertools import islice, product
from typing import AbstractSet, List, Set

from ....model import Target, Verb
from ...credentials import PREFIX, is_issuer
from ...path import looks_like_path
from ...places import DATABASE_SUFFIXES, PERSONAL_DIRS
from ...url import inspect_url, looks_like_url
from ..arguments import tail_of
from ..call import CARRIES, PRECIOUS, ROLE_READERS, Call, labels_of, leaving
from ..values import EMPTY, HOLE, NOTHING, UNKNOWN, Field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["connect"]

_REMOTE_SPEC = re.compile(
    r"^(?:[\w.-]+@)?(\[[0-9a-fA-F:]+\]|[\w.-]{2,}):(?!\\)|^(?:rsync|s3|gs|ssh|sftp|scp|az|abfss?|hdfs|docker)://"
)


_HOST = re.compile(r"^(?:[\w.+*-]+@)?(\[?[\w.:*%-]+\]?)$")


_USER_IN_URL = re.compile(r"(?<=://)[^/@?#]*@")


_TOKEN_IN_NAME = re.compile(rf"^(?:\w+://)?[\w.-]*{HOLE}[\w-]*\.[\w.-]")


#: Addresses of websocat's that are commands.
_URL_THAT_RUNS = re.compile(r"(?:sh-c|exec|cmd):(.*)", re.DOTALL)


MAX_URLS = 64
_GLOB = re.compile(r"(\{[^{}]*\}|\[(?:\d{1,9}-\d{1,9}|[a-z]-[a-z]|[A-Z]-[A-Z])(?::\d+)?\])")


_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})


_UPLOADED_ITEM = re.compile(r"[\w.\[\]-]*:?=?@(.+)")


_AUTHENTICATES = re.compile(r"[\w-]{0,40}(?:auth|token|key|secret|cookie|credential)[\w-]{0,40}:", re.IGNORECASE)


_FROM_ELSEWHERE = re.compile(r"^(?:git[+@]|github:|gitlab:|bitbucket:|gist:|git::)|@(?:git\+|https?:)")


_NODE = frozenset({"npm", "pnpm", "yarn", "bun", "npx", "bunx", "pnpx"})


_REPOSITORY = re.compile(r"[\w-][\w.-]*/[\w.-]+(?:#\S+)?$")


def connect(shell: Shell, value: str, call: Call) -> None:
    """A connection to the host that a URL or name leads to, with whatever is sent along."""
    labels = labels_of(value)
    call.carried |= leaving(labels)
    if HOLE in value:
        value = _USER_IN_URL.sub("", value)
    known = value.partition(HOLE)[0]
    site = inspect_url(known if HOLE in value else value, shell.context.policy)
    if site.scheme == "file":
        stream = shell.read_file(site.path or "/")
        call.taken |= stream.labels
        return
    carries = [CARRIES[label] for label in call.carried if label in CARRIES]
    sends = call.sends or any(label in CARRIES and label != "input" for label in call.carried)
    traits: Set[str] = set(site.problems)
    if site.credentials:
        traits.add("credentials")
    if sends:
        traits.add("upload")
    cls, host = site.cls, site.host
    if HOLE in value and (not host or "/" not in known.partition("//")[2]):
        cls, host = Target.UNKNOWN, value.replace(HOLE, "*")[:120]
        traits -= {"malformed", "disguised-host", "mixed-script"}
    if _misplaced(call, value, labels, cls, host):
        traits.add("carries:token")
    call.hosts.append(host)
    call.network = call.network or cls is not Target.LOOPBACK
    if "shell" in call.carried and "sends" in call.row.attributes:
        traits.add("reverse")
    shell.effect(Verb.SEND if sends else Verb.CONNECT, host or value[:120], cls, traits, (*carries, *shell.socket))


def _misplaced(call: Call, value: str, labels: AbstractSet[str], cls: Target, host: str) -> bool:
    """Whether a credential goes to somebody who did not issue it, or to whoever listens."""
    tokens = [label for label in call.carried if label.startswith(PREFIX)]
    if not tokens or cls in (Target.LOOPBACK, Target.PRIVATE):
        return False
    row = call.row
    raw = "sends" in row.attributes or (
        any(role == "host" for role, _ in row.operands) and "remote" not in row.attributes
    )
    if raw or (_TOKEN_IN_NAME.match(value) and not labels.isdisjoint(tokens)):
        return True
    return cls is not Target.UNKNOWN and any(label != PREFIX and not is_issuer(label, host) for label in tokens)


def _url(shell: Shell, value: str, call: Call) -> None:
    if value.startswith("ext::"):
        words = [word.replace("% ", " ").replace("%S", "git") for word in re.split("(?<!%) ", value[5:])]
        ROLE_READERS["program"](shell, value[5:] if "% " not in value else " ".join(map(shlex.quote, words)), call)
        return
    runs = _URL_THAT_RUNS.match(value)
    if runs is not None:
        call.traits |= {"reverse"}
        ROLE_READERS["program"](shell, runs.group(1), call)
        return
    if HOLE not in value and not looks_like_url(value) and _REMOTE_SPEC.match(value):
        value = "ssh://" + value.rpartition("@")[2].replace(":", "/", 1)
    elif looks_like_path(value) and call.base == "git":
        ROLE_READERS["read"](shell, value, call)
        return
    for each in _globbed(shell, value, call):
        connect(shell, each, call)
    if "saves" in call.row.attributes and not call.outputs:
        _saved(shell, value, call)


def _globbed(shell: Shell, value: str, call: Call) -> List[str]:
    """The URLs that a program makes of one with ``{a,b}`` and ``[1-9]`` in it."""
    off = call.row.attributes.get("globs")
    if off is None or ("{" not in value and "[" not in value) or _given(shell, call, off):
        return [value]
    choices = [_globbed_part(part) if at % 2 else [part] for at, part in enumerate(_GLOB.split(value))]
    return ["".join(parts) for parts in islice(product(*choices), MAX_URLS)]


def _globbed_part(part: str) -> List[str]:
    if part[0] == "{":
        return part[1:-1].split(",")
    first, _, last = part[1:-1].partition(":")[0].partition("-")
    if not first.isdigit():
        return list(map(chr, range(ord(first), ord(last) + 1)))
    low, high = int(first), int(last)
    return [str(n) for n in range(low, high + 1)] if high - low < MAX_URLS else [HOLE]


def _given(shell: Shell, call: Call, flags: str) -> bool:
    """Whether one of ``flags`` (``-a,--all``) is among the words of the command, alone or with other letters."""
    wanted = flags.split(",")
    for word in shell.argv:
        if word in wanted:
            return True
        if word[:1] == "-" and word[1:2] != "-":
            for letter in word[1:]:
                flag = call.row.flags.get("-" + letter)
                if "-" + letter in wanted:
                    return True
                if flag is not None and flag.role:
                    break
    return False


def _saved(shell: Shell, value: str, call: Call) -> None:
    """The file that a download leaves in the current directory."""
    only_with = call.row.attributes["saves"]
    if only_with and not _given(shell, call, only_with):
        return
    path = value.partition("://")[2].split("?", 1)[0].split("#", 1)[0]
    name = path.rsplit("/", 1)[-1] if "/" in path.rstrip("/") else "index.html"
    call.outputs.append((call.directory + (name or HOLE), NOTHING))


def _into(shell: Shell, value: str, call: Call) -> None:
    call.directory = value.rstrip("/") + "/"


def _item(shell: Shell, value: str, call: Call) -> None:
    """A word of HTTPie: a method, the URL, then headers and data.  The connection comes last, with all of it."""
    words = [word for word in call.operands if word.lower() not in _METHODS]
    if words and value is not words[0] and value.lower() not in _METHODS:
        upload = _UPLOADED_ITEM.match(value)
        if upload is not None:
            _upload(shell, upload.group(1), call)
        elif not _AUTHENTICATES.match(value):
            call.sends = call.sends or "=" in value
            call.carried |= labels_of(value) & PRECIOUS
    if words and value is call.operands[-1]:
        call.carried |= call.stdin.labels
        call.sends = call.sends or call.stdin is not EMPTY
        _url(shell, words[0], call)


def _forward(shell: Shell, value: str, call: Call) -> None:
    """Where a tunnel, proxy or override of a name really leads: only what must not be reached matters."""
    for path in re.findall(r"(?:^|:)(/[^:]+)", value):
        if shell.place(path).cls is Target.MACHINE:
            shell.touch(Verb.WRITE, path)
    for host in re.findall(r"\[[^\]]+\]|[\w.-]+", value):
        if not host.isdigit() and inspect_url(host, shell.context.policy).cls is Target.METADATA:
            connect(shell, host, call)


def _recipe(shell: Shell, value: str, call: Call) -> None:
    """Something that another program carries out: a manifest, a playbook, a list of packages."""
    if looks_like_url(value):
        _url(shell, value, call)
        labels = frozenset({"network"})
    elif value == "-":
        labels = call.stdin.labels
        call.carried |= labels & PRECIOUS
    else:
        labels = shell.read_file(value, ("recursive",)).labels
        call.taken |= labels - {"network"}
    if "network" in labels:
        shell.effect(Verb.EXECUTE, value[:160].replace(HOLE, "*"), Target.SERVICE, ("from:network",))


def _host(shell: Shell, value: str, call: Call) -> None:
    if value[:1] == "/":
        ROLE_READERS["socket"](shell, value, call)
        return
    match = _HOST.match(value.replace(HOLE, "*").lstrip("@"))
    if match is None or value.isdigit() or (call.hosts and not isinstance(value, Field) and "." not in value):
        call.carried |= labels_of(value)
        return
    connect(shell, value if HOLE in value else match.group(1), call)


def _source(shell: Shell, value: str, call: Call) -> None:
    if _is_remote(value):
        call.network = True
        call.taken.add("network")
        shell.effect(Verb.CONNECT, value.partition(":")[0].rpartition("@")[2], Target.REMOTE)
        call.read.append(UNKNOWN)
    else:
        ROLE_READERS["read"](shell, value, call)
        if not _is_personal(shell, value):
            call.taken.discard("private")
        if "destroy" in call.traits:
            shell.touch(Verb.DELETE, value)


def _is_personal(shell: Shell, value: str) -> bool:
    """Whether what is copied is somebody's own: a home, its documents, an account file, a history."""
    place = shell.place(value)
    return place.cls in (Target.HOME_ROOT, Target.HISTORY, Target.ACCOUNTS) or not PERSONAL_DIRS.isdisjoint(
        place.path.split("/")[3:4] if place.place is Target.HOME else ()
    )


def _is_remote(value: str) -> bool:
    return _REMOTE_SPEC.match(value) is not None and not re.match(r"^[A-Za-z]:[\\/]", value)


def _dest(shell: Shell, value: str, call: Call) -> None:
    if _is_remote(value):
        carries = [CARRIES[label] for label in call.taken | call.stdin.labels if label in CARRIES]
        shell.effect(Verb.SEND, value.partition(":")[0].rpartition("@")[2], Target.REMOTE, ("upload",), carries)
        return
    if "mirror" in call.traits:
        shell.touch(Verb.DELETE, value, ("recursive",))
    call.outputs.append((value, NOTHING))


def _body(shell: Shell, value: str, call: Call) -> None:
    call.sends = True
    name, at, path = value.partition("@")
    if at and (not name or re.match(r"^\w*$", name)) and path:
        _upload(shell, tail_of(value, len(name) + 1), call)
    else:
        call.carried |= labels_of(value)


def _form(shell: Shell, value: str, call: Call) -> None:
    call.sends = True
    _, equals, content = value.partition("=")
    if equals and content[:1] in "@<" and content:
        _upload(shell, content[1:].split(";", 1)[0], call)
    call.carried |= labels_of(value)


def _upload(shell: Shell, value: str, call: Call) -> None:
    call.sends = True
    if value in ("-", "."):
        call.carried |= call.stdin.labels
    else:
        call.carried |= shell.read_file(value).labels
        if value.endswith(DATABASE_SUFFIXES):
            call.carried.add("private")


def _header(shell: Shell, value: str, call: Call) -> None:
    if value[:1] == "@":
        call.carried |= shell.read_file(value[1:]).labels
    elif _AUTHENTICATES.match(value):
        _secret(shell, value, call)
    else:
        call.carried |= leaving(labels_of(value)) - {"local", "input"}


def _secret(shell: Shell, value: str, call: Call) -> None:
    """A credential, which is there to be shown to the host; a whole environment is none."""
    call.carried |= {label for label in labels_of(value) if label == "environment" or label.startswith(PREFIX)}


def _package(shell: Shell, value: str, call: Call) -> None:
    """Something to install: by name from a registry, from a URL, or from here."""
    value = value.replace(" ", "")
    if looks_like_url(value) or _FROM_ELSEWHERE.search(value) or (call.base in _NODE and _REPOSITORY.match(value)):
        url = re.search(r"\w{2,10}://\S+", value)
        connect(shell, url.group() if url else "https://github.com/", call)
        shell.effect(Verb.INSTALL, value[:160], Target.PACKAGE, ("unpinned",))
    elif value[:1] in "./~" or value.endswith((".whl", ".tar.gz", ".tgz", ".deb", ".rpm", ".zip", ".gem")):
        place = shell.place(value)
        labels = shell.contents(place).labels
        shell.effect(Verb.INSTALL, place.path, Target.PACKAGE, ("unpinned",) if "network" in labels else ())
        shell.project_code(place.path)
    else:
        shell.effect(Verb.INSTALL, value[:160].replace(HOLE, "*"), Target.PACKAGE)


def _registry(shell: Shell, value: str, call: Call) -> None:
    """Where packages come from, when it is a URL: one of the well-known places, one's own, or a stranger's."""
    url = value if looks_like_url(value) else value.partition("=")[2]
    if looks_like_url(url):
        if inspect_url(url, shell.context.policy).cls not in (Target.REGISTRY, Target.LOOPBACK, Target.PRIVATE):
            shell.extra |= {"unpinned"}
        connect(shell, url, call)


def _remote(shell: Shell, value: str, call: Call) -> None:
    """The name of a remote repository, or its URL."""
    if value.startswith("ext::") or looks_like_url(value) or (_REMOTE_SPEC.match(value) and HOLE not in value):
        _url(shell, value, call)


def _media(shell: Shell, value: str, call: Call) -> None:
    (connect if looks_like_url(value) else ROLE_READERS["read"])(shell, value, call)


ROLE_READERS.update(
    {
        "url": _url,
        "into": _into,
        "item": _item,
        "forward": _forward,
        "recipe": _recipe,
        "host": _host,
        "source": _source,
        "dest": _dest,
        "body": _body,
        "form": _form,
        "upload": _upload,
        "header": _header,
        "secret": _secret,
        "package": _package,
        "registry": _registry,
        "remote": _remote,
        "media": _media,
    }
)
