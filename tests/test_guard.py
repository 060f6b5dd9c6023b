"""The decorator: on every kind of function, and what was judged is what runs."""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
import threading
from pathlib import Path
from typing import Any, AsyncIterator, Callable, Iterator

import pytest

from intentshield import ActionDenied, ActionEscalated, PolicyError, Shield
from intentshield.model import Analysis, Finding, Severity

Make = Callable[..., Shield]


class Recorder:
    """A layer that remembers payload strings and may object to one."""

    name = "recorder"

    def __init__(self) -> None:
        self.seen: list[dict[str, str]] = []

    def judge(self, action: Any, analysis: Analysis, context: Any) -> list[Finding]:
        self.seen.append({p.where: p.value for p in action.parts})
        return []


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def shield(make_shield: Make, recorder: Recorder) -> Shield:
    return make_shield("coding", layers=[recorder])


def test_bare(shield: Shield) -> None:
    @shield.guard
    def delete_file(path: str) -> str:
        """Delete it."""
        return path

    assert delete_file("build/x") == "build/x"
    with pytest.raises(ActionDenied) as caught:
        delete_file("/etc")
    assert caught.value.verdict.rules[0] == "file.delete.catastrophic"
    assert delete_file.__name__ == "delete_file"
    assert delete_file.__doc__ == "Delete it."
    assert list(inspect.signature(delete_file).parameters) == ["path"]


def test_named_and_returning(shield: Shield) -> None:
    @shield.guard("SEND_EMAIL", on_deny="return")
    async def send(to: str, subject: str, body: str) -> str:
        return "sent"

    verdict: Any = asyncio.run(send("a@example.com", "hi", "there"))
    assert verdict.escalated
    assert verdict.action == "SEND_EMAIL"


def test_handlers(shield: Shield) -> None:
    @shield.guard("Write", on_deny=lambda v: ("denied", v.rules), on_escalate="raise")
    def write(path: str) -> str:
        return "written"

    assert write("a.txt") == "written"
    assert write("/etc/passwd") == ("denied", ("file.accounts.change",))
    with pytest.raises(ActionEscalated):
        write("~/x")


def test_methods_and_class_methods(shield: Shield, recorder: Recorder) -> None:
    class Tool:
        @shield.guard("Read")
        def read(self, path: str) -> str:
            return path

        @classmethod
        @shield.guard("Read")
        def of(cls, path: str) -> str:
            return path

        @shield.guard("Read")
        @staticmethod
        def static(path: str) -> str:
            return path

    assert Tool().read("a") == Tool.of("a") == Tool.static("a") == Tool().static("a") == "a"
    assert recorder.seen == [{"path": "a"}] * 4
    for function in (Tool().read, Tool.of, Tool.static):
        with pytest.raises(ActionEscalated):
            function("~/.ssh/id_rsa")


def test_generators_are_judged_when_called(shield: Shield) -> None:
    @shield.guard("Read")
    def lines(path: str) -> Iterator[str]:
        yield path

    @shield.guard("Read")
    async def alines(path: str) -> AsyncIterator[str]:
        yield path

    async def collect() -> list[str]:
        return [line async for line in alines("a")]

    assert list(lines("a")) == ["a"]
    assert asyncio.run(collect()) == ["a"]
    with pytest.raises(ActionEscalated):
        lines("~/.ssh/id_rsa")
    with pytest.raises(ActionEscalated):
        alines("~/.ssh/id_rsa")


def test_every_argument_is_judged(shield: Shield, recorder: Recorder) -> None:
    @shield.guard("frob")
    def frob(a: str, *rest: str, b: str = "default", **more: Any) -> None: ...

    frob("1x", "2x", "3x", c={"d": ["4x"]})
    assert recorder.seen[-1] == {"a": "1x", "rest[0]": "2x", "rest[1]": "3x", "b": "default", "c.d[0]": "4x"}


def test_a_keyword_cannot_hide_behind_an_argument(shield: Shield, recorder: Recorder) -> None:
    @shield.guard("frob")
    def frob(a: str, /, **more: Any) -> None: ...

    frob("1x", a="2x")
    assert {"1x", "2x"} <= set(recorder.seen[-1].values())


