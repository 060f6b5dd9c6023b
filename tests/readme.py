"""The generated parts of README.md.  ``python -m tests.readme`` writes them."""

from __future__ import annotations

import re
from pathlib import Path

from intentshield.policy import FIELDS
from intentshield.profiles import PROFILES
from intentshield.rules.catalogue import BUILT_IN

README = Path(__file__).resolve().parents[1] / "README.md"


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def fields() -> str:
    """The table of policy fields."""
    lines = ["| field | default | |", "|---|---|---|"]
    for field in FIELDS.values():
        own = any(field.name in profile for profile in PROFILES.values())
        lines.append(
            f"| `{field.name}` | {'per profile' if own else f'`{_cell(field.default)}`'} | {_cell(field.doc)} |"
        )
    return "\n".join(lines)


def rules() -> str:
    """The table of rules."""
    lines = ["| rule | severity | profiles | what | references |", "|---|---|---|---|---|"]
    for rule in BUILT_IN:
        where = ", ".join(sorted(rule.profiles)) or "all"
        lines.append(
            f"| `{rule.id}` | {rule.severity.word} | {where} | {_cell(rule.title)} | {_cell(', '.join(rule.references))} |"
        )
    return "\n".join(lines)


TABLES = {"fields": fields, "rules": rules}


def rendered(text: str) -> str:
    """``text`` with its generated parts as they should be."""
    for name, table in TABLES.items():
        text = re.sub(
            rf"<!-- {name} -->\n.*?<!-- /{name} -->",
            lambda _, n=name, t=table: f"<!-- {n} -->\n{t()}\n<!-- /{n} -->",
            text,
            flags=re.DOTALL,
        )
    return text


if __name__ == "__main__":
    README.write_text(rendered(README.read_text(encoding="utf-8")), encoding="utf-8")
