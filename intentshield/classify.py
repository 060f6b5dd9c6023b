"""What an action is: its kind from its name, and the typed strings inside its payload.

One alias table maps action names in any spelling (``SHELL_EXEC``, ``shellExec``, ``shell-exec``,
``mcp__shell__exec``) to a :class:`~intentshield.model.Kind`.  Names it does not know keep the verb that their
words show (``send_email`` sends); the rest are unknown, and their strings are judged as everything they could be.
"""

from __future__ import annotations

import json
import re
import shlex
from functools import lru_cache
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from .effects.account import looks_like_account
from .effects.path import looks_like_path
from .effects.sql import looks_like_sql
from .effects.url import looks_like_url
from .model import Action, Kind, Part, Role, Verb
from .text import split_name

__all__ = ["Name", "action_key", "classify", "classify_name", "role_of_key"]

MAX_DEPTH = 32
MAX_PARTS = 10_000
MAX_NAME = 256

_ALIAS_TABLE: Dict[Kind, str] = {
    Kind.SHELL: """
        shell exec shellexec execshell bash sh zsh terminal runcommand runterminal runterminalcommand
        runterminalcmd executecommand execcommand executebash executeshell executeshellcommand runshell
        runshellcommand runbash runbashcommand bashcommand shellcommand shelltool localshell localshellcall
        containerexec command cmdexec console process startprocess runprocess executeprocess subprocess system
        ossystem terminalexecute executeterminal interactwithprocess terminaltool runinterminal
        runscript executescript sshexec sshcommand writestdin launchprocess
    """,
    Kind.POWERSHELL: "powershell pwsh runpowershell executepowershell powershellcommand",
    Kind.CMD: "cmd cmdexe batch runbatch windowscommand",
    Kind.PYTHON: """
        python python3 py execpython pythonexec runpython executepython pythoncode pythonrepl repl ipython
        jupyter executecode runcode codeinterpreter codeexecution executecell runcell notebookexecute
        executeipython runipython pythoninterpreter executepythoncode runpythoncode notebookedit
        pythontool runcell jupyterexecute codeact
    """,
    Kind.JAVASCRIPT: """
        javascript js node nodejs runjavascript executejavascript runjs evaluatejavascript browserevaluate
        puppeteerevaluate playwrightevaluate evaljs executejs browserexecutejavascript typescript runtypescript
    """,
    Kind.SQL: """
        sql runsql executesql sqlquery querysql dbquery databasequery querydatabase executequery runquery
        readquery writequery createtable altertable postgresquery mysqlquery sqlitequery sqlexec sqldbquery
        executestatement dropdatabase droptable
    """,
    Kind.READ: """
        read readfile fileread cat type getcontent getfile openfile viewfile fileview view readtextfile
        readmediafile readmultiplefiles readfiles readmanyfiles getfilecontents getfileinfo notebookread head tail
        loadfile readlines readresource downloadfile stat fileinfo viewimage readimage readnotebook
    """,
    Kind.WRITE: """
        write writefile filewrite createfile newfile savefile touch putfile setcontent addcontent outfile
        appendfile appendtofile writetofile createorupdatefile writefiles createdirectory mkdir makedirectory
        createdir createfolder savetofile
    """,
    Kind.EDIT: """
        edit editfile fileedit multiedit strreplace strreplaceeditor strreplacebasededittool replace
        replaceinfile searchreplace searchandreplace insert insertfile applypatch applydiff patch update
        updatefile modifyfile applyedit undoedit editblock replacelines smartedit
    """,
    Kind.DELETE: """
        delete deletefile filedelete removefile rm del unlink rmdir deletedirectory removedirectory deletefolder
        removeitem erase erasefile deletepath remove trash deletefiles
    """,
    Kind.MOVE: "move movefile renamefile rename mv copy copyfile cp copyitem moveitem filemove filecopy",
    Kind.LIST: """
        ls dir list listfiles listdir listdirectory listdirectorywithsizes directorytree tree glob find findfiles
        filesearch searchfiles grep ripgrep rg greptool grepsearch codesearch codebasesearch searchfilecontent
        listalloweddirectories listcodedefinitionnames filesystemsearch globtool ls tools listfolder searchtext
        searchincode listcodeusages
    """,
    Kind.FETCH: """
        browse fetch webfetch fetchurl geturl httpget httprequest http get curl wget openurl navigate
        browsernavigate visit visiturl visitwebpage gotourl goto openbrowser puppeteernavigate playwrightnavigate
        requests requestsget fetchwebpage fetchwebcontent urlfetch readurl loadurl scrape scrapeurl crawl crawlurl
        webbrowser browser webpage getwebpage readwebpage download fetchhtml fetchjson fetchtxt fetchmarkdown
        post httppost put patchurl webhook openpage browseweb readurlcontent firecrawlscrape apirequest callapi
        httpput httpdelete requestspost
    """,
    Kind.SEARCH: """
        search websearch searchweb googlesearch google bing bingsearch duckduckgo bravesearch bravewebsearch
        bravelocalsearch internetsearch searchinternet tavilysearch serper exasearch googlewebsearch lookup
        wikipedia arxiv searchwikipedia searchquery toolsearch
    """,
    Kind.SAY: """
        answer reply say speak respond response chat message output print finalanswer final finish tell display
        askuser askuserquestion askfollowupquestion attemptcompletion notifyuser messageuser replytouser complete
        submit result return taskcomplete exitplanmode talk echo say comment
    """,
    Kind.THINK: """
        think thought reason reflect reflection plan meditate analyze analyse note todo todowrite todoread
        sequentialthinking updateplan writetodos scratchpad memo ponder consider summarize summarise
    """,
}

