"""The shape of the house: who may import whom, what is pure, what is forbidden; each check is shown to bite."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "intentshield"

#: Lower rooms first; a module may import from its own room and from rooms before it.
ROOMS: list[set[str]] = [
    {"version", "errors", "forks", "tokens", "redact", "model", "text", "frozen", "profiles"},
    {"context", "protocols"},
    {"effects"},
    {"classify"},
    {"tool_schemas"},
    {"policy"},
    {"programs"},
    {"effects.shell"},
    {"effects.python"},
    {"effects.lower"},
    {"rules"},
    {"core_safety", "conscience"},
    {"decide", "session_state"},
    {"events", "store", "front_ends", "surroundings"},
    {"recording"},
    {"limits", "integrity", "siem", "trail"},
    {"trail_check"},
    {"sessions"},
    {"pipeline"},
    {"signing"},
    {"grants"},
    {"hitl"},
    {"replay"},
    {"recorder"},
    {"guard"},
    {"session"},
    {"shield"},
    {"legacy"},
    {"cli", "demo", "__main__", "__init__"},
]

#: Imports inside functions that go upwards, each for a reason given where it stands.
UPWARD = {("core_safety", "legacy"), ("conscience", "legacy")}

PURE = {
    "model",
    "text",
    "tokens",
    "redact",
    "frozen",
    "profiles",
    "context",
    "effects",
    "classify",
    "tool_schemas",
    "policy",
    "rules",
    "core_safety",
    "conscience",
    "decide",
    "pipeline",
}
#: What pure modules may not import: the world.
WORLD = {
    "socket",
    "subprocess",
    "sqlite3",
    "time",
    "random",
    "threading",
    "tempfile",
    "shutil",
    "urllib.request",
    "http",
    "asyncio",
    "pathlib",
    "io",
}
#: ... except where a policy file is read.
ALLOWED_WORLD = {("policy", "os")}
FORBIDDEN = {
    "pickle",
    "shelve",
    "telnetlib",
    "imp",
    "distutils",
    "pkg_resources",
    "setuptools",
    "requests",
    "httpx",
    "pydantic",
    "yaml",
}


def modules(root: Path = PACKAGE) -> dict[str, ast.Module]:
    out = {}
    for path in sorted(root.rglob("*.py")):
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        out[name[: -len(".__init__")] if name.endswith(".__init__") else name] = ast.parse(
            path.read_text(encoding="utf-8")
        )
    return out


def room_of(module: str) -> int:
    parts = module.split(".")
    for name in (".".join(parts[:n]) for n in range(len(parts), 0, -1)):
        for i, room in enumerate(ROOMS):
            if name in room:
                return i
    raise AssertionError(f"{module} has no room; give it one in tests/test_architecture.py")


def _type_checking_only(tree: ast.Module) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            lines |= {n.lineno for n in ast.walk(node) if hasattr(n, "lineno")}
    return lines


def imports(module: str, tree: ast.Module, package: bool) -> list[tuple[str, int]]:
    """(absolute name inside the package or outside, line) of every import that runs."""
    out = []
    skipped = _type_checking_only(tree)
    base = module.split(".") if package else module.split(".")[:-1]
    for node in ast.walk(tree):
        if getattr(node, "lineno", 0) in skipped:
            continue
        if isinstance(node, ast.Import):
            out += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level == 0:
                out.append((node.module or "", node.lineno))
                continue
            parts = base[: len(base) - (node.level - 1)] if node.level > 1 else base
            prefix = ".".join([*parts, *([node.module] if node.module else [])])
            for alias in node.names:
                full = f"{prefix}.{alias.name}" if prefix else alias.name
                out.append(("." + (full if full in NAMES else prefix), node.lineno))
    return out


NAMES = set(modules())


def _is_package(module: str, root: Path = PACKAGE) -> bool:
    return (root / Path(*module.split(".")) / "__init__.py").exists()


def wrong_directions(trees: dict[str, ast.Module]) -> list[str]:
    wrong = []
    for module, tree in trees.items():
        if module == "__init__":
            continue
        for target, line in imports(module, tree, _is_package(module)):
            if target.startswith(".") and target != ".":
                name = target[1:]
                if room_of(name) > room_of(module) and (module, name) not in UPWARD:
                    wrong.append(f"{module}:{line} imports {name}")
    return wrong


def impurities(trees: dict[str, ast.Module]) -> list[str]:
    found = []
    for module, tree in trees.items():
        if module.split(".")[0] not in PURE:
            continue
        for target, line in imports(module, tree, _is_package(module)):
            world = target in WORLD or target.split(".")[0] in (WORLD - {"urllib.request"}) or target in ("os", "sys")
            if world and (module, target) not in ALLOWED_WORLD:
                found.append(f"{module}:{line} imports {target}")
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("open", "eval", "exec", "input", "print")
            ):
                if not (module == "policy" and node.func.id == "open"):
                    found.append(f"{module}:{node.lineno} calls {node.func.id}()")
    return found


def forbidden(trees: dict[str, ast.Module]) -> list[str]:
    import sys

    standard = getattr(sys, "stdlib_module_names", None)
    found = []
    for module, tree in trees.items():
        for target, line in imports(module, tree, _is_package(module)):
            top = target.split(".")[0]
            if not target.startswith(".") and (
                top in FORBIDDEN or (standard and top not in standard and top != "__future__")
            ):
                found.append(f"{module}:{line} imports {target}")
    return found


def test_imports_go_downwards() -> None:
    assert wrong_directions(modules()) == []


def test_pure_modules_touch_nothing() -> None:
    assert impurities(modules()) == []


def test_only_the_standard_library() -> None:
    assert forbidden(modules()) == []


@pytest.mark.parametrize(
    ("check", "module", "code"),
    [
        (wrong_directions, "model", "from .policy import Policy"),
        (wrong_directions, "effects.path", "from ..shield import Shield"),
        (wrong_directions, "decide", "def f():\n    from .cli import main"),
        (impurities, "decide", "import time"),
        (impurities, "effects.url", "import socket"),
        (impurities, "core_safety", "open('x')"),
        (impurities, "text", "eval('1')"),
        (forbidden, "shield", "import requests"),
        (forbidden, "guard", "import pickle"),
    ],
)
def test_the_checks_bite(check: object, module: str, code: str) -> None:
    trees = modules()
    trees[module] = ast.parse(ast.unparse(trees[module]) + "\n" + code) if hasattr(ast, "unparse") else ast.parse(code)
    assert check(trees)  # type: ignore[operator]


def test_functions_are_short_enough_to_read() -> None:
    long = []
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = (node.end_lineno or 0) - node.lineno + 1
                docstring = ast.get_docstring(node)
                lines -= len(docstring.splitlines()) if docstring else 0
                if lines > 60:
                    long.append(f"{module}.{node.name}: {lines}")
    assert long == []


def test_public_things_have_docstrings() -> None:
    bare = []
    for module, tree in modules().items():
        if not ast.get_docstring(tree):
            bare.append(module)
        for node in tree.body:
            if (
                isinstance(node, (ast.FunctionDef, ast.ClassDef))
                and not node.name.startswith("_")
                and not ast.get_docstring(node)
            ):
                if not any(isinstance(d, ast.Name) and d.id == "overload" for d in node.decorator_list):
                    bare.append(f"{module}.{node.name}")
    assert bare == []
