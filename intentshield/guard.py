"""The decorator: every call of a function is judged before its body runs.

    @shield.guard
    def delete_file(path: str) -> None: ...

    @shield.guard("SEND_EMAIL", on_deny="return")
    async def send_email(to, subject, body): ...

What was judged is what runs.  All bound arguments, defaults included, make the payload.  Containers (dict, list,
tuple, set, bytearray, dataclasses) are copied before the audit and the function receives that copy, so nobody can
change them in between.  Everything else (``self``, handles, connections) passes by reference; the verdict's payload
shows it as ``<TypeName>``, and what it contains is not judged.
"""

from __future__ import annotations

import copy
import functools
import inspect
import os
from enum import Enum
from typing import Any, Callable, Dict, Mapping, Optional, Tuple, TypeVar, Union, overload

from .errors import ActionDenied, ActionEscalated, PolicyError
from .model import Decision, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .session import Session
    from .shield import Shield

__all__ = ["guard", "snapshot"]

F = TypeVar("F", bound=Callable[..., Any])
OnStop = Union[str, Callable[[Verdict], Any]]

_ATOMS = (str, int, float, complex, bool, bytes, type(None))


def snapshot(value: Any, _depth: int = 0) -> Tuple[Any, Any]:
    """(what the function gets, what is judged) for one argument.

    Raises :class:`RecursionError` for containers nested deeper than 64 or cyclic.
    """
    if _depth > 64:
        raise RecursionError("arguments nested deeper than 64")
    kind = type(value)
    if kind in _ATOMS:
        return value, value
    if kind is dict:
        pairs = [(snapshot(k, _depth + 1), snapshot(v, _depth + 1)) for k, v in value.items()]
        return {k[0]: v[0] for k, v in pairs}, {k[1]: v[1] for k, v in pairs}
    if kind in (list, tuple, set, frozenset):
        items = [snapshot(item, _depth + 1) for item in value]
        return kind(i[0] for i in items), [i[1] for i in items]
    if kind is bytearray:
        return bytearray(value), bytes(value)
    return _foreign(value, _depth)


def _foreign(value: Any, depth: int) -> Tuple[Any, Any]:
    """Objects: judged by their data where the language says what that is, opaque otherwise."""
    if isinstance(value, Enum):
        return value, snapshot(value.value, depth + 1)[1]
    if isinstance(value, os.PathLike):
        return value, os.fspath(value)
    fields = getattr(type(value), "__dataclass_fields__", None)
    if isinstance(fields, Mapping):
        duplicate = copy.deepcopy(value)
        return duplicate, {name: snapshot(getattr(duplicate, name, None), depth + 1)[1] for name in fields}
    if isinstance(value, Mapping) or (
        isinstance(value, (list, tuple, set, frozenset)) and type(value).__module__ != "builtins"
    ):
        duplicate = copy.deepcopy(value)
        plain = dict(duplicate) if isinstance(value, Mapping) else list(duplicate)
        return duplicate, snapshot(plain, depth + 1)[1]
    if isinstance(value, str):
        return value, str.__str__(value)
    return value, f"<{type(value).__name__}>"


class _Call:
    """Binds, snapshots and judges the calls of one function."""

    __slots__ = ("action", "function", "gate", "on_deny", "on_escalate", "signature", "skip")

    def __init__(
        self,
        gate: Union[Shield, Session],
        function: Callable[..., Any],
        action: str,
        on_deny: OnStop,
        on_escalate: OnStop,
    ) -> None:
        self.gate = gate
        self.function = function
        self.action = action
        self.on_deny = on_deny
        self.on_escalate = on_escalate
        self.signature = inspect.signature(function)
        first = next(iter(self.signature.parameters), "")
        self.skip = first if first in ("self", "cls", "mcs") else ""

    def judge(self, args: Tuple[Any, ...], kwargs: Dict[str, Any]) -> Tuple[Verdict, Any, Callable[[], Any]]:
        """The verdict, what was judged, and the call to run.  Raises :class:`TypeError` for arguments that do not fit."""
        bound = self.signature.bind(*args, **kwargs)
        bound.apply_defaults()
        payload: Dict[str, Any] = {}
        for name, value in bound.arguments.items():
            if name == self.skip:
                continue
            kind = self.signature.parameters[name].kind
            kept, judged = snapshot(value)
            bound.arguments[name] = kept
            if kind is inspect.Parameter.VAR_KEYWORD:
                payload.update({key if key not in payload else f"{name}.{key}": item for key, item in judged.items()})
            else:
                payload[name] = judged
        call = functools.partial(self.function, *bound.args, **bound.kwargs)
        return self.gate.audit(self.action, payload), payload, call

    def waits(self, verdict: Verdict) -> bool:
        """Whether a human is waited for."""
        return verdict.escalated and self.on_escalate == "wait"

    def stopped(self, verdict: Verdict, payload: Any, call: Callable[[], Any]) -> Any:
        """What the caller gets instead of a result; ``call`` is the judged call."""
        handler = self.on_deny if verdict.denied else self.on_escalate
        if callable(handler):
            return handler(verdict)
        if handler == "return":
            return verdict
        if verdict.denied:
            raise ActionDenied(verdict)
        raise ActionEscalated(verdict, functools.partial(self.redeem, verdict, payload, call))

    def redeem(self, verdict: Verdict, payload: Any, call: Callable[[], Any]) -> Any:
        """Run a call after somebody said yes; where requests are kept, they must say so too."""
        if verdict.approval_id:
            verdict = self.gate.execute_approved(verdict.approval_id, self.action, payload)
            if not verdict.allowed:
                raise ActionDenied(verdict)
        return call()


