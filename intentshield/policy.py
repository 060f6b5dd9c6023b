"""The policy: every choice a user can make, in one immutable object.

A policy starts from a profile (``strict``, ``coding`` or ``assistant``) and changes fields::

    Policy("coding", max_per_minute=60, restricted_domains=["example.org"])
    Policy.load("policy.json")

The JSON form is an object with ``"version": 1``, ``"extends": "<profile>"`` and any of the fields of
:data:`FIELDS`; :meth:`Policy.to_dict` gives it back.  Whatever is wrong raises
:class:`~intentshield.errors.PolicyError`, which names the field, the value and the nearest valid spelling.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
from difflib import get_close_matches
from fnmatch import translate
from typing import Any, Callable, Dict, FrozenSet, Iterable, List, Mapping, NamedTuple, Optional, Tuple, Union

from .classify import action_key
from .errors import PolicyError
from .model import Decision, Severity, Target, Verb
from .profiles import PROFILES

__all__ = ["FIELDS", "POLICY_VERSION", "Field", "Grant", "Policy"]

POLICY_VERSION = 1

_DECISIONS = {"allow": Decision.ALLOW, "escalate": Decision.ESCALATE, "deny": Decision.DENY}
_SEVERITIES = {s.word: s for s in Severity}


class Field(NamedTuple):
    """One field of a policy: its default (None: the profile's), its check and what it means."""

    name: str
    default: Any
    check: Callable[[str, Any], Any]
    doc: str


def _fail(field: str, value: object, want: str) -> PolicyError:
    shown = repr(value)
    return PolicyError(f"policy field {field!r}: got {shown[:120]}, expected {want}")


def _nearest(word: str, valid: Iterable[str]) -> str:
    close = get_close_matches(word, list(valid), 1, 0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def _one_of(*words: str) -> Callable[[str, Any], Any]:
    def check(field: str, value: Any) -> Any:
        if isinstance(value, str) and str(value) in words:
            return str(value)
        hint = _nearest(value, words) if isinstance(value, str) else ""
        raise _fail(field, value, "one of " + ", ".join(words) + hint)

    return check


def _number(minimum: float = 0, *, whole: bool = False, off: bool = False) -> Callable[[str, Any], Any]:
    want = (
        ("a whole number" if whole else "a number")
        + f" of at least {minimum:g}"
        + (", or None or 0 for off" if off else "")
    )

    def check(field: str, value: Any) -> Any:
        if value is None and off:
            return None
        good = isinstance(value, int) if whole else isinstance(value, (int, float))
        if not good or isinstance(value, bool) or not math.isfinite(value):
            raise _fail(field, value, want)
        if off and value == 0:
            return None
        if value < minimum:
            raise _fail(field, value, want)
        return value

    return check


def _flag(field: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _fail(field, value, "true or false")
    return value


def _text(field: str, value: Any) -> Optional[str]:
    if value is not None and not isinstance(value, (str, os.PathLike)):
        raise _fail(field, value, "a string")
    return None if value is None else os.fspath(value)


def _strings(field: str, value: Any) -> Tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str) or not isinstance(value, (list, tuple, set, frozenset)):
        raise _fail(field, value, "a list of strings")
    items = sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    for item in items:
        if not isinstance(item, str) or not item.strip():
            raise _fail(field, item, "non-empty strings")
    return tuple(items)


def _optional_strings(field: str, value: Any) -> Optional[Tuple[str, ...]]:
    return None if value is None else _strings(field, value)


def _mapping(field: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(k, str) for k in value):
        raise _fail(field, value, "an object")
    return value


def _table(field: str, value: Any) -> Dict[str, Optional[Decision]]:
    table: Dict[str, Optional[Decision]] = {}
    verbs = {"*", *(str(v) for v in Verb)}
    classes = {"*", *(str(t) for t in Target)}
    for key, word in _mapping(field, value).items():
        verb, _, cls = key.partition(" ")
        if verb not in verbs:
            raise PolicyError(f"policy field {field!r}: {key!r}: unknown verb {verb!r}{_nearest(verb, verbs)}")
        if cls not in classes:
            raise PolicyError(f"policy field {field!r}: {key!r}: unknown target class {cls!r}{_nearest(cls, classes)}")
        if word is None or word == "undecided":
            table[key] = None
        elif isinstance(word, str) and str(word) in _DECISIONS:
            table[key] = _DECISIONS[str(word)]
        else:
            raise _fail(f"{field}[{key!r}]", word, "allow, undecided, escalate or deny")
    return table


def _on_finding(field: str, value: Any) -> Dict[Severity, Decision]:
    out: Dict[Severity, Decision] = {}
    for key, word in _mapping(field, value).items():
        if key not in _SEVERITIES:
            raise PolicyError(f"policy field {field!r}: unknown severity {key!r}{_nearest(key, _SEVERITIES)}")
        if not isinstance(word, str) or str(word) not in _DECISIONS:
            raise _fail(f"{field}[{key!r}]", word, "allow, escalate or deny")
        if key == "critical" and str(word) != "deny":
            raise PolicyError(f"policy field {field!r}: critical findings are always denied")
        out[_SEVERITIES[key]] = _DECISIONS[str(word)]
    return out


_PREFERENCES = ("allow", "evaluate", "escalate", "deny")


def _preferences(field: str, value: Any) -> Dict[str, str]:
    check = _one_of(*_PREFERENCES)
    return {action_key(name): check(f"{field}[{name!r}]", word) for name, word in _mapping(field, value).items()}


def _severity_map(field: str, value: Any) -> Dict[str, Optional[Severity]]:
    out: Dict[str, Optional[Severity]] = {}
    for rule, word in _mapping(field, value).items():
        if word == "off":
            out[rule] = None
        elif isinstance(word, str) and word in _SEVERITIES:
            out[rule] = _SEVERITIES[word]
        else:
            raise _fail(f"{field}[{rule!r}]", word, "off, low, medium, high or critical")
    return out


class Grant(NamedTuple):
    """A standing exception (in ``grants``) or prohibition (in ``deny``): every field that is set must match.

    Patterns are :mod:`fnmatch` globs.  ``program`` and ``args`` match one *simple command* after parsing, never
    raw text: ``args`` are compared one by one, a last ``"*"`` stands for any number.  ``path``, ``host`` match
    the target of an effect; ``verb`` its verb; ``rule`` a finding's rule; ``action`` the action's name.
    A grant never lifts a critical finding.
    """

    action: Optional[str] = None
    program: Optional[str] = None
    args: Optional[Tuple[str, ...]] = None
    verb: Optional[str] = None
    path: Optional[str] = None
    host: Optional[str] = None
    rule: Optional[str] = None
    reason: str = ""

    @classmethod
    def parse(cls, field: str, value: Any) -> Grant:
        """Build from the JSON form; raises :class:`PolicyError`."""
        if isinstance(value, Grant):
            return value
        entry = dict(_mapping(field, value))
        unknown = sorted(set(entry) - set(cls._fields))
        if unknown:
            raise PolicyError(f"policy field {field!r}: unknown key {unknown[0]!r}{_nearest(unknown[0], cls._fields)}")
        if "args" in entry:
            entry["args"] = _strings(f"{field}.args", entry["args"])
            if not entry.get("program"):
                raise PolicyError(f"policy field {field!r}: 'args' needs a 'program'")
        for key, item in entry.items():
            if key != "args" and item is not None and (not isinstance(item, str) or not item):
                raise _fail(f"{field}.{key}", item, "a non-empty string")
        verbs = [str(v) for v in Verb]
        if entry.get("verb") and entry["verb"] not in verbs:
            raise PolicyError(f"policy field {field!r}: unknown verb {entry['verb']!r}{_nearest(entry['verb'], verbs)}")
        if not any(entry.get(key) for key in ("action", "program", "verb", "path", "host", "rule")):
            raise PolicyError(
                f"policy field {field!r}: an entry needs at least one of action, program, verb, path, host, rule"
            )
        return cls(**entry)

    def to_dict(self) -> Dict[str, Any]:
        """JSON form without the fields that are not set."""
        out = {k: v for k, v in self._asdict().items() if v}
        if "args" in out:
            out["args"] = list(out["args"])
        return out


def _grants(field: str, value: Any) -> Tuple[Grant, ...]:
    if isinstance(value, (str, Mapping)) or not isinstance(value, (list, tuple)):
        raise _fail(field, value, "a list of objects")
    return tuple(Grant.parse(f"{field}[{i}]", item) for i, item in enumerate(value))


def _rules(field: str, value: Any) -> Tuple[Mapping[str, Any], ...]:
    if isinstance(value, (str, Mapping)) or not isinstance(value, (list, tuple)):
        raise _fail(field, value, "a list of rule objects")
    return tuple(_mapping(f"{field}[{i}]", item) for i, item in enumerate(value))


def _on_tamper(field: str, value: Any) -> Any:
    return value if callable(value) else _one_of("deny", "raise", "exit")(field, value)


#: What ``enable_hitl`` asks a human about when ``hitl_actions`` names nothing: the list of the IntentShield 1.2 API.
HIGH_IMPACT: Tuple[str, ...] = (
    "DEPLOY",
    "DELETE_FILE",
    "DROP_DATABASE",
    "MERGE_CODE",
    "TRANSFER_FUNDS",
    "MODIFY_ACCESS",
    "SEND_EMAIL",
    "PUBLISH",
    "EXECUTE_MIGRATION",
    "REVOKE_KEY",
    "SHUTDOWN",
    "RESTART",
    "ESCALATE_PRIVILEGES",
)

FIELDS: Mapping[str, Field] = {
    f.name: f
    for f in (
        Field(
            "default", None, _one_of("allow", "escalate", "deny"), "what happens to an action nothing has an opinion on"
        ),
        Field(
            "table",
            None,
            _table,
            'object: "verb class" -> allow, undecided, escalate or deny; entries are merged into the profile\'s',
        ),
        Field("on_finding", None, _on_finding, "object: severity -> decision; critical is always deny"),
        Field(
            "conscience",
            None,
            _one_of("full", "contextual", "off"),
            "vocabulary check: every listed word, phrases with an intent around them, or none",
        ),
        Field("write_suffixes", None, _optional_strings, "file endings that may be written, or null for any"),
        Field("read_sources", None, _flag, "whether source code and configuration files may be read"),
        Field(
            "restricted_domains",
            (),
            _strings,
            "hosts never to contact, added to the profile's: domains, suffixes (.onion) or words of a host name",
        ),
        Field("allowed_domains", (), _strings, "private names and drop services that count as ordinary public hosts"),
        Field(
            "protected_files", (), _strings, "names, globs or paths that no action may read, write, delete or execute"
        ),
        Field(
            "exempt_actions", (), _strings, "actions whose text may contain words of harm and questions about internals"
        ),
        Field(
            "exfiltration_signals",
            (),
            _strings,
            "further phrases that give away internals when an answer contains them",
        ),
        Field(
            "tool_preferences",
            {},
            _preferences,
            "object: action name -> allow (settles only what nothing decided), evaluate, escalate or deny",
        ),
        Field("grants", (), _grants, "standing exceptions; see Grants"),
        Field("deny", (), _grants, "standing prohibitions in the same form; they beat grants"),
        Field("rules", (), _rules, "further rules; see Rules"),
        Field(
            "severities",
            {},
            _severity_map,
            "object: rule id -> off, low, medium, high or critical (critical rules can not be changed)",
        ),
        Field("messages", {}, _mapping, "object: rule id -> advice appended to the rule's reason"),
        Field("programs", (), _strings, "further programs, one table row each"),
        Field("min_interval", None, _number(off=True), "seconds between two allowed actions of a session"),
        Field(
            "max_per_minute", None, _number(1, whole=True, off=True), "allowed actions of a session in any 60 seconds"
        ),
        Field(
            "max_per_day",
            None,
            _number(1, whole=True, off=True),
            "allowed actions a day (UTC) of everything that shares data_dir",
        ),
        Field(
            "payload_limit",
            1_000_000,
            _number(1024, whole=True),
            "characters of a payload that are read; a larger one is never allowed",
        ),
        Field(
            "mode",
            "enforce",
            _one_of("enforce", "observe"),
            "observe lets everything pass and reports what it would have done",
        ),
        Field(
            "on_tamper",
            "deny",
            _on_tamper,
            "when the seal is broken: deny every action, raise IntegrityError, exit the process, or a callable",
        ),
        Field("verify_interval", 60, _number(0), "seconds between two full hashes of the package"),
        Field(
            "redact_pii",
            False,
            _flag,
            "whether card numbers, IBANs and mail addresses are taken out of what is kept or shown; secrets always are",
        ),
        Field("enable_hitl", False, _flag, "keep a request for a human about what escalates and about hitl_actions"),
        Field(
            "hitl_actions",
            (),
            _strings,
            "actions a human decides about; empty means the 1.2 list of high-impact actions",
        ),
        Field("hitl_approvers", 1, _number(1, whole=True), "how many different people must approve a request"),
        Field("hitl_ttl", 300, _number(1), "seconds a request, and the approval of it, stays valid"),
        Field("enable_trail", False, _flag, "write every verdict down in the tamper-evident trail"),
        Field("audit_required", False, _flag, "allow nothing that could not be written down in the trail"),
        Field("enable_siem", False, _flag, "write security events for a SIEM"),
        Field("siem_path", None, _text, "file for SIEM events"),
        Field("siem_format", "json", _one_of("json", "cef", "ocsf", "ecs"), "format of SIEM events"),
        Field("siem_outputs", (), _strings, "URLs that SIEM events are sent to besides the file; see SIEM"),
    )
}


class Policy:
    """An immutable set of choices.  Fields (see :data:`FIELDS`) are attributes.

    ``profile`` is the name it extends, ``digest`` the SHA-256 of its canonical JSON form.
    """

    profile: str
    digest: str
    restricted_hosts: FrozenSet[str]
    allowed_hosts: FrozenSet[str]
    exempt_keys: FrozenSet[str]
    asked_keys: FrozenSet[str]

    def __init__(self, profile: str = "strict", **fields: Any) -> None:
        if profile not in PROFILES:
            raise PolicyError(
                f"unknown profile {profile!r}; there are {', '.join(PROFILES)}{_nearest(str(profile), PROFILES)}"
            )
        values: Dict[str, Any] = {}
        base = PROFILES[profile]
        for name, field in FIELDS.items():
            default = base.get(name, field.default)
            value = field.check(name, default) if name in base else default
            if name in fields:
                given = field.check(name, fields[name])
                value = _merge(name, value, given)
            values[name] = value
        unknown = sorted(set(fields) - set(FIELDS))
        if unknown:
            raise PolicyError(f"unknown policy field {unknown[0]!r}{_nearest(unknown[0], FIELDS)}")
        state = self.__dict__
        state.update(values)
        state["profile"] = profile
        state["_cells"] = {}
        state["_protected"] = _Protected(values["protected_files"])
        state["restricted_hosts"] = frozenset(d.strip().lower().lstrip("*") for d in values["restricted_domains"])
        state["exempt_keys"] = frozenset(action_key(name) for name in values["exempt_actions"])
        listed = (values["hitl_actions"] or HIGH_IMPACT) if values["enable_hitl"] else ()
        state["asked_keys"] = frozenset(map(action_key, listed))
        state["allowed_hosts"] = frozenset(d.strip().lower().lstrip("*") for d in values["allowed_domains"])
        canonical = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"), default=repr)
        state["digest"] = hashlib.sha256(canonical.encode()).hexdigest()

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"a policy has no field {name!r}{_nearest(name, FIELDS)}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Policy is immutable; use replace()")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a Policy is immutable")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Policy) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<Policy {self.profile} {self.digest[:12]}>"

    def __reduce__(self) -> Tuple[Any, ...]:
        return _rebuild, (self.profile, self._own_fields())

    def _own_fields(self) -> Dict[str, Any]:
        """The fields that differ from the profile's, as constructor arguments."""
        base = PROFILES[self.profile]
        out: Dict[str, Any] = {}
        for name, field in FIELDS.items():
            default = field.check(name, base[name]) if name in base else field.default
            value = self.__dict__[name]
            if value == default:
                continue
            if name in ("table", "on_finding"):
                value = {k: v for k, v in value.items() if k not in default or default[k] is not v}
            out[name] = value
        return {name: _plain(value, "off" if name == "severities" else "undecided") for name, value in out.items()}

    def replace(self, **fields: Any) -> Policy:
        """A copy with some fields changed; ``table`` and ``on_finding`` are merged."""
        own = self._own_fields()
        for name in ("table", "on_finding"):
            if name in fields and name in own:
                fields[name] = {**own[name], **_mapping(name, fields[name])}
        return Policy(self.profile, **{**own, **fields})

    def to_dict(self) -> Dict[str, Any]:
        """The JSON form.  A callable ``on_tamper`` has none and is left out."""
        own = {k: v for k, v in self._own_fields().items() if not callable(v)}
        return {"version": POLICY_VERSION, "extends": self.profile, **own}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], source: str = "policy") -> Policy:
        """Build from the JSON form; raises :class:`PolicyError` that begins with ``source``."""
        if not isinstance(data, Mapping):
            raise PolicyError(f"{source}: expected a JSON object, got {type(data).__name__}")
        fields = dict(data)
        version = fields.pop("version", None)
        if version != POLICY_VERSION:
            raise PolicyError(f'{source}: "version" is {version!r}; this release reads version {POLICY_VERSION}')
        profile = fields.pop("extends", "strict")
        if not isinstance(profile, str):
            raise PolicyError(f'{source}: "extends" must be the name of a profile: {", ".join(PROFILES)}')
        try:
            return cls(profile, **fields)
        except PolicyError as error:
            raise PolicyError(f"{source}: {error}") from None
        except TypeError as error:
            raise PolicyError(f"{source}: {error}") from None

    @classmethod
    def load(cls, path: Union[str, os.PathLike[str]]) -> Policy:
        """Read a JSON policy file; raises :class:`PolicyError` with the place of the mistake."""
        name = os.fspath(path)
        try:
            with open(name, encoding="utf-8") as file:
                data = json.load(file, object_pairs_hook=_no_duplicates)
        except OSError as error:
            raise PolicyError(f"{name}: cannot be read: {error.strerror or error}") from None
        except UnicodeDecodeError:
            raise PolicyError(f"{name}: not UTF-8 text") from None
        except json.JSONDecodeError as error:
            raise PolicyError(f"{name}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from None
        except PolicyError as error:
            raise PolicyError(f"{name}: {error}") from None
        return cls.from_dict(data, name)

    @classmethod
    def of(cls, source: Union[str, os.PathLike[str], Policy]) -> Policy:
        """A policy from a profile's name, a policy file's path, or a policy itself."""
        if isinstance(source, Policy):
            return source
        if isinstance(source, str) and source in PROFILES:
            return cls(source)
        name = os.fspath(source)
        if os.path.sep in name or "/" in name or name.endswith(".json") or os.path.exists(name):
            return cls.load(name)
        hint = _nearest(name, PROFILES)
        raise PolicyError(f"unknown profile {name!r}; there are {', '.join(PROFILES)}{hint}; a file needs its path")

    def cell(self, verb: Verb, cls: Target) -> Optional[Decision]:
        """The table's decision for an effect; None is undecided."""
        key = (verb, cls)
        try:
            return self._cells[key]  # type: ignore[no-any-return]
        except KeyError:
            pass
        table = self.table
        found: Optional[Decision] = None
        for entry in (
            f"{verb} {cls}",
            f"* {cls}" if cls in (Target.PROTECTED, Target.OWN) else "",
            f"{verb} *",
            f"* {cls}",
            "* *",
        ):
            if entry in table:
                found = table[entry]
                break
        self._cells[key] = found
        return found

    def is_protected(self, path: str) -> bool:
        """Whether a normalised absolute path is one of ``protected_files``."""
        return self._protected.match(path)  # type: ignore[no-any-return]


def _merge(name: str, base: Any, given: Any) -> Any:
    """Tables change entries, forbidden hosts are added to the profile's, everything else replaces."""
    if name in ("table", "on_finding"):
        return {**base, **given}
    return tuple(dict.fromkeys((*base, *given))) if name == "restricted_domains" else given


class _Protected:
    """``protected_files``, compiled: bare names and globs match any segment, entries with a slash match paths."""

    __slots__ = ("fragments", "globs", "names", "paths")

    def __init__(self, entries: Tuple[str, ...]) -> None:
        names: List[str] = []
        globs: List[str] = []
        paths: List[str] = []
        fragments: List[str] = []
        for entry in entries:
            text = entry.strip().replace("\\", "/").lower()
            text = text[2:] if text[:2] == "./" else text
            if "/" not in text.rstrip("/"):
                (globs if re.search(r"[*?\[]", text) else names).append(text.rstrip("/"))
            elif re.search(r"[*?\[]", text):
                fragments.append(translate(text if text[:1] in "/~*" else "*/" + text))
            else:
                paths.append(text.rstrip("/"))
        self.names = frozenset(names)
        self.globs = tuple(re.compile(translate(g)) for g in globs)
        self.fragments = tuple(re.compile(f) for f in fragments)
        self.paths = tuple(paths)

    def match(self, path: str) -> bool:
        path = path.lower()
        segments = path.split("/")
        if not self.names.isdisjoint(segments):
            return True
        if any(glob.match(s) for glob in self.globs for s in segments):
            return True
        for entry in self.paths:
            tail = entry[1:] if entry[:1] == "~" else entry
            if path == entry or path.startswith(entry + "/"):
                return True
            if entry[:1] != "/" and (path.endswith("/" + tail.lstrip("/")) or f"/{tail.lstrip('/')}/" in path):
                return True
        return any(f.match(path) for f in self.fragments)


def _plain(value: Any, none: str = "") -> Any:
    """The JSON form of a field's value; ``none`` is the word for None inside an object."""
    if isinstance(value, Grant):
        return value.to_dict()
    if isinstance(value, (Decision, Severity)):
        return value.word if isinstance(value, Severity) else str(value)
    if isinstance(value, Mapping):
        out = {}
        for key, item in value.items():
            name = key.word if isinstance(key, Severity) else key
            out[name] = none if item is None else _plain(item)
        return out
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def _rebuild(profile: str, fields: Dict[str, Any]) -> Policy:
    return Policy(profile, **fields)


def _no_duplicates(pairs: List[Tuple[str, Any]]) -> Dict[str, Any]:
    out: Dict[str, Any] = {}
    for key, value in pairs:
        if key in out:
            raise PolicyError(f"the key {key!r} appears twice in one object")
        out[key] = value
    return out