#: Tools of common MCP servers whose names alone would mislead: server -> tool -> kind or verb.
_SERVER_TABLE: Dict[str, Dict[str, Union[Kind, Verb]]] = {
    "git": {
        "gitstatus": Verb.READ,
        "gitdiff": Verb.READ,
        "gitdiffstaged": Verb.READ,
        "gitdiffunstaged": Verb.READ,
        "gitlog": Verb.READ,
        "gitshow": Verb.READ,
        "gitbranch": Verb.READ,
        "gitadd": Verb.WRITE,
        "gitcommit": Verb.WRITE,
        "gitcheckout": Verb.WRITE,
        "gitcreatebranch": Verb.WRITE,
        "gitinit": Verb.WRITE,
        "gitreset": Verb.WRITE,
    },
    "memory": {
        "createentities": Verb.WRITE,
        "createrelations": Verb.WRITE,
        "addobservations": Verb.WRITE,
        "deleteentities": Verb.DELETE,
        "deleteobservations": Verb.DELETE,
        "deleterelations": Verb.DELETE,
        "readgraph": Verb.READ,
        "searchnodes": Verb.READ,
        "opennodes": Verb.READ,
    },
    "time": {"getcurrenttime": Verb.READ, "converttime": Verb.READ},
    "sqlite": {"listtables": Verb.READ, "describetable": Verb.READ, "appendinsight": Verb.WRITE, "query": Kind.SQL},
    "postgres": {"query": Kind.SQL, "execute": Kind.SQL},
    "postgresql": {"query": Kind.SQL, "execute": Kind.SQL},
    "mysql": {"query": Kind.SQL, "execute": Kind.SQL},
    "everything": {"echo": Verb.READ, "add": Verb.READ, "getsum": Verb.READ, "printenv": Verb.READ},
}

