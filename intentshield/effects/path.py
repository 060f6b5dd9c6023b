"""Paths: what a file name means, without touching the file system.

:func:`locate` turns a path, as an agent wrote it, into a normalised absolute path, the class of place it
lies in, and what is wrong with the way it is written.  Symbolic links are followed later, by the resolver the
caller injects; :func:`locate` is then asked again about the real path and the stricter answer counts.

Sources: POSIX.1-2017 4.13 (pathname resolution); Microsoft, "Naming Files, Paths, and Namespaces";
CWE-22, CWE-41, CWE-59, CWE-158, CWE-69 (alternate data streams).
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase, translate
from functools import lru_cache
from typing import FrozenSet, List, NamedTuple, Optional, Tuple

from ..context import Context
from ..model import Role, Target, Verb
from . import places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model import Analysis, Part

__all__ = ["PathFrontEnd", "Place", "is_secret_name", "locate", "looks_like_path", "target_class"]


class Place(NamedTuple):
    """Where a path leads.

    ``path``      normalised, absolute, with ``/`` between segments
    ``cls``       class by what the file is, or by place when it is nothing special
    ``place``     class by place alone
    ``secret``    whether reading it shows credentials
    ``problems``  what is wrong with the spelling: ``null-byte``, ``control-character``, ``reserved-name``,
                  ``alternate-stream``, ``trailing-dot``, ``unc``, ``device-path``
    ``whole``     whether the last segment was a wildcard for everything in ``path``
    ``glob``      whether the path holds a pattern
    """

    path: str
    cls: Target
    place: Target
    secret: bool
    problems: Tuple[str, ...]
    whole: bool
    glob: bool


_GLOB = re.compile(r"[*?\[]")
_WHOLE = frozenset({"*", "**", ".*", "*.*", "?*", "*?", ".[!.]*", ".??*", "..?*", ".[^.]*", "[!.]*", "[^.]*", ".?*"})
_DRIVE = re.compile(r"^[A-Za-z]:(?=[\\/]|$)")
_DRIVE_RELATIVE = re.compile(r"^[A-Za-z]:(?![\\/])")
_WINDOWS_PREFIX = re.compile(r"^(?:\\\\|//)[?.](?:\\|/)(?:UNC(?:\\|/))?", re.IGNORECASE)
_HOME_VARIABLE = re.compile(r"^(?:\$\{?HOME\}?|%USERPROFILE%|%HOMEPATH%|\$env:USERPROFILE)(?=[\\/]|$)", re.IGNORECASE)
_TEMP_VARIABLE = re.compile(r"^(?:\$\{?TMPDIR\}?|%TE?MP%|\$env:TE?MP)(?=[\\/]|$)", re.IGNORECASE)
_PATH_SHAPE = re.compile(r"^(?:~[\w.-]*(?:/|$)|\.{0,2}/|[A-Za-z]:[\\/]|\\\\[\w.?-])[^\n]*$")
_CERTIFICATE_WORDS = frozenset("cert certs certificate chain fullchain ca cacert bundle pub public root".split())
_KEY_WORDS = frozenset("key private priv privkey secret".split())
_WORDS = re.compile(r"[a-z]+")
_CONTROL = re.compile(r"[\x01-\x1f\x7f]")
_LITERALS = re.compile(r"\[[^\]]*\]|[*?]")


def looks_like_path(text: str) -> bool:
    """Whether ``text`` has the shape of an absolute, home-relative or dotted path on one line."""
    return (
        len(text) < 4096
        and _PATH_SHAPE.match(text) is not None
        and text not in ("/", "./", "../")
        and (" " not in text or text.count("/") > text.count(" "))
    )


def _collapse(segments: List[str], rooted: bool) -> List[str]:
    out: List[str] = []
    for segment in segments:
        if segment in {"", "."}:
            continue
        if segment == "..":
            if out and out[-1] != "..":
                out.pop()
            elif not rooted:
                out.append("..")
        else:
            out.append(segment)
    return out


def _windows_segments(rest: str, problems: List[str]) -> List[str]:
    """Split a Windows path, undoing what Win32 undoes: trailing dots and blanks, streams, device names."""
    segments: List[str] = []
    for raw in rest.replace("\\", "/").split("/"):
        segment = raw
        if segment not in (".", "..") and segment != segment.rstrip(". "):
            segment = segment.rstrip(". ")
            problems.append("trailing-dot")
        if ":" in segment:
            segment = segment.split(":", 1)[0]
            problems.append("alternate-stream")
        if segment.split(".", 1)[0].rstrip(" ").lower() in places.WINDOWS_RESERVED:
            problems.append("reserved-name")
        segments.append(segment)
    return segments


def _windows(path: str, context: Context, problems: List[str]) -> Tuple[str, List[str]]:
    """Root (``c:``, ``//server``) and collapsed segments of a Windows path."""
    match = _WINDOWS_PREFIX.match(path)
    if match:
        problems.append("device-path")
        path = ("\\\\" if "unc" in match.group().lower() else "") + path[match.end() :]
    if path.startswith(("\\\\", "//")):
        problems.append("unc")
        parts = _windows_segments(path[2:], problems)
        return "//" + "/".join(parts[:2]).lower(), _collapse(parts[2:], True)
    drive, rest = path[:2].lower(), path[2:]
    if _DRIVE_RELATIVE.match(path):
        rest = "/" + rest
    return drive, _collapse(_windows_segments(rest, problems), True)


def _is_windows(path: str, context: Context) -> bool:
    if _DRIVE.match(path) or path.startswith("\\\\"):
        return True
    return context.platform == "windows" and (
        _DRIVE_RELATIVE.match(path) is not None or "\\" in path or _WINDOWS_PREFIX.match(path) is not None
    )


def _expand(path: str, context: Context) -> str:
    """``~`` and the variables that name the home or temporary directory, as tools expand them."""
    if path[:1] == "~":
        head, slash, rest = path.partition("/")
        if head == "~" or (context.home and head[1:] == context.home.rsplit("/", 1)[-1]):
            return (context.home or "/home/user") + slash + rest
        return f"/home/{head[1:]}{slash}{rest}"
    if path[:1] in "$%":
        match = _HOME_VARIABLE.match(path)
        if match:
            return (context.home or "/home/user") + path[match.end() :]
        match = _TEMP_VARIABLE.match(path)
        if match:
            return (context.scratch[0] if context.scratch else "/tmp") + path[match.end() :]  # noqa: S108
    return path


def _below(path: str, directory: str) -> bool:
    return path == directory or path.startswith(directory + "/") or directory == "/"


def locate(path: str, context: Context) -> Place:
    """Say where ``path`` leads, seen from ``context``.  Never raises, whatever the string holds."""
    problems: List[str] = []
    if "\0" in path:
        problems.append("null-byte")
        path = path.split("\0", 1)[0]
    elif _CONTROL.search(path):
        problems.append("control-character")
    if path[:1] in "fF~$%":
        if path[:7].lower() == "file://":
            path = path[7:] or "/"
        path = _expand(path, context)
    root = ""
    if ("\\" in path or path[1:2] == ":" or path[:2] == "//") and _is_windows(path, context):
        if path[:1] in "\\/" and path[:2] not in ("\\\\", "//"):
            path = (context.cwd[:2] if _DRIVE.match(context.cwd) else "c:") + path
        if not (_DRIVE_RELATIVE.match(path) or _DRIVE.match(path) or path[:2] in ("\\\\", "//")):
            path = f"{context.cwd}/{path}"
        if path[:1] == "/" and path[:2] != "//":
            segments = _collapse(path.replace("\\", "/").split("/"), True)
        else:
            root, segments = _windows(path, context, problems)
    else:
        if path[:1] != "/":
            path = f"{context.cwd}/{path}"
        if path[1:2] == ":" and _DRIVE.match(path):
            root, segments = _windows(path, context, problems)
        elif "//" in path or "/." in path or path[-1:] == "/":
            segments = _collapse(path.split("/"), True)
        else:
            segments = path.split("/")[1:]
    whole = False
    glob = ("*" in path or "?" in path or "[" in path) and _GLOB.search(path) is not None
    if glob:
        while segments and (segments[-1] in _WHOLE or _matches_most(segments[-1])):
            whole = True
            segments = segments[:-1]
        if root == "" and segments and _GLOB.search(segments[0]):
            segments[0] = _guess_top(segments[0])
    full = root + "/" + "/".join(segments)
    return _classify(full, root, tuple(segments), tuple(problems), whole, glob, context)


def _guess_top(pattern: str) -> str:
    """A directory of the root that a glob such as ``e?c`` can stand for."""
    matcher = _glob_matcher(pattern)
    for name in ("etc", "root", *sorted(places.SYSTEM_TOP), "home"):
        if matcher.match(name):
            return name
    return pattern


@lru_cache(maxsize=256)
def _glob_matcher(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern[:128]))


