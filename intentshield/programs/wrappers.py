"""Programs whose business is to run another program."""

TABLE = r"""
sudo,gsudo : -u,-g,-C,-p,-h,-r,-t,-T,-U,-D,-R,--user,--group,--prompt,--host,--chdir=text -l,--list!dry-run -s,-i,--shell,--login>execute:shell!elevated -e,--edit argv? @elevated @stop
doas,pkexec,run0,dzdo,pfexec : -u,-C,-a,--user=text -s>execute:shell!elevated argv? @elevated @stop
su,runuser : -c,--command=shell -s,--shell=program -u,-g,-G,-w=text any* >execute:shell!elevated @elevated
nice,ionice : -n,-c,-p,-P,-u,--adjustment,--class,--classdata=text argv? @stop
chrt,taskset : -p,-c num argv? @stop
nohup,setsid,daemonize,disown : -w,-f,-c,-o,-e,-p,-a,-l=text argv? !hidden @stop
timeout,gtimeout : -s,--signal,-k,--kill-after=text num argv @stop
time,gtime : -f,--format=text -o,--output=write argv? @stop
stdbuf,unbuffer : -i,-o,-e,--input,--output,--error=text argv @stop
watch : -n,--interval=num rest @stop
chroot : --userspec,--groups=text list argv? @remote @stop
unshare,nsenter : -t,--target,-S,-G,--wd,--map-user,--map-group=text argv? !elevated @stop
setpriv,capsh,fakeroot,fakechroot,eatmydata,proot,firejail,bwrap,systemd-nspawn : --bind,--ro-bind,--dev,--proc,--tmpfs,--chdir,--setenv,--reuid,--regid=text argv? @stop
strace,ltrace,valgrind,perf,heaptrack,rr,uftrace : -o,--output,--log-file=write -e,-f,-p,-s,-u,-P,-w,-m,-n,-N,-F,--tool=text argv? @stop
hyperfine : -w,-r,--warmup,--runs,-L=text --prepare,--cleanup,--setup=shell --export-json,--export-markdown,--export-csv=write shell*
busybox,toybox : argv? @stop
script : -c,--command=shell -T,-t,-I,-O,-B=write write?
ssh-agent,dbus-run-session,dbus-launch,xvfb-run : -s,-a,-n,-e,-f=text argv? @stop
direnv,mise,asdf,nvm,fnm,volta,pyenv,rbenv,nodenv,goenv,jenv,sdk : sub
direnv,mise,asdf,pyenv,rbenv,nodenv,goenv,jenv,nvm,fnm,volta exec,run,x : argv? @stop
entr : argv? @stop
watchexec,nodemon,chokidar : -w,-e,-i,-d,--watch,--exts,--ignore,--delay,--ext=text -x,--exec,-c=shell argv? @stop
inotifywait,fswatch,watchman : -e,-m,-r,--format,--exclude=text list*
flock : -w,-E,--timeout=text -c=shell list argv? @stop
at,batch : -q,-t=text -f=read -l,-c!dry-run any* >write:startup @in=any
crontab : -u,-c=text -l!dry-run -r>delete:startup read? >write:startup @in=any
atq,atrm : any*
systemd-run : -u,-p,-t,-M,--unit,--property,--on-calendar,--on-active,--on-boot,--description,--slice,--uid,--gid,--setenv=text argv? >configure:service @stop
start-stop-daemon : -x,--exec,-a,--startas=exec -p,--pidfile,-n,-u,-c,-d,--name,--user,--chuid=text any* >configure:service
run-parts : list >execute:project
tmux : -L,-S,-f=text sub? @stop
tmux send-keys,send : -t,-N=text shell*
tmux new-session,new,split-window,splitw,new-window,neww,run-shell,run,respawn-pane : -s,-t,-n,-c,-x,-y,-F,-e=text rest? @stop
screen : -S,-X,-t,-c,-p,-s,-dmS=text argv? @stop
chamber,aws-vault,envchain,dotenv,dotenvx,infisical,doppler,honcho,foreman : any* @by=afterdashes
concurrently : -n,-c,-p,--names,--prefix=text shell*
env,printenv : any* @by=env
"""