#: The verb that a word of a tool's name stands for.  The first word that is listed decides.
_VERB_TABLE: Dict[Verb, str] = {
    Verb.READ: """
        get list read search find fetch query show view describe lookup count check browse inspect status info
        retrieve load peek preview compare validate verify calculate compute convert translate summarize analyze
        analyse explain estimate forecast suggest recommend rank filter select watch monitor tail scan detect
        obtener leer buscar listar lire chercher lister lesen suchen anzeigen abrufen
        lookup who what when where is has can ping help detail details history
        consultar mostrar ver obter ler procurar listare leggere cercare mostrare ottenere consulter afficher
        obtenir recuperer verifier lese suche zeige hole holen pruefen ophalen zoeken hamta visa
    """,
    Verb.WRITE: """
        create add update set put edit write insert append save upload modify rename move copy schedule book
        reserve assign label tag mark star archive draft log record register replace upsert sync import store
        crear anadir guardar actualizar creer ajouter enregistrer erstellen speichern anlegen aendern
        reschedule complete close reopen resolve accept decline rsvp subscribe follow like bookmark
        adicionar salvar atualizar escrever agregar escribir subir modificar aggiungere salvare aggiornare
        scrivere creare sauvegarder modifier ecrire televerser schreiben hinzufuegen aktualisieren hochladen
        bearbeiten toevoegen opslaan skapa spara reassign attach link pin unpin enable generate
    """,
    Verb.DELETE: """
        delete remove drop destroy purge erase clear wipe cancel trash unlink uninstall terminate empty truncate
        discard eliminar borrar supprimer effacer loeschen entfernen unsubscribe unregister deprovision reset
        excluir apagar remover deletar cancellare eliminare rimuovere annulla supprime annuler vider loesche
        entferne stornieren kuendigen verwijderen wissen radera scrub expunge shred
        decommission deactivate void kick ban unpublish
    """,
    Verb.SEND: """
        send post reply forward publish tweet share message notify comment email mail sms text call dm broadcast
        invite announce respond enviar publicar envoyer publier senden veroeffentlichen teilen push
        mandar compartir responder compartilhar inviare pubblicare condividere partager repondre
        diffuser sende teile antworten einladen benachrichtigen verzenden delen skicka dela transmit deliver
        dispatch emit syndicate crosspost retweet whisper fax telegram
    """,
    Verb.PAY: """
        pay transfer buy purchase order checkout charge refund withdraw deposit donate wire remit trade sell swap
        stake bid tip invoice pagar comprar transferir payer acheter virement bezahlen kaufen ueberweisen
        abonar cobrar vender retirar donar pague pagamento trasferire acquistare vendere virer
        vendre regler spenden abheben verkaufen ueberweise zahlen betalen overmaken betala payout disburse
        redeem topup liquidate mint burn airdrop prepay reimburse autopay
        reinvest
    """,
    Verb.PERMIT: """
        grant revoke permit authorize authorise promote demote chmod chown escalate allow impersonate
        unlock unblock whitelist
        conceder otorgar revocar autorizar permitir concedere revocare autorizzare accorder revoquer autoriser
        octroyer berechtigen gewaehren widerrufen entziehen freigeben freischalten erlauben elevate entitle
        sudo allowlist assume deputize
    """,
    Verb.EXECUTE: """
        run execute exec eval evaluate invoke start trigger launch spawn perform click press type ejecutar correr
        esegui eseguire executar lancer executer demarrer ausfuehren starten uitvoeren automate simulate
    """,
    Verb.CONFIGURE: """
        configure install deploy restart shutdown reboot enable disable migrate merge release rollback rotate
        provision scale stop kill pause resume patch upgrade configurar instalar configurer installer
        einrichten installieren turn toggle lock change
        desplegar reiniciar detener activar desactivar implantar distribuire riavviare
        fermare deployer redemarrer arreter activer desactiver bereitstellen neustarten stoppen aktivieren
        deaktivieren konfigurieren herstarten reconfigure redeploy undeploy failover cutover
        suspend hibernate activate reload override repoint retag
    """,
}

