"""Paths to places."""

from __future__ import annotations

import ntpath
import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentshield.effects.path import is_secret_name, locate
from intentshield.model import Target as T
from tests.conftest import context

POSIX = context()
MAC = context(platform="macos", home="/Users/u", workspace="/Users/u/Repo", cwd="/Users/u/Repo")
WINDOWS = context(platform="windows", home="c:/Users/u", workspace="c:/Users/u/repo", cwd="c:/Users/u/repo")


@pytest.mark.parametrize(
    ("path", "cls"),
    [
        ("a.txt", T.WORKSPACE),
        ("./a//b/../c.txt", T.WORKSPACE),
        (".", T.WORKSPACE_ROOT),
        ("..", T.WORKSPACE_ROOT),
        ("*", T.WORKSPACE_ROOT),
        ("../other/x", T.OUTSIDE),
        ("/", T.ROOT),
        ("//", T.ROOT),
        ("/*", T.ROOT),
        ("/../..", T.ROOT),
        ("~", T.HOME_ROOT),
        ("~/", T.HOME_ROOT),
        ("~/*", T.HOME_ROOT),
        ("$HOME/x", T.HOME),
        ("${HOME}", T.HOME_ROOT),
        ("~root/x", T.HOME),
        ("/home", T.HOME_ROOT),
        ("/home/eve", T.HOME_ROOT),
        ("/etc", T.SYSTEM_ROOT),
        ("/etc/hosts", T.SYSTEM),
        ("/usr/bin/x", T.SYSTEM),
        ("/tmp/x", T.SCRATCH),
        ("/tmp", T.SYSTEM),
        ("/etc/passwd", T.ACCOUNTS),
        ("/etc/sudoers.d/x", T.ACCOUNTS),
        ("/etc/ssh/sshd_config", T.ACCOUNTS),
        ("/dev/null", T.STDIO),
        ("/dev/fd/3", T.STDIO),
        ("/dev/sda1", T.DEVICE),
        ("/dev/shm/x", T.SCRATCH),
        ("~/.ssh/id_rsa", T.SECRET),
        ("~/.ssh/known_hosts", T.HOME),
        ("~/.ssh/id_rsa.pub", T.HOME),
        ("~/.ssh/authorized_keys", T.STARTUP),
        ("~/.aws/credentials", T.SECRET),
        ("~/.aws/config", T.HOME),
        ("~/.env", T.SECRET),
        (".env", T.WORKSPACE),
        (".env.local", T.WORKSPACE),
        (".env.example", T.WORKSPACE),
        ("~/.config/gcloud/x.json", T.SECRET),
        ("~/.kube/config", T.SECRET),
        ("~/.netrc", T.SECRET),
        ("~/.npmrc", T.SECRET),
        (".npmrc", T.WORKSPACE),
        ("~/.bashrc", T.STARTUP),
        ("/etc/cron.d/x", T.STARTUP),
        ("/etc/systemd/system/x.service", T.STARTUP),
        ("/var/spool/cron/root", T.STARTUP),
        ("~/.config/systemd/user/x.service", T.STARTUP),
        ("/etc/ld.so.preload", T.STARTUP),
        (".git/hooks/pre-push", T.STARTUP),
        (".git/config", T.STARTUP),
        (".git/HEAD", T.VCS),
        (".claude/settings.json", T.AGENT_CONFIG),
        (".mcp.json", T.AGENT_CONFIG),
        (".vscode/tasks.json", T.AGENT_CONFIG),
        ("/var/log/syslog", T.HISTORY),
        ("~/.bash_history", T.HISTORY),
        ("/proc/1/environ", T.SECRET),
        ("/var/run/docker.sock", T.MACHINE),
        ("/var/www/html/x", T.OUTSIDE),
        ("/mnt/data/x", T.OUTSIDE),
        ("/opt", T.SYSTEM_ROOT),
        ("file:///etc/passwd", T.ACCOUNTS),
        ("/e?c/shadow", T.ACCOUNTS),
        ("/etc/sh*", T.ACCOUNTS),
        ("~/.ssh/*", T.SECRET),
        ("~/.ssh/id_*", T.SECRET),
        ("*.py", T.WORKSPACE),
        (".e*v", T.SECRET),
        ("C:\\Windows\\System32\\x.dll", T.SYSTEM),
        ("C:\\", T.ROOT),
        ("\\\\host\\share\\x", T.REMOTE),
        ("C:\\Users\\u", T.HOME_ROOT),
    ],
)
def test_posix(path: str, cls: T) -> None:
    assert locate(path, POSIX).cls is cls


