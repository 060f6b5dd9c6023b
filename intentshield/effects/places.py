"""Which files and directories matter, as data.

Sources: Filesystem Hierarchy Standard 3.0, systemd file-hierarchy(7), MITRE ATT&CK T1552.001 (credentials in
files), T1053/T1543/T1546/T1547 (persistence), T1070 (indicator removal), the vendors' documentation of where
each tool keeps its credentials.
"""

from __future__ import annotations

from typing import FrozenSet, Tuple


def _names(text: str) -> FrozenSet[str]:
    """Names as they are usually written, and in lower case for file systems that ignore case."""
    return frozenset(text.split()) | frozenset(text.lower().split())


def _pairs(*pairs: Tuple[str, str]) -> FrozenSet[Tuple[str, str]]:
    """Neighbouring segments, in both spellings."""
    return frozenset(pairs) | frozenset((a.lower(), b.lower()) for a, b in pairs)


#: First segments of absolute POSIX paths that belong to the operating system.
SYSTEM_TOP = _names(
    "bin boot dev etc lib lib32 lib64 libx32 opt proc run sbin srv sys usr var nix snap"
    " System Library Applications Network Volumes cores private"
)
#: Segments below which every user's home directory lies.
HOME_TOP = _names("home Users")
#: Directories directly below / or in pairs that are as bad to lose as the root.
SYSTEM_ROOTS = frozenset(
    "/" + name
    for name in _names(
        "bin boot dev etc lib lib32 lib64 opt proc run sbin srv sys usr var usr/bin usr/lib usr/lib64 usr/local"
        " usr/sbin usr/share usr/local/bin usr/local/lib var/lib var/log System Library Applications System/Library"
        " etc/ssl etc/ssh etc/systemd etc/pam.d"
    )
)

#: Pseudo devices that hold nothing.
HARMLESS_DEVICES = _names("null zero full random urandom tty stdin stdout stderr ptmx console")

#: Beginnings of the names of devices that hold data or are the machine's memory.
DATA_DEVICES = (
    "sd",
    "hd",
    "vd",
    "xvd",
    "nvme",
    "mmcblk",
    "disk",
    "rdisk",
    "loop",
    "dm-",
    "mapper",
    "md",
    "sr",
    "nbd",
    "ram",
    "zram",
    "mem",
    "kmem",
    "port",
    "kmsg",
    "core",
    "bsg",
    "sg",
    "nvram",
    "mtd",
    "ubi",
    "block",
    "fd0",
    "st0",
    "tape",
    "input",
)

#: Files of /etc that say who may do what.
ACCOUNT_FILES = _names(
    "passwd passwd- shadow shadow- group group- gshadow gshadow- sudoers doas.conf login.defs nsswitch.conf"
    " master.passwd pam.conf krb5.conf krb5.keytab subuid subgid securetty shells opasswd"
)
ACCOUNT_DIRS = _names("sudoers.d pam.d security polkit-1 ssh ssl selinux apparmor.d audit")
#: ... of which reading gives credentials away.
SHADOW_FILES = _names("shadow shadow- gshadow gshadow- master.passwd krb5.keytab opasswd sudoers")
#: Beginnings of system paths below which, or at which, credentials lie.
SECRET_PREFIXES: Tuple[str, ...] = (
    "/etc/wireguard/",
    "/etc/NetworkManager/system-connections",
    "/etc/wpa_supplicant/",
    "/etc/ppp/chap-secrets",
    "/etc/ppp/pap-secrets",
    "/etc/ipsec.secrets",
    "/etc/mysql/debian.cnf",
    "/etc/letsencrypt/accounts",
    "/etc/kubernetes/admin.conf",
    "/etc/kubernetes/super-admin.conf",
    "/etc/kubernetes/controller-manager.conf",
    "/etc/kubernetes/kubelet.conf",
    "/etc/rancher/k3s/k3s.yaml",
    "/etc/rancher/rke2/rke2.yaml",
    "/var/lib/kubelet/pki/",
    "/var/lib/rancher/k3s/server/token",
    "/var/lib/jenkins/secrets",
    "/var/lib/cloud/instance/user-data",
    "/proc/kcore",
)