def _wrap(call: _Call, function: Callable[..., Any]) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def run_async(*args: Any, **kwargs: Any) -> Any:
            verdict, payload, act = call.judge(args, kwargs)
            if call.waits(verdict):
                verdict = await call.gate.aresume(verdict, call.action, payload)
            if verdict.decision is not Decision.ALLOW:
                return call.stopped(verdict, payload, act)
            return await act()

        return run_async

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        verdict, payload, act = call.judge(args, kwargs)
        if call.waits(verdict):
            verdict = call.gate.resume(verdict, call.action, payload)
        if verdict.decision is not Decision.ALLOW:
            return call.stopped(verdict, payload, act)
        return act()

    return run


def _check(name: str, value: OnStop, *words: str) -> None:
    if not callable(value) and value not in words:
        expected = ", ".join(map(repr, words))
        raise PolicyError(f"guard({name}=...): expected {expected} or a callable, got {value!r}")


@overload
def guard(judge: Union[Shield, Session], action: F) -> F: ...


@overload
def guard(
    judge: Union[Shield, Session],
    action: Optional[str] = None,
    *,
    on_deny: OnStop = "raise",
    on_escalate: Optional[OnStop] = None,
) -> Callable[[F], F]: ...


def guard(
    judge: Union[Shield, Session],
    action: Union[str, Callable[..., Any], None] = None,
    *,
    on_deny: OnStop = "raise",
    on_escalate: Optional[OnStop] = None,
) -> Any:
    """Guard a function with a shield or a session.

    ``action``: the action's name; default: the function's name.
    ``on_deny``, ``on_escalate``: ``"raise"`` :class:`ActionDenied` / :class:`ActionEscalated`, ``"return"`` the
    verdict, or a callable that gets the verdict and whose result is returned.  ``on_escalate`` defaults to
    ``on_deny``; ``on_escalate="wait"`` (or awaits) lets a human decide for up to ``hitl_ttl`` seconds.

    Works on functions, methods, async functions, generators and async generators; a generator's call is judged
    when it is made, not when it is first advanced.  Put it *below* ``@staticmethod``, ``@classmethod`` and
    ``@property``, or above: both work.
    """
    _check("on_deny", on_deny, "raise", "return")
    escalate = on_deny if on_escalate is None else on_escalate
    _check("on_escalate", escalate, "raise", "return", "wait")
    if escalate == "wait":
        judge.require_hitl()

    def decorate(function: Any) -> Any:
        if isinstance(function, (staticmethod, classmethod)):
            return type(function)(decorate(function.__func__))
        if isinstance(function, property):
            return property(*(decorate(f) if f else None for f in (function.fget, function.fset, function.fdel)))
        if not callable(function):
            raise PolicyError(
                f"guard() decorates functions, got {type(function).__name__}; for an action's name use a string"
            )
        name = action if isinstance(action, str) else getattr(function, "__name__", type(function).__name__)
        if escalate == "wait" and inspect.isasyncgenfunction(function):
            raise PolicyError("guard(on_escalate='wait'): the call of an async generator would block its event loop")
        return _wrap(_Call(judge, function, name, on_deny, escalate), function)

    if action is None or isinstance(action, str):
        return decorate
    return decorate(action)
