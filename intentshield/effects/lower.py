"""From a classified action to its effects: which front end reads which part.

Pure.  A part whose front end is missing, or gives up, becomes an ``opaque`` effect; the policy's table says what
becomes of those (``escalate`` or ``deny``, never ``allow`` in the built-in profiles).
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import Callable, Dict, FrozenSet, Mapping, Optional, Tuple

from ..context import Context
from ..model import Action, Analysis, Decision, FileFact, Kind, Part, Role, Target, Verb
from ..programs import table
from ..protocols import FrontEnd
from ..text import split_name
from .hosts import METADATA_NAMES
from .path import PathFrontEnd, locate, looks_like_path, path_traits
from .places import SECRET_NAMES
from .sql import looks_like_sql
from .url import UrlFrontEnd, inspect_url, looks_like_url

__all__ = ["FrontEnds", "lower", "probe"]

#: Role -> the front end that reads strings of that role.
FrontEnds = Mapping[Role, FrontEnd]

_FILE_VERB = {
    Kind.READ: Verb.READ,
    Kind.LIST: Verb.READ,
    Kind.WRITE: Verb.WRITE,
    Kind.EDIT: Verb.WRITE,
    Kind.MOVE: Verb.WRITE,
    Kind.DELETE: Verb.DELETE,
}
_CODE_KINDS = {
    Kind.SHELL: Target.SHELL,
    Kind.POWERSHELL: Target.SHELL,
    Kind.CMD: Target.SHELL,
    Kind.PYTHON: Target.INLINE,
    Kind.JAVASCRIPT: Target.INLINE,
    Kind.SQL: Target.DATABASE,
}
_CODE_ROLES = (Role.COMMAND, Role.CODE, Role.SQL)
_SOURCE_KEYS = frozenset({"source", "src", "from", "old_path", "oldpath", "source_path", "sourcepath", "old", "path"})
_COPIES = frozenset({"copy", "copyfile", "cp", "copyitem", "filecopy"})
_UPLOADS = frozenset(
    {"post", "httppost", "put", "httpput", "patchurl", "webhook", "requestspost", "callapi", "apirequest", "httpdelete"}
)
_BODY_KEYS = frozenset({"body", "data", "json", "content", "payload", "form", "files", "file", "text", "message"})
_METHODS = frozenset({"post", "put", "patch", "delete"})
_PERSONAL = frozenset({"email", "mail", "sms", "dm", "message", "text", "call", "invite", "reply", "forward"})

_PATHS = {verb: PathFrontEnd(verb) for verb in (Verb.READ, Verb.WRITE, Verb.DELETE, Verb.EXECUTE)}
_CONNECT = UrlFrontEnd(Verb.CONNECT)
_SEND = UrlFrontEnd(Verb.SEND)


def lower(action: Action, context: Context, front_ends: FrontEnds) -> Analysis:
    """What ``action`` would do in ``context``."""
    analysis = Analysis()
    kind = action.kind
    if action.problems:
        analysis.effect(Verb.OPAQUE, "; ".join(action.problems), Target.UNKNOWN, ("unreadable",))
    if kind in _CODE_KINDS:
        _lower_code(action, context, front_ends, analysis)
    elif kind in _FILE_VERB:
        _lower_file(action, context, front_ends, analysis)
    elif kind is Kind.FETCH:
        _lower_fetch(action, context, analysis)
        _lower_typed(action, context, front_ends, analysis)
    elif kind in (Kind.SAY, Kind.THINK, Kind.SEARCH):
        analysis.effect(Verb.SPEAK, action.key, Target.USER)
        _lower_typed(action, context, front_ends, analysis)
    else:
        _lower_tool(action, context, front_ends, analysis)
    return analysis


def _lower_code(action: Action, context: Context, front_ends: FrontEnds, analysis: Analysis) -> None:
    cls = _CODE_KINDS[action.kind]
    forbidden = context.policy.cell(Verb.EXECUTE, cls) is Decision.DENY
    scene = _scene(action, context)
    found = False
    for part in action.parts:
        if part.role in _CODE_ROLES or (part.role is Role.UNTYPED and not found):
            found = True
            if forbidden:
                analysis.effect(Verb.EXECUTE, part.value[:200], cls)
            else:
                _code(part, _language(action.kind, part), scene, front_ends, analysis)
        elif part.role is Role.PATH and action.kind is Kind.PYTHON and action.key == "notebookedit":
            _PATHS[Verb.WRITE].lower(part, context, analysis)
    if not found:
        analysis.effect(Verb.EXECUTE if forbidden else Verb.OPAQUE, action.key, cls if forbidden else Target.UNKNOWN)


def _scene(action: Action, context: Context) -> Context:
    """The context in the directory that the action names, if it names one."""
    for part in action.parts:
        if (
            part.role is Role.PATH
            and part.path
            and part.path[-1] in ("cwd", "workdir", "working_directory", "workingDirectory")
        ):
            return context.at(locate(part.value, context).path)
    return context


_LANGUAGES = {
    Kind.SHELL: Role.COMMAND,
    Kind.POWERSHELL: Role.POWERSHELL,
    Kind.CMD: Role.CMD,
    Kind.PYTHON: Role.CODE,
    Kind.JAVASCRIPT: Role.SCRIPT,
    Kind.SQL: Role.SQL,
}


def _language(kind: Kind, part: Part) -> Role:
    """The language of a part: the action's, unless the part's own key says another."""
    own = _LANGUAGES[kind]
    if part.role in (Role.UNTYPED, Role.COMMAND, Role.CODE) and own in (
        Role.COMMAND,
        Role.POWERSHELL,
        Role.CMD,
        Role.SCRIPT,
    ):
        return own
    return own if part.role is Role.UNTYPED else part.role


def _code(part: Part, role: Role, context: Context, front_ends: FrontEnds, analysis: Analysis) -> None:
    front_end: Optional[FrontEnd] = front_ends.get(role)
    if front_end is None:
        analysis.effect(Verb.OPAQUE, part.value[:200], Target.UNKNOWN)
        analysis.notes.append(f"{part.where}: no front end reads {role}")
        return
    front_end.lower(part._replace(role=role), context, analysis)


def _lower_file(action: Action, context: Context, front_ends: FrontEnds, analysis: Analysis) -> None:
    verb = _FILE_VERB[action.kind]
    found = False
    for part in action.parts:
        if part.role is Role.URL:
            found = True
            _CONNECT.lower(part, context, analysis)
        elif part.role is Role.PATH or (part.role is Role.UNTYPED and not found):
            found = True
            _file(action, verb, part, context, analysis)
    if not found and action.kind is not Kind.LIST:
        analysis.effect(Verb.OPAQUE, f"{action.key} without a path", Target.UNKNOWN)
    if action.kind in (Kind.WRITE, Kind.EDIT):
        _remember(action, context, analysis)
    elif action.kind is not Kind.DELETE and action.kind is not Kind.MOVE:
        _lower_typed(action, context, front_ends, analysis)


#: Kept of what is written into a file, for when it is run later.
_MAX_KEPT = 16_384
_APPENDS = frozenset({"append", "add", "insert"})


def _remember(action: Action, context: Context, analysis: Analysis) -> None:
    """What a file holds after it was written or edited, for later actions of the session."""
    paths = [p for p in action.parts if p.role is Role.PATH and p.path[-1:] not in (("cwd",), ("workdir",), ("root",))]
    if not paths and action.parts and action.parts[0].role is Role.UNTYPED:
        paths = [action.parts[0]]
    texts = {str(p.path[-1]).replace("_", "").lower(): p.value for p in action.parts if p.path and p not in paths}
    for part in paths:
        path = locate(part.value, context).path
        text: Optional[str] = None
        if len(paths) == 1 and action.kind is Kind.WRITE and _APPENDS.isdisjoint(split_name(action.name)):
            text = next((texts[key] for key in _CONTENT_KEYS if key in texts), None)
        elif len(paths) == 1:
            known = context.files.get(path)
            old, new = (next((texts[k] for k in keys if k in texts), None) for keys in (_OLD_KEYS, _NEW_KEYS))
            if known is not None and known.text is not None and old and new is not None:
                text = known.text.replace(old, new)
        analysis.files[path] = FileFact(_WRITTEN, text if text is not None and len(text) <= _MAX_KEPT else None)


_WRITTEN = frozenset({"written"})
_CONTENT_KEYS = ("content", "contents", "text", "data", "filetext", "filecontent", "body", "newsource", "value")
_OLD_KEYS = ("oldstring", "oldstr", "oldtext", "old", "search", "find")
_NEW_KEYS = ("newstring", "newstr", "newtext", "new", "replace", "replacement")


def _file(action: Action, verb: Verb, part: Part, context: Context, analysis: Analysis) -> None:
    key = str(part.path[-1]) if part.path else ""
    if action.kind is Kind.LIST:
        place = locate(part.value, context)
        analysis.effect(Verb.READ, place.path, place.cls if "grep" in action.key else place.place, path_traits(place))
        return
    if key == "Delete":
        verb = Verb.DELETE
    elif action.kind is Kind.MOVE and key.lower() in _SOURCE_KEYS:
        _PATHS[Verb.READ].lower(part, context, analysis)
        if action.key in _COPIES:
            return
        verb = Verb.DELETE
    elif key in ("cwd", "workdir", "root"):
        return
    _PATHS[verb].lower(part, context, analysis)


def _lower_fetch(action: Action, context: Context, analysis: Analysis) -> None:
    keys = {str(part.path[0]).lower() for part in action.parts if part.path}
    method = next((p.value.lower() for p in action.parts if p.path and p.path[-1] in ("method", "verb")), "")
    sends = action.key in _UPLOADS or method in _METHODS or (method != "get" and not keys.isdisjoint(_BODY_KEYS))
    found = False
    for part in action.parts:
        if part.role in (Role.URL, Role.HOST) or (part.role in (Role.UNTYPED, Role.PATH, Role.MAIL) and not found):
            found = True
            (_SEND if sends else _CONNECT).lower(part._replace(role=Role.URL), context, analysis)
    if not found:
        analysis.effect(Verb.OPAQUE, f"{action.key} without a URL", Target.UNKNOWN)


def _lower_tool(action: Action, context: Context, front_ends: FrontEnds, analysis: Analysis) -> None:
    """A tool that no table knows: the verb its name shows, and what its typed strings say."""
    verb = action.verb or Verb.EXECUTE
    cls, target = Target.TOOL, action.key
    if verb is Verb.SEND:
        mails = [p.value for p in action.parts if p.role is Role.MAIL]
        if mails or not _PERSONAL.isdisjoint(split_name(action.name)):
            cls, target = Target.PERSON, ", ".join(mails[:8]) or action.key
    elif verb in (Verb.PAY, Verb.PERMIT):
        cls = Target.ACCOUNT
    analysis.effect(verb, target, cls)
    for declared in action.declared:
        analysis.effect(declared, action.key, Target.TOOL)
    for part in action.parts:
        if part.role is Role.PATH:
            for path_verb in _path_verbs(action.verb):
                _PATHS[path_verb].lower(part, context, analysis)
        elif part.role is Role.URL:
            (_SEND if verb is Verb.SEND else _CONNECT).lower(part, context, analysis)
    _lower_typed(action, context, front_ends, analysis)


def _lower_typed(action: Action, context: Context, front_ends: FrontEnds, analysis: Analysis) -> None:
    """Code under a key that says so, whatever the action's name."""
    for part in action.parts:
        if part.role in _CODE_ROLES and part.role in front_ends:
            _code(part, part.role, context, front_ends, analysis)