#: Files and directories of /etc whose content is run by the system.
ETC_STARTUP = _names(
    "profile profile.d bash.bashrc bashrc zshrc zprofile zshenv zsh environment rc.local rc.common init.d inittab"
    " rc0.d rc1.d rc2.d rc3.d rc4.d rc5.d rc6.d rcS.d cron.d cron.daily cron.hourly cron.weekly cron.monthly"
    " crontab anacrontab at.allow cron.allow systemd xdg ld.so.preload ld.so.conf ld.so.conf.d udev modprobe.d"
    " modules modules-load.d update-motd.d NetworkManager periodic launchd.conf emond.d csh.cshrc csh.login fish"
    " init upstart X11 security-limits.d sysctl.conf sysctl.d binfmt.d"
)
#: Other prefixes whose content is run by the system.
STARTUP_PREFIXES: Tuple[str, ...] = (
    "/var/spool/cron",
    "/var/spool/at",
    "/var/at",
    "/lib/systemd",
    "/usr/lib/systemd",
    "/run/systemd",
    "/usr/local/lib/systemd",
    "/Library/LaunchDaemons",
    "/Library/LaunchAgents",
    "/Library/StartupItems",
    "/System/Library/LaunchDaemons",
    "/System/Library/LaunchAgents",
)

#: File names in a home directory that a shell or session runs.
HOME_STARTUP = _names(
    ".bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zprofile .zshenv .zlogin .zlogout"
    " .login .logout .cshrc .tcshrc .kshrc .mkshrc .shrc .xinitrc .xprofile .xsession .xsessionrc .pam_environment"
    " .gitconfig .forward .rhosts .inputrc .vimrc .exrc .emacs .screenrc .gdbinit .pdbrc .pythonrc .Rprofile .irbrc"
)
#: (directory segment, following segment or "") that marks files run by a session or a tool; "" is any.
STARTUP_DIRS: FrozenSet[Tuple[str, str]] = _pairs(
    (".config", "autostart"),
    (".config", "systemd"),
    (".config", "fish"),
    (".config", "environment.d"),
    (".local", "systemd"),
    ("Library", "LaunchAgents"),
    (".ssh", "authorized_keys"),
    (".ssh", "authorized_keys2"),
    (".ssh", "rc"),
    (".ssh", "environment"),
    (".ssh", "config"),
    (".git", "hooks"),
    (".git", "config"),
    ("Programs", "Startup"),
    (".kodi", "userdata"),
    (".oh-my-zsh", ""),
    (".bashrc.d", ""),
    (".ipython", "profile_default"),
)
#: File names that an interpreter runs by itself wherever they are importable.
STARTUP_NAMES = _names(
    "sitecustomize.py usercustomize.py Microsoft.PowerShell_profile.ps1 Microsoft.VSCode_profile.ps1"
    " microsoft.powershell_profile.ps1"
)

