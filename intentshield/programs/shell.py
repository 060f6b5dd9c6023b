"""Commands of the shell itself that need no special reader. Source: GNU Bash Reference Manual 5.2."""

TABLE = r"""
true,false,: : any* @digest
pwd,dirs,times,caller : any*
jobs : -x=argv any*
bind : -x=bind -f=load any* @digest
enable : -f=load any* @digest
complete : -C=shell -A,-W,-P,-S,-F,-X,-o,-G=text any* @digest
fg,bg,wait,disown,suspend,return,exit,break,continue,logout,umask,ulimit,hash,compopt,shopt,help : any* @digest
compgen : -C=shell -A,-W,-P,-S,-F,-X,-o,-G=text any* @out=environment
type,which,whereis,whence : any*
history : -c>delete:history -d=num>delete:history -w>write:history any* @out=private
fc : -s>execute:shell -e=program any* @out=private
getopts,let : any* @digest
"""