@pytest.mark.parametrize(
    ("path", "cls"),
    [
        ("SRC/a", T.WORKSPACE),
        ("/users/U/repo", T.WORKSPACE_ROOT),
        ("/private/etc/passwd", T.ACCOUNTS),
        ("/private/tmp/x", T.SCRATCH),
        ("~/Library/LaunchAgents/x.plist", T.STARTUP),
        ("~/Library/Keychains/login.keychain-db", T.SECRET),
        ("/System", T.SYSTEM_ROOT),
    ],
)
def test_macos(path: str, cls: T) -> None:
    assert (
        locate(
            path,
            context(
                platform="macos",
                home="/Users/u",
                workspace="/Users/u/Repo",
                cwd="/Users/u/Repo",
                scratch=("/tmp", "/private/tmp"),
            ),
        ).cls
        is cls
    )


@pytest.mark.parametrize(
    ("path", "cls"),
    [
        ("src\\a.py", T.WORKSPACE),
        ("..\\..\\..\\Windows\\x", T.SYSTEM),
        ("C:\\", T.ROOT),
        ("c:/users/U", T.HOME_ROOT),
        ("\\Windows\\x", T.SYSTEM),
        ("%USERPROFILE%\\.ssh\\id_rsa", T.SECRET),
        ("C:\\Users\\u\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\x.bat", T.STARTUP),
        ("C:\\Windows\\System32\\config\\SAM", T.ACCOUNTS),
    ],
)
def test_windows(path: str, cls: T) -> None:
    assert locate(path, WINDOWS).cls is cls


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("a\0b", "null-byte"),
        ("a\x07b", "control-character"),
        ("C:\\x\\nul", "reserved-name"),
        ("C:\\x\\COM1.txt", "reserved-name"),
        ("C:\\x\\a.txt:s", "alternate-stream"),
        ("C:\\x\\a.txt. .", "trailing-dot"),
        ("\\\\h\\s\\x", "unc"),
        ("\\\\?\\C:\\x", "device-path"),
    ],
)
def test_problems(path: str, problem: str) -> None:
    assert problem in locate(path, POSIX).problems


def test_protected_and_own_files_come_first() -> None:
    ctx = context(protected_files=["plan.txt", "*.secret", "docs/internal"], own=("/opt/shield",))
    assert locate("a/Plan.TXT", ctx).cls is T.PROTECTED
    assert locate("x.secret", ctx).cls is T.PROTECTED
    assert locate("docs/internal/x.md", ctx).cls is T.PROTECTED
    assert locate("docs/internals.md", ctx).cls is T.WORKSPACE
    assert locate("/opt/shield/seal.json", ctx).cls is T.OWN


_SEGMENT = st.sampled_from(["a", "b.c", "..", ".", "", "d e", "~", "x~"])


@given(st.lists(_SEGMENT, max_size=8), st.booleans())
def test_normalisation_agrees_with_posixpath(segments: list[str], absolute: bool) -> None:
    path = ("/" if absolute else "./") + "/".join(segments)
    expected = posixpath.normpath(posixpath.join("/work/repo", path)).replace("//", "/")
    assert locate(path, POSIX).path == expected


@given(st.lists(st.sampled_from(["a", "b.c", "..", ".", ""]), max_size=8))
def test_normalisation_agrees_with_ntpath(segments: list[str]) -> None:
    path = "C:\\" + "\\".join(segments)
    assert locate(path, WINDOWS).path.rstrip("/") == ntpath.normpath(path).replace("\\", "/").replace(
        "C:", "c:"
    ).rstrip("/")


@given(st.text(max_size=60))
def test_anything_is_located(text: str) -> None:
    for ctx in (POSIX, MAC, WINDOWS):
        locate(text, ctx)


def test_secret_names() -> None:
    assert all(
        is_secret_name(n)
        for n in (".env", "prod.env", "id_rsa", "x.pem", "server.key", "Login Data", "credentials.json", "ID_RSA")
    )
    assert not any(
        is_secret_name(n)
        for n in (".env.example", "id_rsa.pub", "server-cert.pem", "keyboard.py", "environment.yml", "key.ts")
    )