#: Directories whose whole content is secret.
SECRET_DIRS = _names(
    ".gnupg .password-store .aws .azure .kube .bitcoin .ethereum .electrum .monero .solana .vault-token .1password"
    " .secrets Keychains keyrings .putty .mozilla .thunderbird .step .sops .oci .bluemix .anthropic .openai .exodus"
    " com.google.Chrome org.chromium.Chromium com.brave.Browser com.microsoft.Edge org.mozilla.firefox"
    " org.signal.Signal org.telegram.desktop com.bitwarden.desktop org.keepassxc.KeePassXC"
)
#: ... pairs of segments.
SECRET_PAIRS: FrozenSet[Tuple[str, str]] = _pairs(
    (".kube", "config"),
    (".config", "gcloud"),
    (".config", "gh"),
    (".config", "hub"),
    (".config", "op"),
    (".config", "rclone"),
    (".config", "solana"),
    (".config", "sops"),
    (".config", "google-chrome"),
    (".config", "chromium"),
    (".config", "BraveSoftware"),
    (".config", "doctl"),
    (".config", "heroku"),
    (".config", "stripe"),
    (".config", "Slack"),
    (".config", "discord"),
    (".config", "Signal"),
    (".config", "Exodus"),
    (".config", "atomic"),
    (".config", "Bitwarden"),
    (".config", "1Password"),
    (".config", "microsoft-edge"),
    (".config", "vivaldi"),
    (".config", "opera"),
    (".config", "ngrok"),
    (".config", "netlify"),
    (".config", "github-copilot"),
    (".config", "glab-cli"),
    (".config", "hcloud"),
    (".config", "linode-cli"),
    (".config", "scw"),
    (".config", "configstore"),
    (".config", "filezilla"),
    (".config", "remmina"),
    (".config", "keybase"),
    (".config", "vercel"),
    (".config", "turso"),
    (".filezilla", "sitemanager.xml"),
    (".ngrok2", "ngrok.yml"),
    (".dbt", "profiles.yml"),
    (".fly", "config.yml"),
    (".netlify", "config.json"),
    (".wrangler", "config"),
    (".supabase", "access-token"),
    (".railway", "config.json"),
    (".cloudflared", "cert.pem"),
    (".purple", "accounts.xml"),
    (".irssi", "config"),
    (".vnc", "passwd"),
    (".jupyter", "jupyter_server_config.json"),
    ("com.vercel.cli", "auth.json"),
    ("opencode", "auth.json"),
    ("containers", "auth.json"),
    ("jupyter", "runtime"),
    ("atuin", "key"),
    ("TelegramDesktop", "tdata"),
    ("Telegram Desktop", "tdata"),
    ("Application Support", "Slack"),
    ("Application Support", "discord"),
    ("Application Support", "Signal"),
    ("Application Support", "Exodus"),
    ("Application Support", "BraveSoftware"),
    (".docker", "config.json"),
    (".terraform.d", "credentials.tfrc.json"),
    (".cargo", "credentials"),
    (".cargo", "credentials.toml"),
    (".gem", "credentials"),
    (".composer", "auth.json"),
    (".m2", "settings.xml"),
    (".m2", "settings-security.xml"),
    (".gradle", "gradle.properties"),
    (".nuget", "NuGet.Config"),
    (".subversion", "auth"),
    (".codex", "auth.json"),
    (".claude", ".credentials.json"),
    (".gemini", "oauth_creds.json"),
    (".huggingface", "token"),
    ("huggingface", "token"),
    ("run", "secrets"),
    ("secrets", "kubernetes.io"),
    ("Application Support", "Google"),
    ("Application Support", "Firefox"),
    ("Microsoft", "Credentials"),
    ("Microsoft", "Protect"),
    ("Microsoft", "Vault"),
)
#: Files in these directories are ordinary even though the directory is secret.
SECRET_DIR_EXCEPTIONS = _names(
    "config known_hosts known_hosts.old authorized_keys config.d cache pubring.kbx pubring.gpg"
)
#: File names that hold credentials wherever they lie.
SECRET_NAMES = _names(
    ".env .envrc .netrc _netrc .pgpass .my.cnf .mylogin.cnf .git-credentials .pypirc .htpasswd .vault-token"
    " .terraformrc .databrickscfg .s3cfg .boto .dockercfg .dockerconfigjson .gitlab-token .snowsql"
    " id_rsa id_dsa id_ecdsa id_ed25519 id_ecdsa_sk id_ed25519_sk wallet.dat wallet.json keystore.json"
    " credentials credentials.json credentials.yml credentials.yaml credentials.xml credentials.ini credentials.toml"
    " credentials.csv credentials.db credentials.tfrc.json credentials.txt"
    " secrets secrets.json secrets.yml secrets.yaml secrets.toml secrets.ini secrets.env secrets.txt secret.json"
    " secret.yml secret.yaml secret.txt secret.key"
    " passwords.json passwords.txt passwords.csv passwd.txt password.txt passwords.kdbx"
    " client_secret.json client_secrets.json service-account.json service_account.json serviceaccount.json"
    " application_default_credentials.json access_tokens.db oauth_creds.json master.key token.json"
    " logins.json key3.db key4.db signons.sqlite cookies.sqlite Cookies"
    " shadow gshadow krb5.keytab ntds.dit NTDS.DIT unattend.xml"
    " sysprep.inf .rclone.conf rclone.conf kubeconfig"
    " vault.yml vault.yaml ansible-vault.yml .vault_pass .vault-pass .secret .secrets"
    " jwt.key session.key private.key privkey.pem private.pem"
    " kaggle.json state.vscdb adbkey sitemanager.xml serviceAccountKey.json .rediscli_auth .smbcredentials .cvspass"
    " .msmtprc .offlineimaprc .muttrc .fetchmailrc .getmailrc .mbsyncrc .vault_pass.txt .vault_password"
    " shadow.bak gshadow.bak mnemonic.txt seedphrase.txt seed_phrase.txt seed-phrase.txt recovery-codes.txt"
) | {"Login Data", "Web Data", "Local State", "login data", "web data", "local state"}
#: Endings of file names that hold private keys or password stores.
SECRET_SUFFIXES: Tuple[str, ...] = (
    ".pem",
    ".key",
    ".p12",
    ".pfx",
    ".jks",
    ".keystore",
    ".kdbx",
    ".kdb",
    ".ppk",
    ".keychain",
    ".keychain-db",
    ".ovpn",
    ".asc.key",
    ".agekey",
    ".wallet",
    ".p8",
    ".remmina",
    ".nmconnection",
    ".kubeconfig",
    ".psafe3",
)
#: Ordinary files that also hold credentials: only reading them is special.
CONFIDENTIAL_NAMES = _names("wp-config.php")
CONFIDENTIAL_SUFFIXES: Tuple[str, ...] = (".tfstate", ".tfstate.backup", ".tfvars", ".tfvars.json")
#: Files of a project that its tools run by themselves.
PROJECT_FILES: Tuple[str, ...] = tuple(
    "Makefile makefile GNUmakefile CMakeLists.txt configure SConstruct wscript package.json Gruntfile.js gulpfile.js"
    " conftest.py setup.py pyproject.toml tox.ini noxfile.py tasks.py fabfile.py dodo.py Dockerfile Containerfile"
    " Cargo.toml build.rs build.gradle build.gradle.kts gradlew mvnw pom.xml build.xml Rakefile Gemfile Justfile"
    " justfile Taskfile.yml Vagrantfile".split()
)
#: Endings of the names of whole databases.
DATABASE_SUFFIXES = (".db", ".sqlite", ".sqlite3", ".mdb", ".rdb", ".dump")
#: Directories of a home that hold what belongs to a person.
PERSONAL_DIRS = _names(
    "Documents Desktop Downloads Pictures Photos Music Movies Videos Mail Maildir .mail .thunderbird Dropbox OneDrive"
    " Nextcloud"
)
#: Names with a secret ending that are public by nature.
PUBLIC_NAMES = _names(
    "cacert.pem ca.pem cert.pem fullchain.pem chain.pem ca-bundle.pem ca-certificates.pem server.crt.pem"
    " public.pem public.key pubkey.pem public_key.pem pub.key root.pem isrgrootx1.pem"
)
#: ``.env`` variants that are templates.
ENV_TEMPLATES = _names("example sample template dist defaults default schema test ci tpl")