def test_what_was_judged_is_what_runs(make_shield: Make) -> None:
    payload: dict[str, Any] = {"paths": ["a.txt"]}

    class Mutator:
        name = "mutator"

        def judge(self, action: Any, analysis: Analysis, context: Any) -> list[Finding]:
            payload["paths"].append("/etc/passwd")
            return []

    shield = make_shield("coding", layers=[Mutator()])

    @shield.guard("Read")
    def read(spec: dict[str, Any]) -> Any:
        return spec

    assert read(payload) == {"paths": ["a.txt"]}
    assert payload == {"paths": ["a.txt", "/etc/passwd"]}


@dataclasses.dataclass
class Spec:
    path: str
    tags: list[str]


def test_objects(shield: Shield, recorder: Recorder) -> None:
    handle = object()

    @shield.guard("Read")
    def read(spec: Spec, where: Path, connection: Any) -> Any:
        return spec, connection

    original = Spec("a.txt", ["t"])
    got, connection = read(original, Path("b.txt"), handle)
    assert connection is handle
    assert got == original
    assert got is not original
    assert recorder.seen[-1] == {"spec.path": "a.txt", "spec.tags[0]": "t", "where": "b.txt", "connection": "<object>"}


def test_arguments_that_do_not_fit_raise_as_usual(shield: Shield) -> None:
    @shield.guard
    def f(a: str) -> None: ...

    with pytest.raises(TypeError):
        f()  # type: ignore[call-arg]


def test_stacking(make_shield: Make) -> None:
    lenient, strict = make_shield("coding"), make_shield("strict")

    @strict.guard("WRITE_FILE")
    @lenient.guard("WRITE_FILE")
    def write(path: str) -> str:
        return path

    assert write("notes.md") == "notes.md"
    with pytest.raises(ActionDenied):
        write("a.py")


def test_session_guard_counts_for_the_session(make_shield: Make) -> None:
    shield = make_shield("coding", max_per_minute=1)
    session = shield.session()

    @session.guard("Read")
    def read(path: str) -> str:
        return path

    assert read("a") == "a"
    with pytest.raises(ActionDenied, match="Rate limited"):
        read("a")
    assert shield.audit("Read", "a").allowed


def test_misuse_is_named(shield: Shield) -> None:
    with pytest.raises(PolicyError, match="expected 'raise', 'return' or a callable"):
        shield.guard("x", on_deny="explode")
    with pytest.raises(PolicyError, match="decorates functions"):
        shield.guard()(3)  # type: ignore[type-var]


def test_calls_from_threads_are_judged(shield: Shield) -> None:
    @shield.guard("Write")
    def write(path: str) -> None: ...

    stopped: list[bool] = []

    def work(i: int) -> None:
        try:
            write("/etc/passwd" if i % 2 else "a.txt")
        except ActionDenied:
            stopped.append(True)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stopped) == 10


def test_a_critical_finding_of_a_layer_raises(make_shield: Make) -> None:
    class No:
        name = "no"

        def judge(self, action: Any, analysis: Analysis, context: Any) -> list[Finding]:
            return [Finding("no.no", Severity.CRITICAL, "no", "never")]

    shield = make_shield("coding", layers=[No()])

    @shield.guard
    def anything() -> None: ...

    with pytest.raises(ActionDenied, match="never"):
        anything()


def test_proceed_runs_the_judged_call_once(coding: Any) -> None:
    sent = []

    @coding.guard("SEND_EMAIL")
    def send(to: str, lines: list[str]) -> str:
        sent.append((to, lines))
        return "sent"

    lines = ["hi"]
    with pytest.raises(ActionEscalated) as stop:
        send("a@example.com", lines)
    lines.append("changed meanwhile")
    assert stop.value.proceed() == "sent"
    assert sent == [("a@example.com", ["hi"])]
    with pytest.raises(RuntimeError):
        stop.value.proceed()


def test_proceed_without_a_call(coding: Any) -> None:
    with pytest.raises(ActionEscalated) as stop:
        coding.enforce("send_email", {"to": "a@example.com", "body": "hi"})
    with pytest.raises(RuntimeError):
        stop.value.proceed()
