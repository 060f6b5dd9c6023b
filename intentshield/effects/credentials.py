"""Credentials in environment variables: which names hold one, and which hosts it is for.

Sources: the vendors' documentation of the variables that their tools read; CWE-522, MITRE ATT&CK T1552.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, FrozenSet, NamedTuple, Tuple

__all__ = ["PREFIX", "credential_labels", "is_issuer"]

#: How the label of a value starts that holds a credential; the name of its issuer follows, if that is known.
PREFIX = "token:"

#: Issuer: beginnings of the names of its variables : domains that it is sent to.
_TABLE = """
aws : AWS_ : amazonaws.com amazonaws.com.cn aws.amazon.com api.aws
github : GITHUB_ GH_ : github.com githubusercontent.com ghcr.io githubcopilot.com
gitlab : GITLAB_ CI_JOB_ : gitlab.com
bitbucket : BITBUCKET_ : bitbucket.org atlassian.com
openai : OPENAI_ : openai.com azure.com
anthropic : ANTHROPIC_ CLAUDE_ : anthropic.com claude.ai
google : GOOGLE_ GEMINI_ GCP_ GCLOUD_ : googleapis.com google.com
azure : AZURE_ ARM_ : azure.com windows.net microsoftonline.com microsoft.com
npm : NPM_ NODE_AUTH_ : npmjs.org npmjs.com pkg.github.com
pypi : PYPI_ TWINE_ UV_PUBLISH_ POETRY_PYPI_ : pypi.org
docker : DOCKER_ DOCKERHUB_ : docker.com docker.io
cargo : CARGO_REGISTRY_ : crates.io
huggingface : HF_ HUGGINGFACE_ HUGGING_FACE_ : huggingface.co hf.co
stripe : STRIPE_ : stripe.com
slack : SLACK_ : slack.com
telegram : TELEGRAM_ : telegram.org
discord : DISCORD_ : discord.com
sentry : SENTRY_ : sentry.io
cloudflare : CLOUDFLARE_ CF_ : cloudflare.com
digitalocean : DIGITALOCEAN_ : digitalocean.com digitaloceanspaces.com
heroku : HEROKU_ : heroku.com
vercel : VERCEL_ : vercel.com
netlify : NETLIFY_ : netlify.com
fly : FLY_ : fly.io
twilio : TWILIO_ : twilio.com
sendgrid : SENDGRID_ : sendgrid.com
atlassian : ATLASSIAN_ JIRA_ CONFLUENCE_ : atlassian.net atlassian.com
datadog : DATADOG_ DD_ : datadoghq.com datadoghq.eu
codecov : CODECOV_ : codecov.io
sonar : SONAR_ : sonarcloud.io sonarsource.com
snyk : SNYK_ : snyk.io
linear : LINEAR_ : linear.app
notion : NOTION_ : notion.com notion.so
"""
_CREDENTIAL = re.compile(
    r"(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|APIKEY|API_KEY|ACCESS_KEY|SECRET_KEY|PRIVATE_KEY|AUTH_KEY|PAT"
    r"|CREDENTIALS?|SECRET_ACCESS_KEY|DATABASE_URL)(?:_|$)",
    re.IGNORECASE,
)
_PUBLIC = re.compile(r"_(?:FILE|PATH|NAME|ID|DIR)$|ACCESS_KEY_ID", re.IGNORECASE)


class Issuer(NamedTuple):
    """Somebody who issues credentials: beginnings of variables' names, and domains."""

    name: str
    prefixes: Tuple[str, ...]
    domains: FrozenSet[str]


@lru_cache(maxsize=1)
def _issuers() -> Dict[str, Issuer]:
    rows = [[field.split() for field in line.split(" : ")] for line in _TABLE.strip().splitlines()]
    return {name[0]: Issuer(name[0], tuple(prefixes), frozenset(domains)) for name, prefixes, domains in rows}


@lru_cache(maxsize=1024)
def credential_labels(variable: str) -> FrozenSet[str]:
    """The label of the value of an environment variable whose name says that it is a credential; else none.

    >>> [sorted(credential_labels(name)) for name in ("GITHUB_TOKEN", "API_KEY", "PATH")]
    [['token:github'], ['token:'], []]
    """
    if not _CREDENTIAL.search(variable) or _PUBLIC.search(variable):
        return frozenset()
    upper = variable.upper()
    name = next((issuer.name for issuer in _issuers().values() if upper.startswith(issuer.prefixes)), "")
    return frozenset({PREFIX + name})


def is_issuer(label: str, host: str) -> bool:
    """Whether a credential with this label is for ``host``: its issuer's, or an installation named after it."""
    name = label[len(PREFIX) :]
    issuer = _issuers().get(name)
    parts = host.split(".")
    return name in re.split(r"[.-]", host) or (
        issuer is not None and any(".".join(parts[i:]) in issuer.domains for i in range(len(parts)))
    )
