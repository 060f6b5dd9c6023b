"""Script languages as data: how each writes strings, names and comments, and which of its calls matter.

A table line is ``act: names``.  An act is a method of :class:`.calls.Program`.  A name with dots wants to be called
with them (``fs.rm`` also matches ``require("fs").promises.rm``); ``~name`` is a method of a value that is known.
Sources: the reference manuals of each language's standard library.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, FrozenSet, NamedTuple, Optional, Pattern

__all__ = ["Syntax", "syntax_of"]


class Syntax(NamedTuple):
    """How one language is written.

    ``quotes``: what opens a string -> its kind: ``s`` escapes and interpolation, ``e`` escapes, ``q`` neither, ``c`` a
    command.  ``features``: ``bare`` calls need no parentheses; ``lines`` a line ends a statement; ``juxtapose`` strings
    side by side are one; ``regex`` and ``quoting`` literals; ``named`` arguments with ``=``; ``tilde`` is expanded;
    ``caseless`` names; ``topic`` a default variable; ``bars`` end a statement; ``arrow`` functions.
    """

    name: str
    comments: str
    quotes: Dict[str, str]
    names: str
    concat: FrozenSet[str]
    members: FrozenSet[str]
    interpolation: Optional[Pattern[str]]
    features: FrozenSet[str]
    table: Dict[str, str]


_SLASHES = r"//[^\n]*|/\*(?:(?!\*/)[\s\S])*(?:\*/|\Z)"
_HASH = r"#[^\n]*"
_BRACES = r"#\{((?:[^{}]|\{[^{}]*\})*)\}"
_DOLLAR = r"\$\{([^{}]*)\}"
_NAME = r"[A-Za-z_\u0080-\uffff]\w*"
_SIGILS = r"\$\#?(?:\^?\w+(?:::\w+)*|\{\^?\w+\}|[!@/\\,;.&~$0])|" + _NAME + r"(?:::\w+)*"

#: syntax name -> comments, quotes, names, concatenation, members, interpolation, features
_FORMS: Dict[str, tuple[str, Dict[str, str], str, str, str, str, str]] = {
    "js": (
        _SLASHES,
        {'"': "e", "'": "e", "`": "s"},
        r"[A-Za-z_$\u0080-\uffff][\w$]*",
        "+",
        ". ?.",
        _DOLLAR,
        "regex arrow",
    ),
    "pl": (
        r"(?<![$\w])" + _HASH,
        {'"': "s", "'": "q", "`": "c"},
        _SIGILS,
        ".",
        "->",
        r"@\{\[([^\]]*)\]\}|(\$\{?\^?\w+\}?(?:(?:->)?(?:\[[^\]\s]*\]|\{[^}\s]*\}))*|@\w+)",
        "bare regex quoting topic handles",
    ),
    "rb": (
        _HASH,
        {'"': "s", "'": "q", "`": "c"},
        r"[@$]{0,2}" + _NAME + r"(?:[!?](?![=~]))?|\$[~!0]",
        "+ <<",
        ". :: &.",
        _BRACES,
        "bare lines regex percent symbols juxtapose",
    ),
    "php": (
        r"\#(?!\[)[^\n]*|" + _SLASHES,
        {'"': "s", "'": "q", "`": "c"},
        r"\$?\\?" + _NAME + r"(?:\\\w+)*",
        ".",
        "-> :: ?->",
        r"\{(\$[^{}]*)\}|\$\{(\w+)\}|(\$\w+(?:\[[^\]]*\]|->\w+)?)",
        "caseless",
    ),
    "lua": (
        r"--\[\[(?:(?!\]\])[\s\S])*(?:\]\]|\Z)|--[^\n]*",
        {'"': "e", "'": "e", "[[": "q", "[=[": "q"},
        _NAME,
        "..",
        ". :",
        "",
        "",
    ),
    "r": (_HASH, {'"': "e", "'": "e"}, r"[A-Za-z_.][\w.]*", "", "$ :: :::", "", "lines named tilde"),
    "jl": (
        r"#=(?:(?!=#)[\s\S])*(?:=#|\Z)|" + _HASH,
        {'"""': "s", '"': "s", "`": "s"},
        _NAME + r"!?",
        "*",
        ".",
        r"\$\(([^()]*(?:\([^()]*\)[^()]*)*)\)|\$(\w+)",
        "lines named",
    ),
    "jvm": (
        _SLASHES,
        {'"""': "s", '"': "s", "'''": "q", "'": "q"},
        r"[A-Za-z_\u0080-\uffff]\w*",
        "+",
        ". ?. ::",
        _DOLLAR + r"|\$(\w+(?:\.\w+)*)",
        "lines",
    ),
    "swift": (
        _SLASHES,
        {'"""': "s", '"': "s"},
        _NAME,
        "+",
        ". ?.",
        r"\\\(([^()]*(?:\([^()]*\)[^()]*)*)\)",
        "lines",
    ),
    "ex": (
        _HASH,
        {'"""': "s", '"': "s", "'": "s"},
        _NAME + r"(?:[!?](?!=))?",
        "<>",
        ".",
        _BRACES,
        "bare lines sigils symbols",
    ),
    "erl": (r"%[^\n]*", {'"': "e", "'": "q"}, _NAME, "++", ":", "", ""),
    "m": (r"[%#][^\n]*", {'"': "e", "'": "q"}, _NAME, "", ".", "", "lines"),
    "gp": (_HASH, {'"': "e", "'": "q", "`": "c"}, _NAME, ".", "", "", "bare lines"),
    "ml": (r"\(\*(?:(?!\*\))[\s\S])*(?:\*\)|\Z)", {'"': "e"}, _NAME + "'?", "^ ++ <>", ".", "", "bare"),
    "hs": (r"--[^\n]*", {'"': "e"}, _NAME + "'?", "++ <>", ".", "", "bare"),
    "raku": (_HASH, {'"': "s", "'": "q"}, _SIGILS, "~", ".", r"(\$\w+)|\{([^{}]*)\}", "bare quoting topic"),
    "awk": (_HASH, {'"': "e"}, r"\$\d+|" + _NAME, "", "", "", "bare lines regex juxtapose awk"),
    "vimexpr": (
        "",
        {'"': "e", "'": "q"},
        r"(?:[abglsvw]:)?" + _NAME + r"(?:\#\w+)*",
        ". ..",
        "",
        "",
        "lines tilde bars",
    ),
    "applescript": (r"--[^\n]*", {'"': "e"}, _NAME, "&", "", "", "bare lines"),
    "lisp": ("", {'"': "e"}, "", "", "", "", "tilde"),
    "tcl": ("", {}, "", "", "", "", "tilde"),
    "code": ("", {'"': "e", "'": "e", "`": "e"}, _NAME, "+ .. <> ++ ^ &", ". :: -> :", "", ""),
}

