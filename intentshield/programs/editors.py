"""Editors that take commands from their command line or input. Sources: vim(1), ed(1), emacs(1), nano(1)."""

TABLE = r"""
vi,vim,nvim,view,gvim,vimdiff,nvimdiff,rvim,mvim,vim.basic,vim.tiny,vim.gtk3,elvis,vile,nvi,ex : -c,--cmd=vim -S,-u,-s,-U,-l=load -T,-t,-p,-o,-O,-i,-w,-W,-r,-L,-d=text guess* @by=vim @in=vim
ed,red,gred : -p,--prompt=text guess* @in=ed
emacs,emacs-nox,xemacs,zile,mg,jove : --eval,-eval,--execute,-execute=lisp -l,-load,--load,--script,-script,-x,-q=load -f,--funcall,-funcall,-T,-geometry,-d,-u,--user,-t=text --insert,-insert,--file,--visit=read guess* @long @in=lisp
emacsclient : -e,--eval=lisp -a,--alternate-editor=program -s,-f,-c,-F,-T,--socket-name=text guess* @long
nano,pico,rnano : -C,--backupdir=list -o,-r,-s,-T,-Y,-X,--operatingdir,--fill=text guess*
kak : -e,-E=bang -f=text -c,-s,-p=text guess*
"""
