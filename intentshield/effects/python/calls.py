r"""Callables of Python and its common libraries, as data: what their arguments are.

A row is one line: ``name,name : role role key=role !trait >verb:class @label=network @returns=kind``.  Roles stand for
positional arguments in order; ``key=role`` for keywords.  Roles:

``any``       nothing                          ``read write append edit new delete take``   a file
``shell``     a command line                   ``argv``     a list of words, or one program
``code``      Python source                    ``sql``      a statement
``url``       where to connect                 ``host``     a host name or (host, port)
``body``      data that is sent                ``cd``       directory to work in
``permit``    a file whose rights change       ``mode``     the rights
``exec``      a file that is run               ``package``  something to install

``@returns`` names what comes back: ``text`` (of the label), ``response``, ``socket``, ``path``, ``connection`` ...
Sources: the Python 3.13 library reference and the documentation of each library.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Dict, FrozenSet, List, NamedTuple, Optional, Tuple

from ...model import Target, Verb

__all__ = ["METHODS", "CallSpec", "call_spec"]


class CallSpec(NamedTuple):
    """One row."""

    roles: Tuple[str, ...]
    keywords: Dict[str, str]
    traits: FrozenSet[str]
    effects: Tuple[Tuple[Verb, Target, FrozenSet[str]], ...]
    label: str
    returns: str


_CALLS = r"""
# files
os.remove,os.unlink,os.rmdir,os.removedirs,pathlib.Path.unlink,pathlib.Path.rmdir,send2trash.send2trash,gfile.remove : delete path=delete
shutil.rmtree,distutils.dir_util.remove_tree,setuptools._distutils.dir_util.remove_tree,tf.io.gfile.rmtree,tensorflow.io.gfile.rmtree : delete path=delete !recursive
os.rename,os.renames,os.replace,shutil.move : take write src=take dst=write
shutil.copy,shutil.copy2,shutil.copyfile,shutil.copytree,distutils.file_util.copy_file : read write src=read dst=write
os.mkdir,os.makedirs,os.mkfifo,os.mknod : new name=new path=new
os.symlink,os.link : read new src=read dst=new
os.truncate : write
os.open : write
os.chmod,os.lchmod : permit mode path=permit mode=mode
os.chown,os.lchown,shutil.chown,os.chflags : permit
os.chdir,os.fchdir,contextlib.chdir : cd
os.listdir,os.stat,os.lstat,os.access,os.path.exists,os.path.isfile,os.path.isdir,os.path.getsize,os.path.getmtime,os.readlink : any
shutil.make_archive : write any read
shutil.unpack_archive : read write
zipfile.ZipFile,tarfile.open,tarfile.TarFile,gzip.open,bz2.open,lzma.open : read mode=any @returns=archive
tempfile.mkdtemp,tempfile.mkstemp,tempfile.NamedTemporaryFile,tempfile.TemporaryDirectory,tempfile.TemporaryFile,tempfile.gettempdir,tempfile.mktemp : @returns=scratch
linecache.getlines,linecache.getline,netrc.netrc,fileinput.input,io.FileIO,tokenize.open : read file=read files=read @label=file
logging.FileHandler,logging.handlers.RotatingFileHandler,logging.handlers.TimedRotatingFileHandler : append filename=append
configparser.ConfigParser,configparser.RawConfigParser,configparser.SafeConfigParser : @returns=config
spwd.getspall,spwd.getspnam,crypt.crypt : >read:secret!expose @label=secret
numpy.save,numpy.savez,numpy.savetxt,np.save,np.savez,np.savetxt,joblib.dump,torch.save,cv2.imwrite,imageio.imwrite,soundfile.write,scipy.io.savemat,keras.models.save_model : write
torch.save : any write
joblib.dump : any write
numpy.load,numpy.loadtxt,numpy.genfromtxt,numpy.fromfile,np.load,np.loadtxt,np.genfromtxt,pandas.read_csv,pandas.read_json,pandas.read_excel,pandas.read_parquet,pandas.read_table,pandas.read_feather,pandas.read_xml,pd.read_csv,pd.read_json,pd.read_excel,pd.read_parquet,pd.read_table,polars.read_csv,polars.read_parquet,cv2.imread,PIL.Image.open,xarray.open_dataset,geopandas.read_file,torch.load,joblib.load,keras.models.load_model,pandas.read_pickle,pd.read_pickle,soundfile.read,nibabel.load,h5py.File,netCDF4.Dataset,openpyxl.load_workbook,docx.Document,fitz.open,PyPDF2.PdfReader,pypdf.PdfReader : readurl @returns=data
dotenv.load_dotenv,dotenv.dotenv_values : @returns=data
# programs
os.popen : shell cmd=shell @returns=process
pexpect.spawn,pexpect.run,pexpect.popen_spawn.PopenSpawn : spawn any command=shell @returns=process
invoke.Context,invoke.context.Context : @returns=runner
os.system,subprocess.getoutput,subprocess.getstatusoutput,commands.getoutput,commands.getstatusoutput,popen2.popen2,popen2.popen3,popen2.popen4,asyncio.create_subprocess_shell,asyncio.subprocess.create_subprocess_shell,IPython.get_ipython.system,get_ipython.system,get_ipython.getoutput,os.popen2,os.popen3,invoke.run,fabric.local,fabric.api.local,fabric.api.run,fabric.api.sudo,envoy.run,delegator.run,pexpect.runu,platform.popen,posix.system,nt.system,posix.popen,_posixsubprocess.system,distutils.spawn.spawn,plumbum.local.cmd : shell command=shell cmd=shell
subprocess.run,subprocess.call,subprocess.check_call,subprocess.check_output,_winapi.CreateProcess,trio.run_process,anyio.run_process,sarge.run,ptyprocess.PtyProcess.spawn : argv args=argv command=argv
subprocess.Popen : argv args=argv @returns=process
os.posix_spawn,os.posix_spawnp : any argv
_posixsubprocess.fork_exec : argv
asyncio.create_subprocess_exec,asyncio.subprocess.create_subprocess_exec : argvs
os.execl,os.execlp,os.execle,os.execlpe : execl
os.spawnl,os.spawnlp,os.spawnle,os.spawnlpe : spawnl
os.execv,os.execvp,os.execve,os.execvpe : any argv
os.spawnv,os.spawnvp,os.spawnve,os.spawnvpe : any any argv
os.startfile,runpy.run_path,execfile,imp.load_source,importlib.machinery.SourceFileLoader : exec
runpy.run_module : any
intentshield.HITLApproval,intentshield.hitl.HITLApproval,intentshield.Store,intentshield.store.Store,intentshield.integrity.Seal,intentshield.cli.main,intentshield.cli.approvals.run,intentshield.cli.seal.run : >execute:own
pty.spawn : argv
pip.main,pip._internal.main,pip._internal.cli.main.main,pip._internal.cli.main : pip
# code
eval,exec,builtins.eval,builtins.exec,__builtins__.eval,__builtins__.exec : code source=code @returns=value
code.interact,cProfile.run,cProfile.runctx,profile.run,profile.runctx,pdb.run,pdb.runeval,trace.run,doctest.run_docstring_examples,types.FunctionType,js2py.eval_js : code statement=code
timeit.Timer,timeit.timeit,timeit.repeat,typing.ForwardRef,annotationlib.ForwardRef : statement statement stmt=statement setup=statement
code.InteractiveInterpreter,code.InteractiveConsole,bdb.Bdb,pdb.Pdb,trace.Trace,cProfile.Profile : @returns=interpreter
pandas.eval,pd.eval,numexpr.evaluate,sympy.sympify,sympy.parse_expr,sympy.parsing.sympy_parser.parse_expr : expression
jinja2.Template,jinja2.Environment.from_string,mako.template.Template,flask.render_template_string : template
compile,builtins.compile : any @returns=compiled
pickle.loads,cPickle.loads,dill.loads,cloudpickle.loads,_pickle.loads,jsonpickle.decode,marshal.loads,shelve.open : opaque
pickle.load,cPickle.load,dill.load,cloudpickle.load,marshal.load,pickle.Unpickler : data
yaml.load,yaml.unsafe_load,yaml.full_load,ruamel.yaml.load,yaml.unsafe_load_all,yaml.load_all : yaml stream=yaml
# network
requests.get,requests.head,requests.options,httpx.get,httpx.head,httpx.stream,urllib.request.urlopen,urllib2.urlopen,urllib.urlopen,urllib3.request,aiohttp.request,webbrowser.open,webbrowser.open_new,webbrowser.open_new_tab,feedparser.parse,httplib2.Http.request,pycurl.Curl,playwright.goto,newspaper.Article,wget.download,gdown.download,yfinance.download,treq.get,grequests.get,cloudscraper.get : url url=url data=body json=body params=body files=body fullurl=url @label=network @returns=response
requests.post,requests.put,requests.patch,requests.delete,httpx.post,httpx.put,httpx.patch,httpx.delete,treq.post,grequests.post : url body url=url data=body json=body params=body files=body content=body @label=network @returns=response
requests.request,httpx.request : any url url=url data=body json=body params=body files=body content=body @label=network @returns=response
requests.Session,requests.session,httpx.Client,httpx.AsyncClient,aiohttp.ClientSession,urllib3.PoolManager,cloudscraper.create_scraper : @returns=http
urllib.request.Request,urllib2.Request : url data=body @returns=request
urllib.request.urlretrieve,urllib.urlretrieve,wget.download,urllib.URLopener.retrieve : url write url=url filename=write @label=network
http.client.HTTPConnection,http.client.HTTPSConnection,httplib.HTTPConnection,httplib.HTTPSConnection : host @returns=http
socket.create_connection : host @returns=socket @label=network
socket.socket,ssl.wrap_socket,socket.socketpair,ssl.SSLContext.wrap_socket : @returns=socket
socket.gethostbyname,socket.getaddrinfo,socket.gethostbyname_ex,dns.resolver.resolve,dns.resolver.query : host @label=network
asyncio.open_connection : host @returns=socket @label=network
socketserver.TCPServer,socketserver.UDPServer,socketserver.ThreadingTCPServer,asyncio.start_server : @returns=server >listen:public
http.server.HTTPServer,http.server.ThreadingHTTPServer,wsgiref.simple_server.make_server : @returns=server >listen:loopback
paramiko.SFTPClient.from_transport,paramiko.SFTPClient : @returns=ssh
ftplib.FTP,ftplib.FTP_TLS,telnetlib.Telnet,nntplib.NNTP,poplib.POP3,imaplib.IMAP4_SSL,imaplib.IMAP4,pysftp.Connection : host host=host @returns=remote @label=network
smtplib.SMTP,smtplib.SMTP_SSL : host host=host @returns=mail
paramiko.SSHClient,paramiko.client.SSHClient,fabric.Connection,netmiko.ConnectHandler,asyncssh.connect,paramiko.Transport : @returns=ssh
websocket.create_connection,websockets.connect,websocket.WebSocket,websockets.sync.client.connect : url @returns=socket @label=network
xmlrpc.client.ServerProxy,zeep.Client : url @returns=remote @label=network
scapy.all.send,scapy.all.sr1,scapy.all.sniff,scapy.all.sr,nmap.PortScanner : >connect:unknown!all
boto3.client,boto3.resource,boto3.Session,google.cloud.storage.Client,azure.storage.blob.BlobServiceClient,kubernetes.client.CoreV1Api,kubernetes.client.AppsV1Api,docker.from_env,docker.DockerClient,digitalocean.Manager,openstack.connect : @returns=cloud
slack_sdk.WebClient,slack.WebClient,telegram.Bot,twilio.rest.Client,tweepy.Client,tweepy.API,discord.Webhook,sendgrid.SendGridAPIClient : @returns=people
# databases
sqlite3.connect : readdb database=readdb @returns=database
psycopg2.connect,psycopg.connect,pymysql.connect,mysql.connector.connect,MySQLdb.connect,cx_Oracle.connect,oracledb.connect,pyodbc.connect,duckdb.connect,asyncpg.connect,sqlalchemy.create_engine,records.Database,snowflake.connector.connect : @returns=database
sqlalchemy.text : @returns=first
pandas.read_sql,pandas.read_sql_query,pd.read_sql,pd.read_sql_query,duckdb.sql,duckdb.query,duckdb.execute : sql sql=sql
pymongo.MongoClient,redis.Redis,redis.StrictRedis,redis.from_url,elasticsearch.Elasticsearch : @returns=store
# secrets and the machine
keyring.get_password,keyring.get_credential,secretstorage.get_default_collection,win32cred.CredRead,browser_cookie3.chrome,browser_cookie3.firefox,browser_cookie3.load,getpass.getpass : >read:secret!expose @label=secret
getpass.getpass,getpass.getuser : any
pyperclip.paste,clipboard.paste,tkinter.Tk.clipboard_get : @label=clipboard
PIL.ImageGrab.grab,pyautogui.screenshot,mss.mss,pynput.keyboard.Listener,pynput.mouse.Listener,keyboard.on_press,keyboard.record,keyboard.hook,sounddevice.rec,cv2.VideoCapture : >read:machine!expose
os.kill : kill
os.killpg,signal.pthread_kill : >signal:process
os.setuid,os.setgid,os.seteuid,os.setresuid : >permit:account
os.reboot : >configure:machine!destroy
ctypes.CDLL,ctypes.cdll.LoadLibrary,ctypes.PyDLL,ctypes.WinDLL,cffi.FFI.dlopen,ctypes.util.find_library : @returns=native
ctypes.memmove,ctypes.memset,ctypes.string_at,ctypes.cast,ctypes.pythonapi : >execute:process!escape
winreg.SetValueEx,winreg.CreateKey,winreg.CreateKeyEx,_winreg.SetValueEx : >write:startup!hooks
winreg.DeleteKey,winreg.DeleteValue : >delete:machine
atexit.register,signal.signal,threading.Timer,threading.Thread,multiprocessing.Process,concurrent.futures.ThreadPoolExecutor.submit,asyncio.run,asyncio.get_event_loop.run_until_complete,sched.scheduler.enter,asyncio.to_thread,_thread.start_new_thread,weakref.finalize : call
sys.settrace,sys.setprofile,gc.get_objects,gc.get_referrers,inspect.stack,inspect.currentframe,sys._getframe : >execute:process!escape
subprocess.list2cmdline,shlex.join : any
crontab.CronTab : >write:startup!hooks
selenium.webdriver.Chrome,selenium.webdriver.Firefox : @returns=http
"""

#: Methods of objects whose type is not known, by name: role of the first argument.
METHODS: Dict[str, str] = {
    **dict.fromkeys(
        "to_csv to_json to_excel to_parquet to_pickle to_feather to_html to_hdf to_markdown to_latex to_netcdf to_stata savefig write_text write_bytes write_csv write_parquet write_json write_html write_image save_pretrained imsave tofile extractall export_to_json".split(),
        "write",
    ),
    **dict.fromkeys("read_text read_bytes read_csv read_json read_parquet".split(), "self-read"),
    **dict.fromkeys("execute executemany executescript raw exec_driver_sql read_sql run_query".split(), "sql"),
    **dict.fromkeys("unlink rmdir".split(), "self-delete"),
    **dict.fromkeys("exec_command sudo run_command send_command".split(), "remote"),
    **dict.fromkeys("sendmail send_message".split(), "mail"),
    **dict.fromkeys("system getoutput".split(), "shell"),
    **dict.fromkeys("eval query".split(), "expression"),
    **dict.fromkeys("subprocess_shell subprocess_exec".split(), "later"),
    **dict.fromkeys("drop_all drop_database".split(), "destroy"),
    "approve_action": "own",
    "save": "write",
    "dump": "any",
}

_VERBS = {v.value: v for v in Verb}
_CLASSES = {t.value: t for t in Target}


@lru_cache(maxsize=1)
def _table() -> Dict[str, str]:
    lines: Dict[str, str] = {}
    for line in _CALLS.splitlines():
        names, colon, body = line.partition(" : ")
        if colon and line[0] != "#":
            for name in names.split(","):
                lines[name] = body
    return lines


@lru_cache(maxsize=1024)
def call_spec(name: str) -> Optional[CallSpec]:
    """The row of a callable by its dotted name, or None."""
    body = _table().get(name)
    if body is None:
        return None
    roles: List[str] = []
    keywords: Dict[str, str] = {}
    traits: FrozenSet[str] = frozenset()
    effects: List[Tuple[Verb, Target, FrozenSet[str]]] = []
    label = returns = ""
    for token in body.split():
        if token[0] == "!":
            traits = frozenset(token[1:].split(","))
        elif token[0] == ">":
            verb, _, rest = token[1:].partition(":")
            cls, _, more = rest.partition("!")
            effects.append((_VERBS[verb], _CLASSES[cls], frozenset(more.split(",")) if more else frozenset()))
        elif token.startswith("@label="):
            label = token[7:]
        elif token.startswith("@returns="):
            returns = token[9:]
        elif "=" in token:
            key, _, role = token.partition("=")
            keywords[key] = role
        else:
            roles.append(token)
    return CallSpec(tuple(roles), keywords, traits, tuple(effects), label, returns)
