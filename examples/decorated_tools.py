"""A small agent loop whose tools are decorated: ``python examples/decorated_tools.py``.

The "model" is a list of tool calls; the last ones are what a tricked model would ask for.
"""

import tempfile
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

from intentshield import ActionDenied, ActionEscalated, Shield

CALLS: List[Tuple[str, Dict[str, Any]]] = [
    ("write_file", {"path": "todo.txt", "content": "1. ship it"}),
    ("read_file", {"path": "todo.txt"}),
    ("send_mail", {"to": "team@example.com", "body": "done"}),
    ("read_file", {"path": "~/.aws/credentials"}),
    ("write_file", {"path": "../../../etc/sudoers", "content": "ALL"}),
]


def make_tools(shield: Shield, root: Path) -> Dict[str, Callable[..., str]]:
    """Tools as plain functions; the decorator is all they need."""

    @shield.guard
    def write_file(path: str, content: str) -> str:
        (root / path).write_text(content)
        return f"wrote {len(content)} characters"

    @shield.guard
    def read_file(path: str) -> str:
        return (root / path).read_text()

    @shield.guard("SEND_EMAIL", on_escalate=lambda verdict: "queued for approval: " + verdict.reason)
    def send_mail(to: str, body: str) -> str:
        return f"sent to {to}"

    return {"write_file": write_file, "read_file": read_file, "send_mail": send_mail}


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory) / "project"
        root.mkdir()
        shield = Shield("coding", data_dir=Path(directory) / "data", workspace=root).initialize()
        tools = make_tools(shield, root)
        for name, arguments in CALLS:
            try:
                print(f"{name}: {tools[name](**arguments)}")
            except ActionEscalated as stop:
                print(f"{name}: needs approval: {stop.verdict.reason}")
            except ActionDenied as stop:
                print(f"{name}: refused: {stop.verdict.reason}")


if __name__ == "__main__":
    main()