#: Editors' and agents' own settings: what they hold is run, or decides what may run.
AGENT_PAIRS: FrozenSet[Tuple[str, str]] = _pairs(
    (".claude", "settings.json"),
    (".claude", "settings.local.json"),
    (".claude", "hooks"),
    (".cursor", "mcp.json"),
    (".cursor", "hooks.json"),
    (".cursor", "permissions.json"),
    (".codex", "config.toml"),
    (".codex", "hooks.json"),
    (".gemini", "settings.json"),
    (".gemini", "extensions"),
    (".copilot", "config.json"),
    (".copilot", "mcp-config.json"),
    (".vscode", "tasks.json"),
    (".vscode", "settings.json"),
    (".vscode", "launch.json"),
    (".vscode", "mcp.json"),
    (".idea", "workspace.xml"),
    (".opencode", "plugin"),
    (".opencode", "opencode.json"),
    ("opencode", "opencode.json"),
    (".devcontainer", "devcontainer.json"),
    (".continue", "config.json"),
    (".continue", "config.yaml"),
    (".aws", "amazonq"),
)
AGENT_NAMES = _names(".mcp.json mcp.json .claude.json .cline_mcp_settings.json cline_mcp_settings.json opencode.json")
AGENT_NAMES |= _names("claude_desktop_config.json .aider.conf.yml .intentshield.json intentshield.json")