def _path_verbs(verb: Optional[Verb]) -> Tuple[Verb, ...]:
    if verb in (Verb.READ, Verb.WRITE, Verb.DELETE):
        return (verb,)
    return (Verb.READ,) if verb is Verb.SEND else (Verb.READ, Verb.WRITE)


def probe(part: Part, context: Context, front_ends: FrontEnds) -> Analysis:
    """Everything that a string of unknown role would do if it were a path, a URL, a command, code or a statement.

    Used for untyped strings only; of what the rules make of it, findings below *high* are dropped, because most
    strings are none of these things.
    """
    analysis = Analysis()
    value = part.value
    if looks_like_url(value):
        _CONNECT.lower(part, context, analysis)
    elif "\0" in value or looks_like_path(value):
        _PATHS[Verb.READ].lower(part, context, analysis)
        _PATHS[Verb.WRITE].lower(part, context, analysis)
    elif " " not in value and "\n" not in value:
        if _may_be_host(value, context) and inspect_url(value, context.policy).cls in _TELLING_HOSTS:
            _CONNECT.lower(part, context, analysis)
        if "://" in value:
            for match in islice(_EMBEDDED.finditer(value), _MAX_EMBEDDED):
                _CONNECT.lower(part._replace(value=match.group()), context, analysis)
    for role in _CODE_ROLES:
        front_end = front_ends.get(role)
        if front_end is not None and _LOOKS[role](value, context):
            front_end.lower(part._replace(role=role), context, analysis)
    return analysis


