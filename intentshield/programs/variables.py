"""Environment variables that make programs run, load or trust something, and what their value is.

Sources: the manuals of git 2.45 (ENVIRONMENT), ld.so(8), Python, Node.js, the JVM, Cargo, Go, npm, pip and uv;
MITRE ATT&CK T1574.006 and T1574.007.

``command``   a command line that is run         ``preload``   libraries for every program
``search``    directories with code to load      ``front``     the same, of which the first counts (``PATH``)
``file``      settings, or code that is run first ``options``  further arguments, some of which load code
``lua vim``   code in a language                 ``function``  a function for the shell
``settings``  ``'key=value'`` of git             ``registry``  where packages come from
``service``   where connections are led          ``check``     false switches checking certificates off
``skip``      anything but false does            ``history``   where typed commands are kept

A ``*`` in a name stands for anything.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Dict, Tuple

__all__ = ["TABLE", "find_variable"]

TABLE = r"""
command : EDITOR VISUAL PAGER MANPAGER *_EDITOR *_PAGER *_BROWSER FCEDIT HGEDITOR FZF_*_COMMAND
command : GIT_SSH_COMMAND GIT_SSH GIT_EXTERNAL_DIFF GIT_ASKPASS
command : GIT_PROXY_COMMAND GIT_CONFIG_VALUE_* LESSOPEN LESSCLOSE BROWSER SSH_ASKPASS
command : SUDO_ASKPASS RSYNC_RSH RSH CVS_RSH SVN_SSH PROMPT_COMMAND PS4
command : CC CXX CPP LD AR AS FC NVCC RUSTC RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER CARGO_TARGET_*_RUNNER CARGO_TARGET_*_LINKER
command : npm_config_script_shell NPM_CONFIG_SCRIPT_SHELL npm_config_git
preload : LD_PRELOAD LD_AUDIT DYLD_INSERT_LIBRARIES GCONV_PATH
preload : DOTNET_STARTUP_HOOKS CORECLR_PROFILER_PATH COR_PROFILER_PATH
search : LD_LIBRARY_PATH DYLD_LIBRARY_PATH DYLD_FRAMEWORK_PATH PYTHONPATH PYTHONHOME PERL5LIB PERLLIB RUBYLIB
search : NODE_PATH CLASSPATH LUA_PATH LUA_CPATH GIT_EXEC_PATH GUILE_LOAD_PATH PHP_INI_SCAN_DIR PKG_CONFIG_PATH
front : PATH
file : BASH_ENV ENV ZDOTDIR PYTHONSTARTUP PERL5DB OPENSSL_CONF OPENSSL_MODULES OPENSSL_ENGINES INPUTRC PSQLRC CURL_HOME
file : WGETRC RIPGREP_CONFIG_PATH ANSIBLE_CONFIG TF_CLI_CONFIG_FILE PHPRC GIT_DIR GIT_CONFIG GIT_CONFIG_GLOBAL
file : GIT_CONFIG_SYSTEM GIT_TEMPLATE_DIR BUNDLE_GEMFILE SCREENRC MYVIMRC LESSKEY EMACSLOADPATH
options : NODE_OPTIONS JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS JAVA_OPTS MAVEN_OPTS GRADLE_OPTS SBT_OPTS
options : GOFLAGS RUSTFLAGS PERL5OPT RUBYOPT MAKEFLAGS GNUMAKEFLAGS TAR_OPTIONS ERL_FLAGS ERL_AFLAGS ELIXIR_ERL_OPTIONS
options : RSYNC_OPTIONS PYTEST_ADDOPTS
lua : LUA_INIT
vim : VIMINIT EXINIT
function : BASH_FUNC_*
settings : GIT_CONFIG_PARAMETERS
registry : PIP_INDEX_URL PIP_EXTRA_INDEX_URL UV_INDEX_URL UV_DEFAULT_INDEX UV_EXTRA_INDEX_URL UV_INDEX GOPROXY
registry : npm_config_registry NPM_CONFIG_REGISTRY YARN_REGISTRY YARN_NPM_REGISTRY_SERVER GEM_HOST BUNDLE_MIRROR*
service : http_proxy https_proxy all_proxy ftp_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY FTP_PROXY DOCKER_HOST
check : GIT_SSL_VERIFY NODE_TLS_REJECT_UNAUTHORIZED npm_config_strict_ssl NPM_CONFIG_STRICT_SSL PYTHONHTTPSVERIFY
skip : GIT_SSL_NO_VERIFY
history : HISTFILE HISTSIZE
"""


@lru_cache(maxsize=1)
def _table() -> Dict[str, str]:
    out: Dict[str, str] = {}
    for line in TABLE.splitlines():
        sort, _, names = line.partition(" : ")
        out.update((name, sort) for name in names.split())
    return out


@lru_cache(maxsize=1)
def _patterns() -> Tuple[Tuple[str, str, str], ...]:
    return tuple((*key.split("*"), sort) for key, sort in _table().items() if "*" in key)  # type: ignore[misc]


@lru_cache(maxsize=1024)
def find_variable(name: str) -> str:
    """What the value of an environment variable is to programs that see it; "" if nothing special."""
    table = _table()
    sort = table.get(name)
    if sort is not None:
        return sort
    return next((sort for head, tail, sort in _patterns() if name.startswith(head) and name.endswith(tail)), "")