#: Version control's own data.
VCS_DIRS = _names(".git .hg .svn .bzr .jj")

#: What was done and typed.
HISTORY_NAMES = _names(
    ".bash_history .zsh_history .zhistory .sh_history .history .ash_history .python_history .node_repl_history"
    " .mysql_history .psql_history .sqlite_history .rediscli_history .mongo_history .dbshell .lesshst .viminfo"
    " .irb_history .pry_history fish_history ConsoleHost_history.txt .wget-hsts"
    " utmp wtmp btmp lastlog utmpx wtmpx faillog"
)
HISTORY_PREFIXES: Tuple[str, ...] = ("/var/log", "/var/audit", "/Library/Logs", "/private/var/log")

#: Sockets and files that are the machine itself.
MACHINE_CONTROL = frozenset(
    {"/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/podman/podman.sock"}
)
#: Kernel interfaces that change the running system when written.
KERNEL_CONTROL: Tuple[str, ...] = ("/proc/sys/", "/proc/sysrq-trigger", "/sys/kernel/", "/sys/fs/", "/sys/power/")

#: Names that Windows reserves for devices in every directory.
WINDOWS_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "clock$", "conin$", "conout$"]
    + [f"com{i}" for i in "123456789¹²³"]
    + [f"lpt{i}" for i in "123456789¹²³"]
)
WINDOWS_SYSTEM_TOP = frozenset(
    {"windows", "winnt", "program files", "program files (x86)", "programdata", "boot", "recovery", "$recycle.bin"}
    | {"system volume information", "perflogs", "efi", "progra~1", "progra~2", "bootmgr", "pagefile.sys"}
)
WINDOWS_HOME_TOP = frozenset({"users", "documents and settings"})

#: Environment variables (upper case) that name the home or a temporary directory.
HOME_VARIABLES = _names("HOME USERPROFILE")
TEMP_VARIABLES = _names("TMPDIR TEMP TMP")

#: Source code and configuration, as the ``strict`` profile's read rule knows them.
SOURCE_SUFFIXES = _names(
    ".py .pyw .pyc .pyo .pyi .pyx .rb .js .jsx .mjs .cjs .ts .tsx .sh .bash .zsh .fish .bat .cmd .ps1 .psm1 .psd1"
    " .php .pl .pm .go .rs .java .kt .c .h .cc .cpp .hpp .cs .swift .scala .lua .r .sql .vbs .key .pem .crt .cer"
    " .pfx .p12 .jks .der .kdbx .ovpn .ppk"
)
CONFIG_NAMES = _names(
    "config config.json config.yaml config.yml config.ini config.toml config.xml config.cfg settings.json"
    " settings.yaml settings.yml settings.ini settings.toml settings.py appsettings.json pyproject.toml setup.cfg"
    " docker-compose.yml docker-compose.yaml compose.yml compose.yaml dockerfile web.config .htpasswd .htaccess"
    " .npmrc .pypirc .netrc .gitconfig .git-credentials kubeconfig terraform.tfvars terraform.tfstate wp-config.php"
)

#: Every segment that can make a file below the workspace special.
MARKERS = (
    SECRET_DIRS
    | {".ssh"}
    | {first for first, _ in SECRET_PAIRS | STARTUP_DIRS | AGENT_PAIRS}
    | VCS_DIRS
    | AGENT_NAMES
    | STARTUP_NAMES
    | HISTORY_NAMES
    | {"site-packages"}
)