#: From the mildest verb to the gravest.
_GRAVITY = (
    Verb.READ,
    Verb.WRITE,
    Verb.EXECUTE,
    Verb.CONFIGURE,
    Verb.SEND,
    Verb.DELETE,
    Verb.PERMIT,
    Verb.PAY,
)
_JOINTS = frozenset("and or then und oder et ou y o e".split())
#: Words of the table that are as often nouns: ``message_delete`` deletes.
_NOUNS = frozenset(
    """
    list search query view status info load preview check count estimate rank filter select watch monitor tail scan
    help detail details history record log label tag mark star archive draft book schedule store import follow like
    bookmark post reply comment email mail sms text call message share notify invite order charge refund transfer
    deposit donate wire trade stake bid tip invoice purchase checkout grant permit run trigger launch click press type
    release scale patch upgrade lock change toggle update upload copy edit set cancel drop reset register import sync
    """.split()
)

#: Names in the 1.2 API's list of high-impact actions, and what they do.
_HIGH_IMPACT: Dict[str, Verb] = {
    "mergecode": Verb.CONFIGURE,
    "modifyaccess": Verb.PERMIT,
    "executemigration": Verb.CONFIGURE,
    "revokekey": Verb.PERMIT,
    "escalateprivileges": Verb.PERMIT,
    "transferfunds": Verb.PAY,
}

_ALIASES: Dict[str, Kind] = {name: kind for kind, names in _ALIAS_TABLE.items() for name in names.split()}
_VERBS: Dict[str, Verb] = {word: verb for verb, words in _VERB_TABLE.items() for word in words.split()}

#: What a payload that is one bare string is, by kind.
_BARE_ROLE: Dict[Kind, Role] = {
    Kind.SHELL: Role.COMMAND,
    Kind.POWERSHELL: Role.COMMAND,
    Kind.CMD: Role.COMMAND,
    Kind.PYTHON: Role.CODE,
    Kind.JAVASCRIPT: Role.CODE,
    Kind.SQL: Role.SQL,
    Kind.READ: Role.PATH,
    Kind.WRITE: Role.PATH,
    Kind.EDIT: Role.PATH,
    Kind.DELETE: Role.PATH,
    Kind.MOVE: Role.PATH,
    Kind.LIST: Role.PATH,
    Kind.FETCH: Role.URL,
    Kind.SEARCH: Role.QUERY,
    Kind.SAY: Role.TEXT,
    Kind.THINK: Role.TEXT,
    Kind.TOOL: Role.UNTYPED,
}

_ROLE_TABLE: Dict[Role, str] = {
    Role.PATH: """
        path paths file files filepath filepaths filename filenames dir directory directories folder dirname
        notebookpath abspath absolutepath relativepath targetfile targetpath sourcepath destpath
        destinationpath outputpath inputpath oldpath newpath src dst source destination dest target cwd workdir
        workingdirectory outputfile inputfile rootpath basepath repopath location pathname localpath uploadpath
        savepath root outfile infile logfile attachment attachments
    """,
    Role.URL: "url urls uri href link endpoint webhook webhookurl callbackurl baseurl website site webpage address",
    Role.HOST: "host hostname domain server ip ipaddress",
    Role.COMMAND: "command cmd commandline shell bash shellcommand script argv commands executable terminal",
    Role.CODE: "code sourcecode python pythoncode javascript js newsource cellsource expression function",
    Role.SQL: "sql sqlquery statement statements sqlstatement",
    Role.PATCH: "patch diff",
    Role.CONTENT: """
        content contents filetext newstring oldstring newstr oldstr newtext oldtext filecontent data body
        replacement insertline insertedtext edits search replace value
    """,
    Role.TEXT: """
        text message msg answer reply response description comment summary subject title prompt thought reason
        note notes reasoning explanation caption topic instructions question rationale
    """,
    Role.QUERY: "query q searchterm searchquery keywords keyword pattern regex glob filter term include exclude",
    Role.MAIL: """
        to cc bcc from recipient recipients email emails mail emailaddress sender participants participant
        attendees invitees
    """,
    Role.ACCOUNT: "iban account accountnumber wallet walletaddress bankaccount accountid bic routingnumber payee",
    Role.AMOUNT: "amount price total sum quantity value usd eur",
    Role.SECRET: "password passwd token secret apikey accesstoken credential credentials passphrase",
    Role.NAME: """
        name id username user userid login key label tag tags category type kind status mode format language lang
        encoding branch repo repository owner channel date time timezone start end offset limit timeout
    """,
}
_ROLES: Dict[str, Role] = {}
for _role, _keys in _ROLE_TABLE.items():
    for _key in _keys.split():
        _ROLES.setdefault(_key, _role)

