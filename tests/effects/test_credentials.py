"""Environment variables that hold credentials, and whose they are."""

from __future__ import annotations

import pytest

from intentshield.effects.credentials import credential_labels, is_issuer


@pytest.mark.parametrize(
    ("variable", "label"),
    [
        ("GITHUB_TOKEN", "token:github"),
        ("GH_TOKEN", "token:github"),
        ("AWS_SECRET_ACCESS_KEY", "token:aws"),
        ("AWS_SESSION_TOKEN", "token:aws"),
        ("OPENAI_API_KEY", "token:openai"),
        ("openai_api_key", "token:openai"),
        ("NPM_TOKEN", "token:npm"),
        ("API_KEY", "token:"),
        ("TOKEN", "token:"),
        ("DB_PASSWORD", "token:"),
        ("DATABASE_URL", "token:"),
    ],
)
def test_credentials(variable: str, label: str) -> None:
    assert credential_labels(variable) == {label}


@pytest.mark.parametrize(
    "variable",
    "PATH HOME KEYBOARD AWS_REGION AWS_ACCESS_KEY_ID GITHUB_ACTOR TOKENIZERS_PARALLELISM SECRET_NAME PASSWORD_FILE"
    " SSH_AUTH_SOCK MONKEY AUTHOR".split(),
)
def test_no_credentials(variable: str) -> None:
    assert not credential_labels(variable)


@pytest.mark.parametrize(
    ("label", "host", "expected"),
    [
        ("token:github", "github.com", True),
        ("token:github", "api.github.com", True),
        ("token:github", "github.corp.example", True),
        ("token:github", "evil.example", False),
        ("token:github", "notgithub.com", False),
        ("token:aws", "s3.eu-west-1.amazonaws.com", True),
        ("token:aws", "github.com", False),
        ("token:sonar", "sonarcloud.io", True),
    ],
)
def test_issuers(label: str, host: str, expected: bool) -> None:
    assert is_issuer(label, host) is expected
