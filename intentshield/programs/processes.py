"""Processes. Sources: procps-ng 4, psmisc."""

TABLE = r"""
kill : -s,-n,-q,--signal=text -l,-L!dry-run any* @by=kill
pkill,killall,skill,taskkill : -s,-t,-P,-u,-U,-G,-g,-n,-o,-y,--signal,--user,--parent=text any* @by=kill
killall5 : any* >signal:process!all
fuser : -n,--namespace=text -k,--kill any*
top,htop,btop,atop,glances,pgrep,pidof,pstree,pmap,pwdx,lsof,procs,iotop,dstat,tasklist : any*
ps : -p,-u,-C,-o,-t,-g,-U=text any* @out=private
renice : any*
gcore,procdump,memdump,avml : any* >read:secret!expose
reptyr,injcode : any* >execute:process
"""