#: Keys that mean something else under some kinds.
_ROLE_BY_KIND: Dict[Tuple[Kind, str], Role] = {
    (Kind.SQL, "query"): Role.SQL,
    (Kind.SQL, "q"): Role.SQL,
    (Kind.SQL, "value"): Role.UNTYPED,
    (Kind.PYTHON, "script"): Role.CODE,
    (Kind.PYTHON, "source"): Role.CODE,
    (Kind.PYTHON, "content"): Role.CODE,
    (Kind.PYTHON, "command"): Role.CODE,
    (Kind.PYTHON, "cell"): Role.CODE,
    (Kind.PYTHON, "input"): Role.CODE,
    (Kind.JAVASCRIPT, "script"): Role.CODE,
    (Kind.JAVASCRIPT, "source"): Role.CODE,
    (Kind.JAVASCRIPT, "function"): Role.CODE,
    (Kind.SHELL, "input"): Role.COMMAND,
    (Kind.SHELL, "code"): Role.COMMAND,
    (Kind.SHELL, "query"): Role.COMMAND,
    (Kind.SHELL, "text"): Role.COMMAND,
    (Kind.SHELL, "chars"): Role.COMMAND,
    (Kind.SHELL, "pattern"): Role.COMMAND,
    (Kind.EDIT, "input"): Role.PATCH,
    (Kind.FETCH, "path"): Role.URL,
    (Kind.FETCH, "target"): Role.URL,
    (Kind.FETCH, "source"): Role.URL,
    (Kind.FETCH, "site"): Role.URL,
    (Kind.SAY, "content"): Role.TEXT,
    (Kind.SAY, "value"): Role.TEXT,
    (Kind.LIST, "pattern"): Role.QUERY,
    (Kind.DELETE, "name"): Role.PATH,
    (Kind.READ, "name"): Role.PATH,
    (Kind.WRITE, "name"): Role.PATH,
    (Kind.EDIT, "name"): Role.PATH,
    (Kind.DELETE, "id"): Role.UNTYPED,
}
#: Keys of unknown meaning: their strings are judged as everything they could be.
_COMMAND_PATH: Tuple[Union[str, int], ...] = ("command",)
_UNTYPED_KEYS = frozenset("input value data arg args argument arguments payload param params options kwargs".split())

_MAIL_SHAPE = re.compile(r"^[^@\s<>\"']{1,64}@[A-Za-z0-9.-]{1,253}\.[A-Za-z]{2,24}$")
_PATCH_FILE = re.compile(
    r"^(?:\*\*\* (Add|Update|Delete) File: |\*\*\* (Move) to: |(\+\+\+|---) )([^\t\r\n]+)", re.MULTILINE
)
_SERVER = re.compile(r"^(?:mcp__)?([A-Za-z0-9-][\w-]*?)(?:__|:|/|\.)([A-Za-z][\w:./-]*)$")


class Name(NamedTuple):
    """A classified action name."""

    key: str
    kind: Kind
    verb: Optional[Verb]
    known: bool
    server: str


def action_key(name: str) -> str:
    """The one spelling of a name under which policies and tables know it."""
    return "".join(split_name(name))