#: What the names mean in every language; the names that several share.
_SHARED = """
shell: system popen shell_exec passthru execSync execShellCmd execCmd callCommand Sys.command Unix.system os.system os.execute io.popen
spawn: exec.Command Process.run Process.spawn callProcess rawSystem readProcess Unix.execvp startProcess osproc.execProcess execve execv execvp execlp execl
rmtree: os.RemoveAll remove_dir_all rmtree remove_tree rm_rf deleteDir deleteRecursively removeDirectoryRecursive removePathForcibly removeDir removeItem
delete: unlink os.Remove remove_file removeFile File.delete Sys.remove os.remove
write: os.WriteFile writeFile fs.write
read: os.ReadFile read_to_string readFile File.read
eval: eval
home: homedir os.UserHomeDir getHomeDir
print: print println puts printf echo log write.error error warn die throw raise assert fail fmt.Println fmt.Printf putStrLn Error
"""

_TABLES: Dict[str, str] = {
    "js": """
shell: exec child_process.exec execAsync execaCommand execaCommandSync execa.command shell.exec sh.exec shelljs.exec doShellScript execPromise
spawn: spawn spawnSync execFile execFileSync child_process.fork execa execaSync Bun.spawn Bun.spawnSync Deno.run Deno.Command Command $ zx.$ Bun.$ pty.spawn pty.fork Bun.$
delete: rmSync unlinkSync rmdirSync fs.rm fs.rmdir fs.unlink promises.rm promises.rmdir promises.unlink fsp.rm fsp.unlink fsp.rmdir removeSync fs.remove fse.remove Deno.remove Deno.removeSync del deleteSync
rmtree: rimraf rimrafSync rimraf.sync emptyDir emptyDirSync shelljs.rm shell.rm
write: writeFile writeFileSync appendFile appendFileSync createWriteStream outputFile outputFileSync writeJson writeJsonSync Bun.write Deno.writeTextFile Deno.writeTextFileSync Deno.writeFile Deno.writeFileSync truncateSync fs.truncate Deno.truncate utimesSync
copy: copyFile copyFileSync cpSync fs.cp fs.copy copySync Deno.copyFile Deno.copyFileSync
move: renameSync fs.rename promises.rename moveSync fs.move Deno.rename Deno.renameSync
link: symlinkSync fs.symlink linkSync fs.link Deno.symlink
chmod: chmodSync fs.chmod promises.chmod Deno.chmod lchmodSync fchmodSync
read: readFile readFileSync createReadStream fs.read readJson readJsonSync readJSONSync Bun.file Deno.readTextFile Deno.readTextFileSync Deno.readFile Deno.readFileSync readdir readdirSync opendirSync openAsBlob
open: openSync fs.open promises.open Deno.open
connect: fetch http.get http.request https.get https.request axios axios.get axios.post axios.put axios.request got got.get got.post request request.get request.post superagent.get superagent.post needle XMLHttpRequest.open ~open WebSocket EventSource sendBeacon undici.request undici.fetch undici.stream $.get $.post http2.connect ky
dns: dns.lookup dns.resolve dns.resolve4 dns.resolveTxt promises.lookup promises.resolve lookup resolveTxt resolve4
socket: net.connect net.createConnection net.Socket tls.connect Deno.connect Bun.connect createConnection dgram.createSocket Deno.connectTls
listen: net.createServer Deno.listen Bun.listen
eval: eval Function vm.runInThisContext vm.runInNewContext runInThisContext runInNewContext vm.Script Script compileFunction _compile
source: require.load importScripts vm.SourceTextModule
module: require import createRequire mainModule.require getBuiltinModule process.binding
apply: Reflect.apply Reflect.construct
env: process.env Deno.env Bun.env import.meta.env env.toObject
home: os.homedir Deno.env.home homeDir
args: process.argv Deno.args Bun.argv
same: String toString Buffer.from URL Path trim resolve promisify util.promisify path.resolve path.normalize encodeURI valueOf Response text json
base64: atob
concat: concat String.concat
join: ~join
path: path.join join
chars: String.fromCharCode fromCharCode String.fromCodePoint fromCodePoint
kill: process.kill
print: console.log console.error console.warn console.info console.debug console.table console.dir console.assert describe it test expect assert.equal assert.strictEqual strictEqual equal deepEqual toBe toEqual toContain toThrow toMatch alert Error TypeError RangeError logger.info logger.error logger.warn stdout.write stderr.write confirm prompt
""",
    "pl": """
shell: system exec qx readpipe open3 open2 run backtick syscall IPC.run capture
spawn: system exec
delete: unlink rmdir
rmtree: rmtree remove_tree File.Path.rmtree File.Path.remove_tree rm_rf rm_f
copy: copy File.Copy.copy cp
move: move rename File.Copy.move mv
link: symlink link
write: truncate spurt write_file spew spew_utf8 append touch mkfifo
chmod: chmod
read: slurp read_file readlines slurp_utf8 read_text opendir
open: open sysopen
connect: get getprint head HTTP.Tiny.get HTTP.Tiny.post LWP.UserAgent.get LWP.UserAgent.post ->get ->post $ua.get $ua.post $ua.request
save: getstore mirror
socket: socket IO.Socket.INET IO.Socket.INET.new IO.Socket.SSL.new IO.Socket.IP.new IO.Socket.INET6.new
listen: Listen
dns: gethostbyname
eval: eval
source: do require
env: $ENV
home: File.HomeDir.my_home home
args: $ARGV
same: chomp chop lc uc sprintf quotemeta
format: sprintf
glob: glob bsd_glob
join: join
base64: decode_base64
chars: chr
reverse: reverse
hex: pack unpack
path: catfile catdir
kill: kill
print: print say printf warn die croak carp confess ok is isnt like diag note
""",
    "rb": """
spawn: system exec spawn Kernel.system Kernel.exec Kernel.spawn Process.spawn Process.exec IO.popen popen Open3.capture2 Open3.capture2e Open3.capture3 Open3.popen2 Open3.popen2e Open3.popen3 capture2 capture2e capture3 PTY.spawn sh run Process.run Process.new Process.exec
delete: File.delete File.unlink FileUtils.rm FileUtils.rm_f FileUtils.remove rm rm_f remove Dir.delete Dir.rmdir Dir.unlink ~delete ~unlink ~rmdir
rmtree: FileUtils.rm_rf FileUtils.rm_r FileUtils.rmtree FileUtils.remove_dir FileUtils.remove_entry FileUtils.remove_entry_secure rm_rf rm_r rmtree remove_dir remove_entry ~rmtree
copy: FileUtils.cp FileUtils.cp_r FileUtils.copy FileUtils.install copy_file cp cp_r
move: FileUtils.mv FileUtils.move File.rename mv rename
link: File.symlink FileUtils.ln_s File.link FileUtils.ln FileUtils.ln_sf ln_s ln_sf symlink
write: File.write IO.write File.binwrite IO.binwrite FileUtils.touch File.truncate ~write touch
chmod: File.chmod FileUtils.chmod FileUtils.chmod_R chmod chmod_R
read: File.read IO.read File.readlines IO.readlines File.foreach IO.foreach File.binread Dir.children Dir.entries ~read ~readlines
open: File.open File.new open URI.open Kernel.open
connect: Net.HTTP.get Net.HTTP.get_response Net.HTTP.post Net.HTTP.post_form Net.HTTP.start HTTParty.get HTTParty.post Faraday.get Faraday.post RestClient.get RestClient.post RestClient.put HTTP.get HTTP.post Excon.get Excon.post HTTP.Client.get HTTP.Client.post
dns: Resolv.getaddress Addrinfo.getaddrinfo IPSocket.getaddress
socket: TCPSocket TCPSocket.new TCPSocket.open Socket.tcp UDPSocket.new OpenSSL.SSL.SSLSocket.new UNIXSocket.new
listen: TCPServer.new TCPServer.open
eval: eval instance_eval class_eval module_eval Kernel.eval binding.eval
source: load require_relative
env: ENV
home: Dir.home
args: ARGV
apply: send public_send __send__ Kernel.send Kernel.public_send
ref: method Kernel.method
same: String URI URI.parse URI.encode Pathname Pathname.new Array Shellwords.escape shellescape to_s to_str strip chomp dup freeze
expand: File.expand_path File.absolute_path File.realpath
path: File.join
join: ~join
format: format sprintf
glob: Dir.glob Dir.[] glob
base64: Base64.decode64 Base64.strict_decode64 Base64.urlsafe_decode64 decode64
hex: ~pack
reverse: ~reverse
chars: ~chr
kill: Process.kill
print: puts p pp print printf warn raise abort logger.info logger.error logger.warn describe it context expect assert assert_equal refute fail
""",
    "php": """
shell: system exec shell_exec passthru popen proc_open
spawn: pcntl_exec
delete: unlink rmdir
copy: copy
move: rename move_uploaded_file
link: symlink link
write: file_put_contents touch error_log
put: ftp_put
chmod: chmod
read: file_get_contents file readfile fpassthru parse_ini_file highlight_file show_source scandir opendir php_strip_whitespace gzfile readgzfile
open: fopen gzopen SplFileObject
connect: curl_init get_headers getimagesize simplexml_load_file fopen_url curl_setopt SoapClient
dns: gethostbyname dns_get_record checkdnsrr
socket: fsockopen pfsockopen stream_socket_client socket_connect socket_create
listen: stream_socket_server
eval: eval assert create_function
source: include include_once require require_once
env: getenv $_env $_server
args: $argv
apply: call_user_func call_user_func_array array_map array_walk array_filter usort register_shutdown_function iterator_apply
list: array
same: trim rtrim escapeshellarg escapeshellcmd strval realpath urlencode rawurlencode
format: sprintf vsprintf
glob: glob
base64: base64_decode
hex: hex2bin pack
reverse: strrev
chars: chr
join: implode join
kill: posix_kill
print: echo print print_r var_dump var_export printf error_log trigger_error exception die exit fwrite
""",
    "lua": """
shell: os.execute io.popen vim.fn.system
delete: os.remove lfs.rmdir
move: os.rename
open: io.open io.output io.input
read: io.lines lfs.dir
connect: http.request https.request socket.http.request ssl.https.request
dns: socket.dns.toip dns.toip
socket: socket.connect socket.tcp socket.udp tcp connect
listen: socket.bind
eval: load loadstring
source: dofile loadfile
module: require
env: os.environ
home: vim.fn.expand
getenv: os.getenv
args: arg
format: string.format
concat: table.concat
chars: string.char
reverse: string.reverse
print: print error assert io.write
""",
    "r": """
shell: system shell pipe
spawn: system2 processx.run sys.exec_wait
delete: file.remove
remove: unlink
copy: file.copy
move: file.rename
link: file.symlink
chmod: Sys.chmod
put: writeLines write.csv write.table saveRDS write_csv sink dump
write: write file.create
read: readLines readRDS read.csv read.table readChar scan file.show read_file readBin
open: file
connect: url GET POST httr.GET httr.POST curl curl_fetch_memory fromJSON
save: download.file
socket: socketConnection make.socket
eval: eval
source: source load
list: c list
same: parse paste0 as.character path.expand normalizePath
paste: paste
path: file.path
env: Sys.getenv
home: path.home
args: commandArgs
apply: do.call
format: sprintf
glob: Sys.glob
paths: list.files dir list.dirs
base64: base64decode base64_dec
print: print cat message stop warning
""",
    "jl": """
shell: run pipeline readchomp open_command success
delete: rm
copy: cp
move: mv
link: symlink
chmod: chmod
write: touch
paths: readdir
read: read readlines eachline
write: write
open: open
save: download Downloads.download
connect: HTTP.get HTTP.post HTTP.request
socket: connect
eval: eval include_string
source: include
same: string Cmd ignorestatus Meta.parse String
path: joinpath
home: homedir
expand: expanduser
env: ENV
args: ARGS
base64: base64decode
join: join
print: println print error show
""",
    "jvm": """
shell: Runtime.exec getRuntime.exec runtime.exec ~execute ~! ~!! ~lineStream Process sys.process.Process sh.sh shell.sh
spawn: ProcessBuilder
delete: ~delete Files.delete Files.deleteIfExists ~deleteOnExit Files.walk
rmtree: ~deleteDir ~deleteRecursively FileUtils.deleteDirectory FileUtils.forceDelete FileUtils.cleanDirectory os.remove.all
write: Files.write Files.writeString ~write ~writeText ~append ~appendText ~setText ~withWriter ~createNewFile FileWriter FileOutputStream PrintWriter
copy: Files.copy ~copyTo
move: Files.move ~renameTo
link: Files.createSymbolicLink
chmod: Files.setPosixFilePermissions
read: Files.readString Files.readAllLines Files.readAllBytes Files.lines ~getText ~text ~readText ~readLines ~eachLine ~newReader ~bytes FileReader FileInputStream Source.fromFile fromFile os.read slurp
connect: ~openStream ~openConnection ~toURL HttpRequest.newBuilder HttpClient.send Source.fromURL fromURL
socket: Socket
listen: ServerSocket
eval: evaluate GroovyShell.evaluate Eval.me ~eval
source: GroovyShell.run
env: System.getenv sys.env
home: System.getProperty
list: Arrays.asList List.of listOf arrayOf arrayListOf Seq List Array Vector
same: File Path Paths.get Path.of URL URI URI.create String toString toPath toFile Paths toURI java.io.File
concat: String.join
base64: getDecoder.decode Base64.decode ~decodeBase64
reverse: ~reverse ~reversed
print: println print printf System.out.println System.out.print System.err.println Exception RuntimeException IllegalStateException error require assert
""",
    "swift": """
shell: system popen
spawn: Process.run
rmtree: removeItem FileManager.default.removeItem default.removeItem
write: createFile ~write
copy: copyItem
move: moveItem
chmod: setAttributes
read: contentsOfFile String Data contents contentsOfDirectory
connect: dataTask ~data
same: URL string NSString
home: NSHomeDirectory homeDirectoryForCurrentUser FileManager.default.homeDirectoryForCurrentUser
env: ProcessInfo.processInfo.environment processInfo.environment
print: print fatalError NSLog
""",
    "ex": """
shell: System.shell os.cmd
spawn: System.cmd MuonTrap.cmd
port: Port.open
delete: File.rm File.rm! File.rmdir File.rmdir!
rmtree: File.rm_rf File.rm_rf!
write: File.write File.write! File.touch File.touch!
copy: File.cp File.cp! File.cp_r File.cp_r!
move: File.rename File.rename!
link: File.ln_s
chmod: File.chmod File.chmod!
read: File.read File.read! File.stream! File.ls File.ls!
open: File.open File.open!
connect: httpc.request HTTPoison.get HTTPoison.get! HTTPoison.post HTTPoison.post! Req.get Req.get! Req.post Req.post! Tesla.get Finch.build Mint.HTTP.connect
socket: gen_tcp.connect ssl.connect
listen: gen_tcp.listen
eval: Code.eval_string
source: Code.eval_file Code.require_file Code.compile_file
same: String.to_charlist to_charlist to_string String.trim Path.expand
path: Path.join
expand: Path.expand
base64: Base.decode64! Base.decode64
home: System.user_home System.user_home!
env: System.get_env System.fetch_env!
args: System.argv
apply: apply Kernel.apply
print: IO.puts IO.inspect IO.write raise Logger.info Logger.error
""",
    "erl": """
shell: os.cmd
port: open_port
delete: file.delete file.del_dir
rmtree: file.del_dir_r
write: file.write_file
copy: file.copy
move: file.rename
chmod: file.change_mode
read: file.read_file file.consult
open: file.open
connect: httpc.request
socket: gen_tcp.connect ssl.connect
listen: gen_tcp.listen
eval: erl_eval.exprs erl_scan.string
source: file.eval file.script
same: list_to_binary binary_to_list
concat: lists.concat lists.append
base64: base64.decode
env: os.getenv os.env
args: init.get_plain_arguments
apply: apply erlang.apply spawn erlang.spawn
print: io.format io.fwrite erlang.display
""",
    "m": """
shell: system shell_cmd unix dos popen popen2 exec
delete: delete unlink rmdir confirm_recursive_rmdir
copy: copyfile
move: rename movefile
write: save dlmwrite csvwrite
read: fileread textread load csvread importdata type
open: fopen
connect: urlread webread
save: urlwrite websave
eval: eval evalc evalin
source: source run
path: fullfile
concat: strcat
format: sprintf
getenv: getenv
expand: tilde_expand
base64: base64_decode
print: disp printf fprintf error warning display puts
""",
    "gp": """
shell: system exec
source: load call
write: output
read: plot splot
format: sprintf gprintf
print: print printerr
""",
    "ml": """
shell: Sys.command Unix.system Unix.open_process_in Unix.open_process Unix.open_process_out
spawn: Unix.execv Unix.execvp Unix.create_process
delete: Sys.remove Unix.unlink Unix.rmdir Sys.rmdir
move: Sys.rename Unix.rename
chmod: Unix.chmod
write: open_out open_out_gen
read: open_in
getenv: Sys.getenv Unix.getenv
env: Unix.environment
concat: String.concat
print: print_endline print_string failwith prerr_endline
""",
    "hs": """
shell: system System.Process.system callCommand System.Process.callCommand spawnCommand shell readCreateProcess
spawn: rawSystem callProcess System.Process.callProcess readProcess System.Process.readProcess proc spawnProcess
delete: removeFile System.Directory.removeFile removeDirectory
rmtree: removeDirectoryRecursive removePathForcibly System.Directory.removeDirectoryRecursive System.Directory.removePathForcibly
write: writeFile appendFile
read: readFile
copy: copyFile
move: renameFile renameDirectory
home: getHomeDirectory System.Directory.getHomeDirectory
env: getEnvironment
getenv: getEnv lookupEnv
args: getArgs
print: putStrLn putStr print error
""",
    "raku": """
shell: shell qx QX
spawn: run Proc.new Proc.Async.new
delete: unlink rmdir ~unlink ~rmdir
write: spurt ~spurt
read: slurp ~slurp ~lines
copy: copy
move: rename move
chmod: chmod
open: open
connect: get
eval: EVAL EVALFILE
env: $ENV
home: $*HOME
args: $ARGS
same: IO
print: say print put note die
""",
    "awk": """
shell: system
print: print printf
format: sprintf
env: ENVIRON
""",
    "vimexpr": """
shell: system systemlist term_start termopen jobstart job_start
remove: delete
put: writefile
move: rename
read: readfile readblob
eval: eval
vimscript: execute feedkeys
getenv: getenv
env: environ
expand: expand fnamemodify
home: stdpath
join: join
concat: printf
same: shellescape escape
source: luaeval
print: echo echom echomsg echoerr
""",
    "applescript": """
shell: doShellScript
same: of
print: log
""",
    "lisp": """
shell: system shell shell-command shell-command-to-string async-shell-command run-shell-command uiop:run-program uiop:launch-program inferior-shell:run sb-ext:run-program run-program compile term ansi-term eshell-command call-process-shell-command start-process-shell-command popen open-input-pipe open-output-pipe process/system system/exit-code
spawn: system* process* subprocess clojure.java.shell/sh shell/sh sh babashka.process/shell babashka.process/process p/shell open-pipe* execl execlp primitive-fork process-lines babashka.process/sh
callprocess: call-process call-process-region process-file
startprocess: start-process start-file-process make-process
delete: delete-file
remove: delete-directory
rmtree: delete-directory/files delete-directory-tree uiop:delete-directory-tree delete-file-recursively fs/delete-tree babashka.fs/delete-tree file-system-tree-delete rmdir
write: spit open-output-file call-with-output-file with-output-to-file display-to-file append-to-file with-open-file write-file
region: write-region append-region
copy: copy-file copy-directory
move: rename-file rename-file-or-directory
chmod: chmod set-file-modes file-or-directory-permissions
link: make-symbolic-link
read: insert-file-contents find-file find-file-noselect slurp open-input-file call-with-input-file with-input-from-file file->string file->lines read-file-into-string uiop:read-file-string uiop:read-file-lines alexandria:read-file-into-string get-string-all line-seq
connect: url-retrieve url-retrieve-synchronously url-insert-file-contents url-copy-file http-get http-request drakma:http-request dex:get get-pure-port get/url client/get curl/get
socket: open-network-stream make-network-process tcp-connect usocket:socket-connect make-socket
eval: eval eval-string read-from-string read-string eval-expression
source: load load-file
getenv: getenv uiop:getenv System/getenv get-environment-variable
env: environment environment-variables-names initial-environment
home: user-homedir-pathname find-system-path
expand: expand-file-name substitute-in-file-name
concat: concat string-append str concatenate
path: build-path
format: format-message
same: symbol-name string->path path->string io/file file string-trim pathname parse-namestring java.io.File. to-string car
list: list vector
print: print println message princ prin1 display displayln write-line write-string
""",
    "tcl": """
spawn: exec spawn
rmtree: file.delete
copy: file.copy
move: file.rename
link: file.link
chmod: file.attributes
open: open
socket: socket
listen: socket_server
connect: http.geturl
eval: eval uplevel subst expr_eval
source: source load
glob: glob
path: file.join
same: list lindex string.trim
concat: concat append
join: join
format: format
print: puts
""",
    "code": """
shell: exec execute ~execute run.shell shell shellExecute
spawn: spawn subprocess.run Process.start Process.Start
read: fs.readFileSync
""",
}
#: Languages that are close enough to another.
_LIKE = {"ts": "js", "crystal": "rb", "other": "code", "any": "code"}


@lru_cache(maxsize=64)
def syntax_of(language: str) -> Syntax:
    """The syntax and calls of a language, by its role in :mod:`intentshield.programs`."""
    language = _LIKE.get(language, language)
    name = language if language in _FORMS else "code"
    comments, quotes, names, concat, members, interpolation, features = _FORMS[name]
    caseless = "caseless" in features
    table: Dict[str, str] = {}
    for line in (_SHARED + _TABLES[name]).splitlines():
        act, _, words = line.partition(": ")
        for word in words.split():
            table[word.lower() if caseless else word] = act
    return Syntax(
        name,
        comments,
        quotes,
        names,
        frozenset(concat.split()),
        frozenset(members.split()),
        re.compile(interpolation) if interpolation else None,
        frozenset(features.split()),
        table,
    )
