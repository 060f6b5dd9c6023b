"""Programs whose business is to run another program."""

TABLE = r"""
sudo,gsudo : -u,-g,-C,-p,-h,-r,-t,-T,-U,-R,--user,--group,--prompt,--host,--close-from,--role,--type,--other-user,--command-timeout,--chroot=text -D,--chdir=cd -l,--list!dry-run -s,-i,--shell,--login>execute:shell!elevated -e,--edit argv? @elevated @stop
doas,pkexec,run0,dzdo,pfexec : -u,-C,-a,--user=text -s>execute:shell!elevated argv? @elevated @stop
runuser : -c,--command,--session-command=shell -s,--shell=program -u,-g,-G,-w,--user,--group=text argv? @elevated
su : -c,--command=shell -s,--shell=program -u,-g,-G,-w=text any* >execute:shell!elevated @elevated
nice,ionice : -n,-c,-p,-P,-u,--adjustment,--class,--classdata=text argv? @stop
chrt,taskset : -p,-c num argv? @stop
setarch,arch,catchsegv,chronic,dumb-init,catatonit,run-one,run-this-one,keep-one-running,ifne,nocache,memusage,arch-chroot : argv? @stop @long
x86_64,i386,i486,i586,i686,linux32,linux64,uname26,aarch64,arm64,armv7l,armv8l,ppc64,ppc64le,s390x,riscv64,mips,sparc : argv? @stop
prlimit,choom,schedtool,trickle,numactl,cpulimit,cgexec,systemd-inhibit,aa-exec,caffeinate,rlwrap,tini,softlimit,chpst,retry,uidmap,newuidmap,tsocks,dtruss,ktrace,sandbox-exec,runcon,firejail-run : -p,-n,-c,-l,-e,-g,-N,-m,-C,-i,-u,-d,-s,-t,-w,-f,-H,-b,-P,-U,-D,-o,-a,-r,-R,-A,-S,--nofile,--pid,--adjust,--cpunodebind,--membind,--physcpubind,--interleave,--preferred,--limit,--what,--who,--why,--mode,--profile,--namespace,--times,--delay,--timeout,--type,--role,--user,--range=text argv? @stop
faketime : -f^=text any argv? @stop
gosu,su-exec,setuidgid,envuidgid,setlock,envdir,sg,newgrp,pgrphack,env-run,lockfile-run : -c=shell -f,-n=text any argv? @stop
mispipe : shell*
ld-linux-x86-64.so,ld-linux.so,ld-linux-aarch64.so,ld-linux-armhf.so,ld-musl-x86_64.so,ld-musl-aarch64.so,ld.so : --library-path,--argv0,--inhibit-rpath,--glibc-hwcaps-prepend=text --preload,--audit=load argv? @stop
xterm,uxterm,rxvt,urxvt,lxterm,x-terminal-emulator,konsole,alacritty,st,foot,kitty,wezterm,ghostty,terminator,xfce4-terminal,mate-terminal,lxterminal,tilix,gnome-terminal,kgx,cool-retro-term : -e,-x,--execute=argv --command,--initial-command=shell -T,-title,-geometry,-fn,-fa,-fs,-bg,-fg,--title,--geometry,--working-directory,--profile,-t,-n,-class=text argv? @stop @long
machinectl : -M,-H,-E,--setenv,--uid=text sub @stop
machinectl shell : -E,--setenv,--uid=text any? argv? @stop
ip netns : sub
ip netns exec : any argv? @stop
ip vrf : sub
ip vrf exec : any argv? @stop
nohup,setsid,daemonize,disown : -w,-f,-c,-o,-e,-p,-a,-l=text argv? !hidden @stop
timeout,gtimeout : -s,--signal,-k,--kill-after=text num argv @stop
time,gtime : -f,--format=text -o,--output=write argv? @stop
stdbuf,unbuffer : -i,-o,-e,--input,--output,--error=text argv @stop
watch : -n,--interval=num rest @stop
chroot : --userspec,--groups=text list argv? @remote @stop
unshare,nsenter : -t,--target,-S,-G,--wd,--map-user,--map-group=text argv? !elevated @stop
setpriv,capsh,fakeroot,fakechroot,eatmydata,firejail : --reuid,--regid,--groups,--inh-caps,--ambient-caps,--bounding-set,--securebits,--uid,--gid,--user,--drop,-i,-s,-l,-b=text -c=shell argv? @stop
proot : -r,--rootfs,-b,--bind,-m,--mount,-q,--qemu,-w,--pwd,--cwd,-k,--kernel-release,-i,-R,-S,-v=text argv? @stop
bwrap : --bind,--bind-try,--dev-bind,--dev-bind-try,--ro-bind,--ro-bind-try,--symlink,--setenv,--file,--bind-data,--ro-bind-data,--chmod,--overlay=pair --dev,--proc,--tmpfs,--mqueue,--dir,--chdir,--unsetenv,--uid,--gid,--hostname,--lock-file,--sync-fd,--seccomp,--cap-add,--cap-drop,--args,--argv0,--perms,--size,--remount-ro,--exec-label,--file-label,--userns,--pidns,--info-fd,--json-status-fd,--block-fd=text argv? @stop
systemd-nspawn : -D,-M,-u,-i,-p,-E,-U,--directory,--template,--machine,--image,--root-hash,--user,--uuid,--setenv,--slice,--property,--network-interface,--bind,--bind-ro,--tmpfs,--capability,--chdir,--overlay=text argv? @stop
strace,ltrace,valgrind,heaptrack,uftrace : -o,--output,--log-file=write -e,-p,-s,-u,-P,-w,-m,-n,-N,-F,-O,-S,-E,-I,-a,-b,-X,--tool,--trace,--inject,--fault,--suppressions=text argv? @stop
rr : sub
rr record : -o,--output-trace-dir,-n,-c=text argv? @stop
perf : sub
perf stat,record,trace,mem,c2c,ftrace : -o,--output=write -e,--event,-F,--freq,-c,-p,-t,-C,-G,-g,--call-graph,-r,--repeat,-I,-m,-u,-D,-j,-x=text argv? @stop
hyperfine : -w,-r,--warmup,--runs,-L=text --prepare,--cleanup,--setup=shell --export-json,--export-markdown,--export-csv=write shell*
busybox,toybox : argv? @stop
script : -c,--command=shell -T,-I,-O,-B,--log-in,--log-out,--log-io,--log-timing=write -E,-m,-o,--echo,--logging-format,--output-limit=text write? argv? @stop
ssh-agent : -a,-E,-P,-t,-O=text argv? @stop
xvfb-run : -n,-e,-f,-p,-s,-w,--server-num,--error-file,--auth-file,--xauth-protocol,--server-args,--wait=text argv? @stop
dbus-run-session,dbus-launch : --config-file,--dbus-daemon,--autolaunch=text argv? @stop
direnv,mise,asdf,nvm,fnm,volta,pyenv,rbenv,nodenv,goenv,jenv,sdk : sub
direnv exec : list argv? @stop
mise,asdf,pyenv,rbenv,nodenv,goenv,jenv,nvm,fnm,volta exec,run,x : --using,--node,--npm,--yarn,-C,-j=text -c,--command=shell argv? @stop
entr : argv? @stop
watchexec,nodemon,chokidar : -w,-e,-i,-d,--watch,--exts,--ignore,--delay,--ext=text -x,--exec,-c=shell argv? @stop
inotifywait,fswatch,watchman : -e,-m,-r,--format,--exclude=text list*
flock : -w,-E,--timeout,--wait,--conflict-exit-code=text -c,--command=shell list argv? @stop
at,batch : -q,-t=text -f=read -l,-c!dry-run any* >write:startup @in=any
crontab : -u,-c=text -l!dry-run -r>delete:startup read? >write:startup @in=any
atq,atrm : any*
systemd-run : --on-calendar,--on-active,--on-boot,--on-startup,--on-unit-active,--on-unit-inactive=text>write:startup -u,-p,-t,-M,--unit,--property,--timer-property,--description,--slice,--uid,--gid,--setenv=text argv? >configure:service @stop
start-stop-daemon : -x,--exec,-a,--startas,-p,--pidfile,-n,-u,-g,-c,-s,-r,-d,-N,-P,-I,-k,-R,--name,--user,--group,--chuid,--signal,--chroot,--chdir,--nicelevel,--procsched,--iosched,--umask,--retry,--ppid,--pid,--output=text any* @by=daemon
run-parts : list >execute:project
tmux : -L,-S,-T=text -f=load -c=shell any* @by=tmux
tmux send-keys,send : -t,-N=text words*
tmux new-session,new,split-window,splitw,new-window,neww,run-shell,run,respawn-pane,respawnp,respawn-window,pipe-pane,pipep,display-popup,popup : -s,-t,-n,-c,-x,-y,-F,-e,-d,-l,-h,-w,-T,-S=text -E,-b,-o,-I,-O,-C rest? @stop
tmux if-shell,if : -t=text -b,-F shell any*
tmux bind-key,bind : -T,-N=text any @by=tmux
tmux set-hook : -t=text -a,-g,-p,-R,-u,-w any @by=tmux
tmux source-file,source : -t=text load*
screen : -S,-t,-p,-s,-e,-h,-T,-dmS=text -c=load argv? @stop
stuff : words*
envchain : any argv? @stop
chamber,aws-vault : sub @by=afterdashes
chamber,aws-vault exec : -d,-t,--duration,--region,--assume-role-ttl,--prompt,--backend,-b=text any argv? @stop
dotenv,dotenvx : -f,-e,-v,-c,-p,-o,--file,--env-file=text argv? @stop
doppler,infisical run : --command,-c=shell -p,--project,--config,-e,--env,--token,--path,--projectId=text argv? @stop
honcho,foreman : -e,-f,-d,--env,--procfile=text sub
honcho,foreman run : -e,-f,-d=text argv? @stop
concurrently : -n,-c,-p,--names,--prefix=text shell*
env,printenv : -u,--unset,-C,--chdir,-S,--split-string,-P,--block-signal,--ignore-signal=text any* @by=env
"""
