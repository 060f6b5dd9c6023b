"""``--explain``: an action as it was understood, as a tree, with the findings beside the text that caused them."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple

from ..classify import classify
from ..model import Command, Finding, Role, Span, Verdict
from .style import Style, visible

__all__ = ["explained"]

_CODE = (Role.COMMAND, Role.POWERSHELL, Role.CMD, Role.CODE, Role.SQL, Role.SCRIPT)
_COLOURS = {"critical": "red", "high": "red", "medium": "yellow", "low": "dim"}


def explained(verdict: Verdict, action: str, payload: Any, style: Style) -> List[str]:
    """The lines that show how the command line or code in ``payload`` was read; empty when there is none."""
    parts = [part for part in classify(action, payload, 1_000_000).parts if part.role in _CODE]
    analysis = verdict._analysis
    if not parts or analysis is None:
        return []
    lines = _source(*_without_secrets(parts[0].value, verdict), style)
    if analysis.commands:
        lines += ["", *_tree(analysis.commands, verdict, style)]
    return lines


def _without_secrets(text: str, verdict: Verdict) -> Tuple[str, List[Finding]]:
    """The text with its secrets replaced, and the findings with their spans moved along."""
    hide = verdict.redactor.text
    spans = {f.span: f.span and Span(*[len(hide(text[:place])) for place in f.span]) for f in verdict.findings}
    return hide(text), [f._replace(span=spans[f.span]) for f in verdict.findings]


def _source(text: str, findings: Sequence[Finding], style: Style) -> List[str]:
    """The text, and under each line what was found in it, underlined."""
    out: List[str] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        out.append("  " + visible(line))
        for span, found in _by_span(findings).items():
            if span is not None and start <= span.start <= end and span.end > span.start:
                width = max(1, min(span.end, end) - span.start)
                before = len(visible(line[: span.start - start]))
                label = ", ".join(f"{f.severity.word} {f.rule}" for f in found)
                colour = _COLOURS[found[0].severity.word]
                out.append("  " + " " * before + style.paint("^" * width + " " + label, colour))
        start = end + 1
    return out


def _by_span(findings: Sequence[Finding]) -> Dict[Optional[Span], List[Finding]]:
    spans: Dict[Optional[Span], List[Finding]] = {}
    for finding in findings:
        spans.setdefault(finding.span, []).append(finding)
    return spans


def _tree(commands: Sequence[Command], verdict: Verdict, style: Style) -> List[str]:
    """Commands in their order, what is nested deeper indented; under each its effects and findings."""
    effects, hide = verdict.effects, verdict.redactor.text
    out: List[str] = []
    shown: Dict[Tuple[Tuple[str, ...], Optional[Span]], None] = {}
    for command in commands:
        key = (command.argv, command.span)
        if key in shown:
            continue
        shown[key] = None
        indent = "  " + "  " * max(command.depth - 1, 0)
        doubt = "" if command.certain else style.paint("  (some words are not known)", "dim")
        out.append(indent + style.paint(visible(_words(verdict.redactor.value(command.argv))), "bold") + doubt)
        for effect in effects:
            if effect.argv == command.argv and effect.span == command.span:
                out.append(f"{indent}  -> {visible(hide(str(effect)))}")
                out += [
                    f"{indent}     " + style.paint(f"! {f.severity.word} {f.rule}", _COLOURS[f.severity.word])
                    for f in verdict.findings
                    if f.span == effect.span and f.target and f.target == hide(effect.target)
                ]
    rest = [effect for effect in effects if (effect.argv, effect.span) not in shown]
    if rest:
        out.append("  and")
        out += [f"    -> {visible(hide(str(effect)))}" for effect in rest]
    return out


def _words(argv: Sequence[str]) -> str:
    """A command as one line; unknown pieces as an ellipsis."""
    return " ".join(f"'{w}'" if not w or " " in w else w for w in argv).replace("\ue000", "…")
