"""Colours that respect ``NO_COLOR``, ``FORCE_COLOR``, pipes and dumb terminals."""

from __future__ import annotations

import os
import re
import sys
from typing import Optional, TextIO

from ..model import Decision, Severity

__all__ = ["COLOURS", "Style", "one_line", "out", "visible"]

_CODES = {"red": "31", "green": "32", "yellow": "33", "blue": "34", "magenta": "35", "bold": "1", "dim": "2"}
#: Word -> colour, for decisions and states.
COLOURS = {"allow": "green", "escalate": "yellow", "deny": "red"}
_DECISIONS = {Decision.ALLOW: "green", Decision.ESCALATE: "yellow", Decision.DENY: "red"}
_SEVERITIES = {Severity.LOW: "dim", Severity.MEDIUM: "yellow", Severity.HIGH: "magenta", Severity.CRITICAL: "red"}


def _wanted(stream: TextIO) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    if os.environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    return os.name != "nt" or bool(os.environ.get("WT_SESSION") or os.environ.get("TERM") or os.environ.get("ANSICON"))


class Style:
    """Paints words for one stream."""

    def __init__(self, stream: TextIO) -> None:
        self.on = _wanted(stream)
        encoding = (getattr(stream, "encoding", None) or "ascii").lower()
        self.unicode = encoding.replace("-", "") in ("utf8", "utf16", "cp65001")

    def paint(self, text: str, colour: str) -> str:
        """``text`` in a colour, or as it is."""
        return f"\x1b[{_CODES[colour]}m{text}\x1b[0m" if self.on else text

    def decision(self, decision: Decision, width: int = 0) -> str:
        """A decision in its colour, padded to ``width``."""
        return self.paint(decision.value.ljust(width), _DECISIONS[decision])

    def severity(self, severity: Severity, width: int = 0) -> str:
        """A severity in its colour, padded to ``width``."""
        return self.paint(severity.word.ljust(width), _SEVERITIES[severity])


def visible(text: str) -> str:
    """``text`` without control characters, so that a payload cannot drive the reader's terminal (CWE-150)."""
    return "".join(ch if ch.isprintable() or ch == "\n" else f"\\x{ord(ch):02x}" for ch in text)


def one_line(text: object, width: int) -> str:
    """``text`` as :func:`visible`, on one line of at most ``width`` characters."""
    line = visible(str(text)).replace("\n", " ")
    return line if len(line) <= width else line[: max(width - 3, 1)] + "..."


#: Control characters, but for tab, line feed and the colours of :class:`Style`.
_CONTROLS = re.compile(
    r"(?!\x1b\[(?:0|"
    + "|".join(_CODES.values())
    + r")m)[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def out(text: str = "", stream: Optional[TextIO] = None) -> None:
    """Print one line; characters the stream cannot show, or that would drive a terminal, are replaced."""
    stream = stream or sys.stdout
    if not text.isprintable():
        text = _CONTROLS.sub(lambda found: f"\\x{ord(found.group()):02x}", text)
    encoding = getattr(stream, "encoding", None) or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding, "replace"), file=stream)
