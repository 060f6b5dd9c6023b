"""Which files are secret to read, and which ordinary files stay ordinary."""

from __future__ import annotations

import pytest

from intentshield.effects.path import locate, target_class
from intentshield.model import Target as T
from intentshield.model import Verb
from tests.conftest import context

POSIX = context()


@pytest.mark.parametrize(
    "path",
    [
        "~/.kube/config",
        "~/.config/ngrok/ngrok.yml",
        "~/.kaggle/kaggle.json",
        "~/.dbt/profiles.yml",
        "~/.fly/config.yml",
        "~/.netlify/config.json",
        "~/.wrangler/config/default.toml",
        "~/.config/github-copilot/apps.json",
        "~/.local/share/opencode/auth.json",
        "~/.supabase/access-token",
        "~/.cloudflared/cert.pem",
        "~/.local/share/atuin/key",
        "~/.config/Signal/config.json",
        "~/.local/share/TelegramDesktop/tdata/key_datas",
        "~/.config/Code/User/globalStorage/state.vscdb",
        "~/.local/share/remmina/x.remmina",
        "~/.config/filezilla/sitemanager.xml",
        "~/.msmtprc",
        "~/.vnc/passwd",
        "~/.var/app/com.google.Chrome/config/google-chrome/Default/x",
        "~/snap/firefox/common/.mozilla/firefox/x",
        "~/.config/Exodus/exodus.wallet/seed",
        "~/Library/Application Support/Slack/storage/root-state.json",
        "/etc/kubernetes/admin.conf",
        "/etc/rancher/k3s/k3s.yaml",
        "/etc/wireguard/wg0.conf",
        "/etc/NetworkManager/system-connections/home.nmconnection",
        "/etc/wpa_supplicant/wpa_supplicant.conf",
        "/etc/ppp/chap-secrets",
        "/etc/mysql/debian.cnf",
        "/etc/letsencrypt/live/x/privkey.pem",
        "/etc/sudoers",
        "/var/lib/kubelet/pki/kubelet-client-current.pem",
        "/var/backups/shadow.bak",
        "/proc/kcore",
        "infra/terraform.tfstate",
        "infra/prod.tfvars",
        "wp-config.php",
    ],
)
def test_reading_shows_credentials(path: str) -> None:
    assert locate(path, POSIX).secret


@pytest.mark.parametrize(
    "path",
    [
        "config.json",
        "src/config/google.ts",
        "certs/server.crt",
        "certs/cert.pem",
        "public.pem",
        ".env.example",
        "infra/prod.tfvars.example",
        "infra/main.tf",
        "wp-config-sample.php",
        "docs/keyrings.md",
        "src/containers/auth.ts",
        "src/opera/index.ts",
        "~/.ssh/config",
        "~/.ssh/known_hosts",
        "~/.aws/config",
        "~/.cloudflared/config.yml",
        "~/.config/nvim/init.lua",
        "/etc/letsencrypt/live/x/fullchain.pem",
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/kubernetes/manifests/kube-apiserver.yaml",
        "/etc/NetworkManager/NetworkManager.conf",
        "/etc/openvpn/README",
    ],
)
def test_ordinary_files(path: str) -> None:
    assert not locate(path, POSIX).secret


@pytest.mark.parametrize("path", ["wp-config.php", "infra/prod.tfvars", "terraform.tfstate", ".env", ".env.local"])
def test_confidential_files_may_be_written(path: str) -> None:
    place = locate(path, POSIX)
    assert target_class(place, Verb.WRITE) is T.WORKSPACE
    assert target_class(place, Verb.READ) is target_class(place, Verb.DELETE) is T.SECRET
