"""Looking things up in the world, so that everything else need not: directories, links, the platform."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from typing import Callable, Optional, Tuple

__all__ = ["default_workspace", "home_directory", "normal", "platform_name", "resolver", "scratch_directories"]


def platform_name() -> str:
    """``windows``, ``macos`` or ``posix``."""
    if os.name == "nt":
        return "windows"
    return "macos" if sys.platform == "darwin" else "posix"


def normal(path: str) -> str:
    """An absolute path with links followed and ``/`` between segments."""
    real = os.path.realpath(os.path.expanduser(path))
    return real if os.sep == "/" else real[:1].lower() + real[1:].replace(os.sep, "/")


def home_directory() -> str:
    """The user's home directory, ``""`` when there is none."""
    home = os.path.expanduser("~")
    return "" if home in ("~", "/") else normal(home)


def scratch_directories(platform: str) -> Tuple[str, ...]:
    """Directories for temporary files."""
    found = ["/tmp", "/var/tmp"] if platform != "windows" else []  # noqa: S108 - names to recognise
    if platform == "macos":
        found += ["/private/tmp", "/private/var/folders", "/var/folders"]
    try:
        found.append(normal(tempfile.gettempdir()))
    except OSError:
        pass
    return tuple(dict.fromkeys(found))


def default_workspace(home: str) -> Optional[str]:
    """The current directory, unless it is a root, a home or a system directory."""
    try:
        here = normal(os.getcwd())
    except OSError:
        return None
    if here == home or here.count("/") < 2 or here.startswith(("/etc", "/usr", "/bin", "/var/lib", "c:/windows")):
        return None
    return here


def too_wide(directory: str, home: str) -> bool:
    """Whether a directory is a root, a home or one of the system's, and so no workspace."""
    return directory == home or directory.count("/") < 2 or directory in _SYSTEM


_SYSTEM = frozenset({"/usr/bin", "/usr/lib", "/usr/local", "/usr/share", "/usr/local/bin", "/var/lib", "/var/log"})


def resolver(base: Optional[str]) -> Callable[[str], str]:
    """A resolver that looks at the segments below ``base`` (a real path) only, and at everything elsewhere.

    On POSIX a path below ``base`` costs one ``lstat`` a segment.  Whatever cannot be looked at stays as it is.
    """

    def resolve(path: str) -> str:
        if base is None or os.sep != "/" or not path.startswith(base + "/"):
            return _real(path)
        at = len(base)
        end = len(path)
        while at < end:
            following = path.find("/", at + 1)
            at = end if following < 0 else following
            try:
                mode = os.lstat(path[:at]).st_mode
            except OSError:
                return path
            except ValueError:
                return path
            if stat.S_ISLNK(mode):
                return _real(path)
        return path

    return resolve


def _real(path: str) -> str:
    try:
        real = os.path.realpath(path)
    except (OSError, ValueError):
        return path
    return real if os.sep == "/" else real[:1].lower() + real[1:].replace(os.sep, "/")
