"""Roles of files: what a command reads, writes, deletes, moves and gives rights to."""

from __future__ import annotations

import re

from ....model import Target, Verb
from ...url import looks_like_url
from ..call import CREDENTIAL_PATH, ROLE_READERS, SYSTEM_BIN, Call, tell
from ..fold import FOLDS, fold
from ..values import HOLE, NOTHING, Stream, joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

_PATH_IN_WORD = re.compile(r"(?:^|[=@,:\"'])(~?/[^=@,:\"'\s]+)")


_OWN_PLACES = frozenset({Target.WORKSPACE, Target.WORKSPACE_ROOT, Target.SCRATCH})


_WORLD = re.compile(r"(?:^|,)[ugoa]*(?:o|a)[ugoa]*[+=][rxXst]*w|^\+[rxXst]*w$|^[0-7]?[0-7]?[0-7][2367]$")


_SETUID = re.compile(
    r"(?:^|,)[ugoa]*(?:-[rwxXst]*)?[+=][rwxXt]*s|^0{0,4}[2-7][0-7]{3}$|cap_[a-z_]+[+=]|=e?i?p$", re.IGNORECASE
)


_OWNER_ONLY = re.compile(r"0{0,4}[0-7]00$|(?:go|og)=$|(?:go|og)-[rwx]+$")


_SECRET_KEY = re.compile(r"token|passw|secret|extraheader|_auth\b|credential|apikey|api_key", re.IGNORECASE)


def _any(shell: Shell, value: str, call: Call) -> None:
    """A word of no meaning to the row: a credential file that it names, and nothing else mentions, may be read."""
    tell(value, call)
    if "/" not in value or " " in value or CREDENTIAL_PATH.search(value) is None:
        return
    if looks_like_url(value) and value[:5] != "file:":
        return
    for path in _PATH_IN_WORD.findall(value.replace("file://", "=")):
        place = shell.place(path)
        named = any(effect.target == place.path for effect in shell.analysis.effects[-8:])
        if place.secret and place.place not in _OWN_PLACES and not named:
            labels = shell.read_file(path, ("maybe",)).labels
            call.taken |= labels
            call.told |= labels


def _read(shell: Shell, value: str, call: Call) -> None:
    if value == "-":
        call.read.append(call.stdin)
        call.uses_stdin = True
        return
    if not value:
        return
    stream = _with_program(value, shell.read_file(value))
    call.taken |= stream.labels
    call.read.append(stream)
    if "destroy" in call.traits:
        extra, shell.extra = shell.extra, shell.extra - {"destroy"}
        shell.touch(Verb.DELETE, value, ("recursive",))
        shell.extra = extra
    if "inplace" in call.traits:
        text = fold(call.base, list(shell.argv[1:]), stream.text) if call.base in FOLDS else None
        shell.write_file(value, Stream(HOLE if text is None else text, stream.labels & {"network", "decoded"}))


def _write(shell: Shell, value: str, call: Call) -> None:
    if value != "-":
        call.outputs.append((value, frozenset({"append"}) if "append" in call.traits else NOTHING))


def _append(shell: Shell, value: str, call: Call) -> None:
    call.outputs.append((value, frozenset({"append"})))


def _edit(shell: Shell, value: str, call: Call) -> None:
    stream = shell.read_file(value)
    shell.write_file(value, Stream(HOLE, stream.labels & {"network", "decoded"}))


def _new(shell: Shell, value: str, call: Call) -> None:
    place = shell.place(value)
    if place.cls is Target.SECRET:
        shell.effect(Verb.WRITE, place.path, place.place, ("new",))
    else:
        shell.touch(Verb.WRITE, value, ("new",))
    if call.read:
        shell.files[place.path] = joined(call.read)
    if call.linked:
        shell.links[place.path] = call.linked


def _link(shell: Shell, value: str, call: Call) -> None:
    """A file that gets a further name."""
    place = shell.place(value)
    call.linked = place.path
    call.read.append(_with_program(value, shell.contents(place)))


def _with_program(path: str, stream: Stream) -> Stream:
    """What a file holds; a program of the system is recognised by its copies."""
    if "/" not in path or not SYSTEM_BIN.match(path):
        return stream
    return stream._replace(labels=stream.labels | {"program:" + path.rsplit("/", 1)[-1]})


def _delete(shell: Shell, value: str, call: Call) -> None:
    place = shell.touch(Verb.DELETE, value)
    shell.files.pop(place.path, None)


def _take(shell: Shell, value: str, call: Call) -> None:
    """Moved away: its content goes along, unless it goes nowhere."""
    place = shell.place(value)
    nowhere = bool(call.operands) and call.operands[-1] == "/dev/null"
    whole = place.cls in (Target.ROOT, Target.SYSTEM_ROOT, Target.HOME_ROOT, Target.WORKSPACE_ROOT)
    if whole and place.whole and place.cls is Target.WORKSPACE_ROOT and len(call.operands) > 1:
        whole = shell.place(call.operands[-1]).place is not Target.WORKSPACE
    shell.touch(Verb.DELETE if nowhere or whole else Verb.WRITE, value, ("recursive",) if whole else ())
    stream = shell.contents(place)
    call.taken |= stream.labels - {"local", "private"}
    call.read.append(stream)
    shell.files.pop(place.path, None)


def _destroy(shell: Shell, value: str, call: Call) -> None:
    place = shell.place(value)
    shell.touch(Verb.WRITE if place.cls is Target.DEVICE else Verb.DELETE, value, ("destroy",))


def _format(shell: Shell, value: str, call: Call) -> None:
    shell.touch(Verb.WRITE, value, ("destroy",))


def _permit(shell: Shell, value: str, call: Call) -> None:
    place = shell.place(value)
    if call.narrows and place.cls is Target.SECRET:
        shell.effect(Verb.PERMIT, place.path, place.place, call.traits)
    else:
        shell.touch(Verb.PERMIT, value, call.traits)


def _mode(shell: Shell, value: str, call: Call) -> None:
    added = {t for t, pattern in (("world", _WORLD), ("setuid", _SETUID)) if pattern.search(value)}
    call.narrows = _OWNER_ONLY.match(value) is not None
    if added:
        call.traits |= added
        if "setuid" in added and all(role != "permit" for role, _ in call.row.operands):
            shell.effect(Verb.PERMIT, " ".join(shell.argv)[:160].replace(HOLE, "*"), Target.UNKNOWN, added)


def _cd(shell: Shell, value: str, call: Call) -> None:
    shell.state.cwd = HOLE if value.startswith(HOLE) else shell.place(value).path


def _unpack(shell: Shell, value: str, call: Call) -> None:
    call.outputs.append((f"{value.rstrip('/')}/{HOLE}", NOTHING))


def _shown(shell: Shell, value: str, call: Call) -> None:
    """The name of a setting that is printed."""
    if _SECRET_KEY.search(value):
        shell.effect(Verb.READ, value[:160].replace(HOLE, "*"), Target.SECRET, ("expose",))
        call.taken.add("secret")


ROLE_READERS.update(
    {
        "any": _any,
        "read": _read,
        "write": _write,
        "append": _append,
        "edit": _edit,
        "new": _new,
        "link": _link,
        "delete": _delete,
        "take": _take,
        "destroy": _destroy,
        "format": _format,
        "permit": _permit,
        "mode": _mode,
        "cd": _cd,
        "unpack": _unpack,
        "key": _shown,
    }
)
