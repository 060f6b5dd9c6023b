"""Special readers, for programs whose words do not fit a row of the table (attribute ``@by``).

A reader gets the row, the whole argument vector and the index of the first word that is its own.
"""

from __future__ import annotations

from typing import Dict

from . import archives, git, interpreters, many, operations, system, wrappers
from .common import Reader

__all__ = ["READERS"]

READERS: Dict[str, Reader] = {
    **interpreters.READERS,
    **many.READERS,
    **archives.READERS,
    **git.READERS,
    **system.READERS,
    **operations.READERS,
    **wrappers.READERS,
}