@lru_cache(maxsize=4096)
def classify_name(name: str) -> Name:
    """The kind, verb and server of an action name; lists and preferences use ``key``."""
    words = split_name(name[:MAX_NAME])
    key = "".join(words)
    kind = _ALIASES.get(key)
    server, tool_words = "", words
    if kind is None:
        match = _SERVER.match(name)
        if match:
            server = match.group(1).lower()
            tool_words = split_name(match.group(2))
    tool = "".join(tool_words)
    entry = _SERVER_TABLE.get(server, {}).get(tool)
    if isinstance(entry, Kind):
        return Name(key, entry, None, True, server)
    if entry is None and kind is None:
        kind = _ALIASES.get(tool)
        if kind is None and tool_words and tool_words[0] == server:
            kind = _ALIASES.get("".join(tool_words[1:]))
    if kind is not None and entry is None:
        return Name(key, kind, None, True, server)
    verb = entry or _HIGH_IMPACT.get(tool) or _verb_of(tool_words)
    return Name(key, Kind.TOOL, verb, entry is not None, server)


def _verb_of(words: Sequence[str]) -> Optional[Verb]:
    """The verb that a name shows: its first word that is one.

    Of verbs joined by *and*, *or*, *then* the gravest counts, and of a name that begins with a noun
    (``status_update``, ``record.delete``) the graver of that and its last word.
    """
    known = [(i, _VERBS[word]) for i, word in enumerate(words) if word in _VERBS]
    if not known:
        return None
    index, verb = known[0]
    candidates = [verb]
    if words[index] in _NOUNS and known[-1][0] == len(words) - 1:
        candidates.append(known[-1][1])
    candidates += [other for i, other in known[1:] if words[i - 1] in _JOINTS]
    return max(candidates, key=_GRAVITY.index)


@lru_cache(maxsize=4096)
def role_of_key(key: str, kind: Kind) -> Role:
    """The role that a mapping's key gives to its value, :attr:`Role.UNTYPED` if it gives none."""
    words = split_name(key)
    joined = "".join(words)
    role = _ROLE_BY_KIND.get((kind, joined))
    if role is None and joined not in _UNTYPED_KEYS:
        role = _ROLES.get(joined)
        if role is None and words:
            role = _ROLES.get(words[-1]) if words[-1] not in _UNTYPED_KEYS else None
            if role in (Role.TEXT, Role.CONTENT, Role.QUERY, Role.NAME) and kind is Kind.TOOL and words[-1] == "search":
                role = None
    if role is None:
        bare = _BARE_ROLE[kind]
        return bare if bare in (Role.TEXT, Role.QUERY) else Role.UNTYPED
    if role is Role.CONTENT and kind is Kind.TOOL and joined in ("data", "value", "search", "replace"):
        return Role.UNTYPED
    return role


def _shape(value: str, role: Role, kind: Kind) -> Role:
    """Refine a role by what the string looks like; short strings come again and again."""
    if role not in _SHAPED:
        return role
    return _short_shape(value, role, kind) if len(value) <= _SHORT else _shape_of(value, role, kind)


def _shape_of(value: str, role: Role, kind: Kind) -> Role:
    if role is Role.QUERY and kind is Kind.TOOL and looks_like_sql(value):
        return Role.SQL
    if role in (Role.UNTYPED, Role.NAME, Role.MAIL, Role.HOST, Role.PATH, Role.URL):
        if looks_like_url(value):
            return Role.URL
        if role is Role.URL:
            return Role.MAIL if _MAIL_SHAPE.match(value) else Role.URL
        if role is Role.MAIL:
            return Role.MAIL if "@" in value else Role.NAME
        if role in (Role.UNTYPED, Role.NAME):
            if looks_like_path(value):
                return Role.PATH
            if _MAIL_SHAPE.match(value):
                return Role.MAIL
            if looks_like_account(value):
                return Role.ACCOUNT
    return role


_SHAPED = frozenset({Role.QUERY, Role.UNTYPED, Role.NAME, Role.MAIL, Role.HOST, Role.PATH, Role.URL})
_SHORT = 64
_short_shape = lru_cache(maxsize=8192)(_shape_of)


