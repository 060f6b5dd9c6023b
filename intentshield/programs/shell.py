"""Commands of the shell itself that need no special reader. Source: GNU Bash Reference Manual 5.2."""

TABLE = r"""
true,false,: : any* @digest
pwd,dirs,jobs,times,caller : any*
fg,bg,wait,disown,suspend,return,exit,break,continue,logout,umask,ulimit,hash,bind,complete,compgen,compopt,shopt,help,enable : any* @digest
type,which,whereis,whence : any*
history : -c>delete:history -d=num>delete:history -w>write:history any*
fc : -s>execute:shell any*
getopts,let : any* @digest
"""
