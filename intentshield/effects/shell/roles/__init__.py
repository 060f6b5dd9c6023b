"""What a word means by its role: one function a role (see :mod:`intentshield.programs`)."""

from __future__ import annotations

from ..call import ROLE_READERS
from . import code, files, network, settings

__all__ = ["ROLE_READERS", "code", "files", "network", "settings"]