class _Splitter:
    """Walks a payload and collects its parts."""

    def __init__(self, kind: Kind, limit: int) -> None:
        self.kind = kind
        self.room = limit
        self.parts: List[Part] = []
        self.problems: List[str] = []
        self.seen: List[int] = []

    def problem(self, text: str) -> None:
        if text not in self.problems:
            self.problems.append(text)

    def add(self, path: Tuple[Union[str, int], ...], role: Role, value: str) -> None:
        if len(self.parts) >= MAX_PARTS:
            self.problem(f"more than {MAX_PARTS} strings")
            return
        if len(value) > self.room:
            self.problem("larger than payload_limit")
            value = value[: self.room]
        self.room -= len(value)
        if role is Role.PATCH:
            self.patch(path, value)
        self.parts.append(Part(path, role, value))

    def patch(self, path: Tuple[Union[str, int], ...], value: str) -> None:
        """The files that a patch touches, as paths of their own."""
        for match in _PATCH_FILE.finditer(value):
            name = match.group(4).strip()
            if match.group(3):
                if name == "/dev/null":
                    continue
                name = re.sub(r"^[ab]/", "", name)
            self.add((*path, match.group(1) or match.group(2) or "file"), Role.PATH, name)

    def walk(self, value: Any, path: Tuple[Union[str, int], ...], role: Role) -> None:
        if isinstance(value, str):
            self.add(path, _shape(value, role, self.kind), value)
        elif value is None or isinstance(value, (bool, int, float, complex)):
            if path == () and value is not None:
                self.add(path, Role.TEXT, str(value) if not isinstance(value, int) else format(value, "x"))
        elif isinstance(value, (bytes, bytearray, memoryview)):
            self.add(path, _shape_bytes(role), bytes(value)[: max(self.room, 0) + 1].decode("utf-8", "replace"))
        elif isinstance(value, (Mapping, list, tuple, set, frozenset)):
            self.container(value, path, role)
        elif isinstance(getattr(type(value), "__dataclass_fields__", None), Mapping):
            self.container({name: getattr(value, name, None) for name in value.__dataclass_fields__}, path, role)
        else:
            self.opaque(value, path, role)

    def container(self, value: Any, path: Tuple[Union[str, int], ...], role: Role) -> None:
        if len(path) >= MAX_DEPTH:
            self.problem(f"nested deeper than {MAX_DEPTH}")
            return
        if id(value) in self.seen:
            self.problem("cyclic")
            return
        self.seen.append(id(value))
        try:
            if isinstance(value, Mapping):
                self.mapping(value, path, role)
            else:
                self.sequence(value, path, role)
        finally:
            self.seen.pop()

    def mapping(self, value: Mapping[Any, Any], path: Tuple[Union[str, int], ...], inherited: Role) -> None:
        command = self.argv_of(value)
        if command is not None:
            self.add((*path, "command"), Role.COMMAND, command)
        for key, item in value.items():
            name = key if isinstance(key, str) else f"<{type(key).__name__}>"
            if (
                command is not None
                and name in ("command", "cmd", "args", "arguments")
                and not isinstance(item, Mapping)
            ):
                continue
            if (not name.isidentifier() and len(name) > 1) or name[:2] == "__":
                self.add((*path, "<key>"), Role.UNTYPED, name)
            role = role_of_key(name[:MAX_NAME], self.kind)
            if role is Role.UNTYPED and path and inherited not in (Role.UNTYPED, Role.TEXT):
                role = inherited
            self.walk(item, (*path, name[:MAX_NAME]), role)

    def argv_of(self, value: Mapping[Any, Any]) -> Optional[str]:
        """The command line of ``{"command": "git", "args": ["log"]}`` and ``{"command": ["git", "log"]}``."""
        command = value.get("command", value.get("cmd"))
        args = value.get("args", value.get("arguments"))
        words: List[str] = []
        if isinstance(command, str) and isinstance(args, (list, tuple)) and all(isinstance(a, str) for a in args):
            words = [command, *args]
        elif isinstance(command, (list, tuple)) and command and all(isinstance(a, str) for a in command):
            words = list(command)
        if not words or sum(map(len, words)) > self.room:
            return None
        return " ".join([words[0] if isinstance(command, str) else shlex.quote(words[0]), *map(shlex.quote, words[1:])])

    def sequence(self, value: Any, path: Tuple[Union[str, int], ...], role: Role) -> None:
        items = list(value)
        if (role is Role.COMMAND and items and path == ()) and all(isinstance(i, str) for i in items):
            quoted = len(items) > 1 and " " not in items[0].strip()
            self.add(path, Role.COMMAND, " ".join(map(shlex.quote, items) if quoted else items))
            return
        for i, item in enumerate(items):
            if len(self.parts) >= MAX_PARTS:
                self.problem(f"more than {MAX_PARTS} strings")
                return
            self.walk(item, (*path, i), role)

    def opaque(self, value: Any, path: Tuple[Union[str, int], ...], role: Role) -> None:
        """An object of an unknown type: its text, if it has one of its own."""
        kind: Any = type(value)
        if kind.__str__ is object.__str__ and kind.__repr__ is object.__repr__:
            self.problem(f"{kind.__name__} holds nothing that can be judged")
            return
        try:
            text = str(value)
        except Exception:  # noqa: BLE001 - whatever a foreign __str__ raises
            self.problem(f"{type(value).__name__} cannot be read")
            return
        self.add(path, _shape(text, role, self.kind), text)