_COMMAND_SIGNS = re.compile(r"(?:^|\s)-{1,2}\w|[|;&$><`{}]|/|~|\\")
_CODE_SIGNS = re.compile(r"\w\s*\(|\bimport\s+\w|^\s*(?:from|def|class|with|for)\s+\w.*:?$", re.MULTILINE)


_FUNCTION_WORDS = frozenset(
    "the a an of to is are was were be been and or but in for with from by as at it its this that these those please"
    " you your me my we our i he she they their what when where why how who which not no can could should would will".split()
)


_RELATIVE = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)+\Z")


@lru_cache(maxsize=1)
def _command_words() -> FrozenSet[str]:
    """Words that can make a command line of plain words do something: programs, and files with credentials."""
    return frozenset(name.partition(" ")[0] for name in table()) | SECRET_NAMES


def _idle(text: str, context: Context) -> bool:
    """Whether ``text`` is plain words, none of them a program, or the path of one project file: as a command line it
    would start something unknown and nothing else."""
    if context.policy.programs:
        return False
    if text.replace(" ", "").isalnum():
        words, known = text.split(), _command_words()
        return known.isdisjoint(words) and known.isdisjoint([w.rstrip("0123456789") for w in words])
    if not context.workspace or not context.cwd.startswith(context.workspace):
        return False
    if f"{context.cwd}/{text}" in context.files:
        return False
    return len(text) < 512 and _RELATIVE.match(text) is not None and text.rsplit("/", 1)[-1] not in _command_words()


def _looks_like_command(text: str, context: Context) -> bool:
    """Whether text could be a command line rather than a sentence or a name."""
    if _idle(text, context):
        return False
    return _COMMAND_SIGNS.search(text) is not None or _FUNCTION_WORDS.isdisjoint(text.lower().split())


_LOOKS: Dict[Role, Callable[[str, Context], bool]] = {
    Role.COMMAND: _looks_like_command,
    Role.CODE: lambda text, context: _CODE_SIGNS.search(text) is not None,
    Role.SQL: lambda text, context: looks_like_sql(text),
}
_TELLING_HOSTS = frozenset({Target.METADATA, Target.RESTRICTED, Target.DEAD_DROP})
#: A URL inside a value without blanks: ``next=http://...``.
_EMBEDDED = re.compile(r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,24}://[^\s\"'<>]{1,2048}", re.IGNORECASE)
_MAX_EMBEDDED = 4


def _may_be_host(value: str, context: Context) -> bool:
    if "." not in value or len(value) >= 2048:
        return False
    first, slash, _ = value.partition("/")
    if not slash or context.policy.restricted_hosts or _RELATIVE.match(value) is None:
        return True
    return "." in first or first.isdigit() or first in METADATA_NAMES
