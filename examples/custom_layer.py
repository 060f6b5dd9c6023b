"""A layer of one's own: it sees what an action would do and may only make verdicts stricter.

``python examples/custom_layer.py``
"""

import tempfile
from datetime import datetime, timezone
from typing import Callable, List

from intentshield import Action, Analysis, Finding, Severity, Shield
from intentshield.context import Context


class QuietHours:
    """Nothing is sent to people between 22:00 and 06:00 UTC."""

    name = "QuietHours"

    def __init__(self, hour: Callable[[], int] = lambda: datetime.now(timezone.utc).hour) -> None:
        self.hour = hour

    def judge(self, action: Action, analysis: Analysis, context: Context) -> List[Finding]:
        if 6 <= self.hour() < 22:
            return []
        return [
            Finding("team.quiet-hours", Severity.HIGH, self.name, "Nobody is to be woken up")
            for effect in analysis.effects
            if effect.verb == "send" and effect.cls == "person"
        ]


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        for hour in (12, 23):
            shield = Shield(
                "coding", data_dir=data, layers=[QuietHours(lambda hour=hour: hour)], on_finding={"high": "deny"}
            )
            verdict = shield.audit("send_email", {"to": "ops@example.com", "body": "done"})
            print(f"{hour}:00 {verdict.decision}: {verdict.reason}")


if __name__ == "__main__":
    main()
