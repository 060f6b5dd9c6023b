"""Programs that look for files. Sources: findutils 4.10, fd 10, plocate."""

TABLE = r"""
find,gfind : any* @by=find
fd,fdfind : -e,-E,-t,-d,-S,-j,-o,--extension,--exclude,--type,--max-depth,--changed-within,--changed-before,--owner,--min-depth,--size=text --search-path,--base-directory=list -x,-X,--exec,--exec-batch=any any* @by=fd
locate,plocate,mlocate,mdfind : -d,-n,-l,-onlyin=text any*
updatedb : any*
xargs,gxargs,parallel,rush : any* @by=xargs
fzf,sk,peco : --preview,--bind=shell any*
tokei,cloc,scc : list*
"""