def _shape_bytes(role: Role) -> Role:
    return Role.UNTYPED if role is Role.PATH else role


_BARE_TEXT = frozenset({Kind.SAY, Kind.THINK, Kind.SEARCH})


def _decoded(payload: str, kind: Kind) -> object:
    """The arguments that some callers hand over as JSON text; anything else as it is."""
    text = payload.strip()
    if kind in _BARE_TEXT or text[-1:] not in ("}", "]"):
        return payload
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return payload
    if type(value) is dict and any(role_of_key(key[:MAX_NAME], kind) is not Role.UNTYPED for key in value):
        return value
    if type(value) is list and kind is Kind.SHELL and value and all(type(item) is str for item in value):
        return value
    return payload


def classify(name: object, payload: object, limit: int = 1_000_000) -> Action:
    """Take an action apart.

    ``limit`` is the number of characters that are looked at; what lies beyond is reported in ``problems``, as
    are cycles, too deep nesting and objects without text.  Never raises.
    """
    text = name if isinstance(name, str) else _text_of(name)
    found = classify_name(text[: MAX_NAME + 1])
    if found.kind is Kind.SHELL and type(payload) is dict and len(payload) == 1:
        command = payload.get("command")
        if type(command) is str and len(command) <= limit and len(text) <= MAX_NAME:
            return Action(
                text, found.key, Kind.SHELL, (Part(_COMMAND_PATH, Role.COMMAND, command),), None, True, (), found.server
            )
    if type(payload) is str and payload[:1] in "{[ \n" and len(payload) <= limit:
        payload = _decoded(payload, found.kind)
    splitter = _Splitter(found.kind, limit)
    if len(text) > MAX_NAME:
        splitter.problem(f"name longer than {MAX_NAME}")
    if not found.key:
        splitter.problem("the action has no name")
    try:
        splitter.walk(payload, (), _BARE_ROLE[found.kind])
    except Exception as error:  # noqa: BLE001 - a foreign container may do anything
        splitter.problem(f"payload cannot be read: {type(error).__name__}")
    return Action(
        text[:MAX_NAME],
        found.key,
        found.kind,
        tuple(splitter.parts),
        found.verb,
        found.known,
        tuple(splitter.problems),
        found.server,
    )


def _text_of(value: object) -> str:
    try:
        return str(value)
    except Exception:  # noqa: BLE001 - whatever a foreign __str__ raises
        return ""


def names_of(kinds: Sequence[Kind]) -> Iterator[str]:
    """Every alias of some kinds, for documentation and tests."""
    for kind in kinds:
        yield from sorted(set(_ALIAS_TABLE[kind].split()))