def _matches_most(pattern: str) -> bool:
    """Whether a pattern like ``[a-z]*`` leaves hardly a name out."""
    return (
        pattern[:1] == "[" and pattern[-2:] == "]*" and all(fnmatchcase(n, pattern) for n in ("src", "docs", "main.py"))
    )


def _classify(
    full: str,
    root: str,
    segments: Tuple[str, ...],
    problems: Tuple[str, ...],
    whole: bool,
    glob: bool,
    context: Context,
) -> Place:
    key = full
    if context.folds_case or root:
        key = full.lower()
        segments = tuple([s.lower() for s in segments])
    place = _by_place(key, root, segments, context)
    cls, secret = _by_nature(key, segments, place, glob, context)
    return Place(full, cls or place, place, secret, problems, whole, glob)


def _by_place(key: str, root: str, segments: Tuple[str, ...], context: Context) -> Target:
    if root.startswith("//"):
        return Target.REMOTE
    fold = context.folds_case or bool(root)
    workspace, home = context.workspace or "", context.home
    if fold:
        workspace, home = workspace.lower(), home.lower()
    if workspace and key.startswith(workspace + "/"):
        return Target.WORKSPACE
    if not segments:
        return Target.ROOT
    if home and home != "/" and (key == home or _below(home, key)):
        return Target.HOME_ROOT
    if key in places.SYSTEM_ROOTS:
        return Target.SYSTEM_ROOT
    if workspace and _below(workspace, key):
        return Target.WORKSPACE_ROOT
    for directory in context.scratch:
        if key.startswith((directory.lower() if fold else directory) + "/"):
            return Target.SCRATCH
    if key in context.scratch:
        return Target.SYSTEM
    if home and home != "/" and key.startswith(home + "/"):
        return Target.HOME
    return _by_top(key, root, segments)


def _by_top(key: str, root: str, segments: Tuple[str, ...]) -> Target:
    """The class that the first segments give."""
    top = segments[0]
    homes = places.WINDOWS_HOME_TOP if root else places.HOME_TOP
    if root:
        if top in places.WINDOWS_SYSTEM_TOP:
            return Target.SYSTEM_ROOT if len(segments) == 1 else Target.SYSTEM
    elif top == "root":
        return Target.HOME_ROOT if len(segments) == 1 else Target.HOME
    elif top == "private" and len(segments) > 1:
        if segments[1] in ("etc", "var", "tmp"):
            return Target.SCRATCH if key.startswith(("/private/tmp/", "/private/var/folders/")) else Target.SYSTEM
    elif top in places.SYSTEM_TOP:
        return _system(key, segments)
    if top in homes:
        return Target.HOME_ROOT if len(segments) <= 2 else Target.HOME
    return Target.OUTSIDE


def _system(key: str, segments: Tuple[str, ...]) -> Target:
    top = segments[0]
    if top == "dev" and len(segments) > 1:
        if segments[1] in places.HARMLESS_DEVICES or segments[1] in ("fd", "pts"):
            return Target.STDIO
        if segments[1] == "shm" and len(segments) > 2:
            return Target.SCRATCH
        return (
            Target.DEVICE if segments[1].startswith(places.DATA_DEVICES) or _GLOB.search(segments[1]) else Target.STDIO
        )
    if top in ("Volumes", "volumes", "srv", "opt") and len(segments) > 2:
        return Target.OUTSIDE
    if key.startswith(("/var/www/", "/var/folders/", "/usr/local/src/", "/usr/src/")):
        return Target.SCRATCH if segments[1] == "folders" else Target.OUTSIDE
    return Target.SYSTEM


def _by_nature(
    key: str, segments: Tuple[str, ...], place: Target, glob: bool, context: Context
) -> Tuple[Optional[Target], bool]:
    """The class by what the file is (None: nothing special) and whether it is secret."""
    policy = context.policy
    if policy.protected_files and policy.is_protected(key):
        return Target.PROTECTED, False
    for own in context.own:
        if key.startswith(own) and _below(key, own):
            return Target.OWN, False
    if not segments or place is Target.STDIO:
        return None, False
    name = segments[-1]
    if place is Target.WORKSPACE and not glob and places.MARKERS.isdisjoint(segments) and not is_secret_name(name):
        return None, _is_confidential(name)
    if place in (Target.SYSTEM, Target.SYSTEM_ROOT, Target.DEVICE):
        return _system_nature(key, segments, place)
    if _is_history(name, key):
        return Target.HISTORY, False
    secret = _in_secret_directory(segments, place) or is_secret_name(name, glob)
    if secret:
        project = place is Target.WORKSPACE and (name == ".env" or (name.startswith(".env.") and not glob))
        return None if project else Target.SECRET, True
    if key in places.MACHINE_CONTROL:
        return Target.MACHINE, False
    return _marked(segments, place), _is_confidential(name)


def _is_confidential(name: str) -> bool:
    """Whether reading a file shows credentials although writing it is ordinary work."""
    return name in places.CONFIDENTIAL_NAMES or name.endswith(places.CONFIDENTIAL_SUFFIXES)


def _is_history(name: str, key: str) -> bool:
    return name in places.HISTORY_NAMES or (key.startswith(places.HISTORY_PREFIXES) and key not in ("/var/log",))


def _system_nature(key: str, segments: Tuple[str, ...], place: Target) -> Tuple[Optional[Target], bool]:
    if place is Target.DEVICE:
        return Target.DEVICE, False
    top, name = segments[0], segments[-1]
    if top == "private" and len(segments) > 1:
        segments, top = segments[1:], segments[1]
        key = "/" + "/".join(segments)
    if top == "etc" and len(segments) > 1:
        second = segments[1]
        if _GLOB.search(second) and len(_LITERALS.sub("", second)) >= 2:
            matcher = _glob_matcher(second)
            if any(matcher.match(candidate) for candidate in places.SHADOW_FILES):
                return Target.ACCOUNTS, True
        if second in places.ACCOUNT_FILES or (second in places.ACCOUNT_DIRS):
            shadow = (
                second in places.SHADOW_FILES
                or (second in ("ssh", "ssl") and is_secret_name(name, False))
                or (name.startswith("ssh_host_") and name.endswith("_key"))
            )
            return Target.ACCOUNTS, shadow or name == "opasswd"
        if second in places.ETC_STARTUP:
            return Target.STARTUP, key.startswith(places.SECRET_PREFIXES)
    if key.startswith(places.STARTUP_PREFIXES):
        return Target.STARTUP, False
    if key in places.MACHINE_CONTROL or key.startswith(places.KERNEL_CONTROL):
        return Target.MACHINE, False
    if key.startswith(places.SECRET_PREFIXES):
        return Target.SECRET, True
    if _is_history(name, key):
        return Target.HISTORY, False
    if top == "proc" and len(segments) > 2 and name in ("environ", "mem", "auxv", "maps"):
        return Target.SECRET, name in ("environ", "mem")
    if "secrets" in segments and (top in ("run", "var") or "kubernetes.io" in segments):
        return Target.SECRET, True
    if segments[-2:-1] == ("config",) and name.lower() in ("sam", "security", "system") and "system32" in key:
        return Target.ACCOUNTS, True
    if name in places.STARTUP_NAMES or ("startup" in key and "start menu" in key) or "system32/tasks" in key:
        return Target.STARTUP, False
    if is_secret_name(name, False) and (not name.endswith((".pem", ".key")) or name.startswith("privkey")):
        return Target.SECRET, True
    return None, False


def _in_secret_directory(segments: Tuple[str, ...], place: Target) -> bool:
    last = len(segments) - 1
    for i, segment in enumerate(segments):
        if i < last and (segment, segments[i + 1]) in places.SECRET_PAIRS:
            return True
        if segment in places.SECRET_DIRS:
            return i == last or segments[last] not in places.SECRET_DIR_EXCEPTIONS
        if segment == ".ssh":
            if i == last:
                return True
            name = segments[last]
            if name.endswith(".pub") or (segment, segments[i + 1]) in places.STARTUP_DIRS:
                return False
            return name not in places.SECRET_DIR_EXCEPTIONS
    return segments[last] in (".npmrc", ".yarnrc.yml") and place in (Target.HOME, Target.HOME_ROOT)


def _marked(segments: Tuple[str, ...], place: Target) -> Optional[Target]:
    """Start-up files, agents' settings, version control data."""
    name, last = segments[-1], len(segments) - 1
    for i, segment in enumerate(segments):
        following = segments[i + 1] if i < last else ""
        if (segment, following) in places.STARTUP_DIRS or (segment, "") in places.STARTUP_DIRS:
            return Target.STARTUP
        if following and (segment, following) in places.AGENT_PAIRS:
            return Target.AGENT_CONFIG
        if segment in places.VCS_DIRS:
            return Target.VCS
    if name in places.AGENT_NAMES:
        return Target.AGENT_CONFIG
    if name in places.STARTUP_NAMES or (name.endswith(".pth") and "site-packages" in segments):
        return Target.STARTUP
    if name in places.HOME_STARTUP and place in (Target.HOME, Target.OUTSIDE, Target.HOME_ROOT):
        return Target.STARTUP
    return None


def is_secret_name(name: str, glob: bool = False) -> bool:
    """Whether a file called ``name`` holds credentials.

    >>> [is_secret_name(n) for n in (".env.production", ".env.example", "id_rsa", "id_rsa.pub", "server-cert.pem")]
    [True, False, True, False, False]
    """
    lower = name.lower().rstrip(". ")
    if glob and _GLOB.search(name):
        if len(_LITERALS.sub("", name)) < 3 or (name[:1] == "*" and not name.endswith(places.SECRET_SUFFIXES)):
            return False
        matcher = _glob_matcher(name)
        return any(matcher.match(candidate) for candidate in _GLOB_CANDIDATES)
    if ".env" in lower and (lower.startswith(".env") or lower.endswith(".env")):
        words = lower.strip(".").split(".")
        template = places.ENV_TEMPLATES & set(words) or lower.startswith(".env-")
        return not template and (words[0] in ("env", "envrc") or words[-1] == "env")
    if name in places.SECRET_NAMES or lower in places.SECRET_NAMES:
        return True
    if lower.endswith(places.SECRET_SUFFIXES):
        words_found = set(_WORDS.findall(lower[: lower.rfind(".")]))
        public = words_found & _CERTIFICATE_WORDS and not words_found & _KEY_WORDS
        return lower not in places.PUBLIC_NAMES and not public
    return lower.startswith(("id_rsa", "id_ed25519", "id_ecdsa", "id_dsa")) and not lower.endswith(".pub")


_GLOB_CANDIDATES: FrozenSet[str] = frozenset(n for n in places.SECRET_NAMES if n not in ("secrets", "credentials"))


def target_class(place: Place, verb: Verb) -> Target:
    """The class of ``place`` as the target of ``verb``: what is secret to read may be ordinary to write."""
    if place.secret and (verb is Verb.READ or (verb is Verb.DELETE and place.cls is place.place)):
        return Target.SECRET
    return place.cls


def path_traits(place: Place) -> FrozenSet[str]:
    """Traits that follow from the way the path is written."""
    if not place.glob:
        return frozenset(place.problems)
    return frozenset(("glob", "all", *place.problems) if place.whole else ("glob", *place.problems))


class PathFrontEnd:
    """Lowers a part that is a path to the effect that its action's verb has on it."""

    def __init__(self, verb: Verb) -> None:
        self.verb = verb

    def lower(self, part: Part, context: Context, analysis: Analysis) -> None:
        """One effect per path; a patch's or list's paths come as parts of their own."""
        assert part.role in (Role.PATH, Role.UNTYPED)
        place = locate(part.value, context)
        analysis.effect(self.verb, place.path, target_class(place, self.verb), path_traits(place))
