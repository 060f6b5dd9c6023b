"""Programs that look for files. Sources: findutils 4.10, fd 10, plocate."""

TABLE = r"""
find,gfind : any* @by=find
fd,fdfind : -e,-E,-t,-d,-S,-j,-o,--extension,--exclude,--type,--max-depth,--changed-within,--changed-before,--owner,--min-depth,--size,-c,--color,--threads,--max-results,--format=text -g,--glob --search-path,--base-directory=list -x,-X,--exec,--exec-batch=argv any* @by=fd
locate,plocate,mlocate,mdfind : -d,-n,-l,-onlyin=text any*
updatedb : any*
xargs,gxargs : -I,-J,-R,-n,-P,-L,-E,-s,-S,-d,-a,--max-args,--max-procs,--max-chars,--delimiter,--arg-file,--process-slot-var=text -i,-l,-e,--replace,--eof,--max-lines?=text -0,--null any* @by=xargs
parallel,env_parallel,sem,rush : -j,-P,-n,-N,-L,-s,-I,-S,-C,-D,-d,-a,-E,-M,--jobs,--max-procs,--max-args,--max-replace-args,--max-lines,--max-chars,--sshlogin,--slf,--sshloginfile,--wd,--workdir,--halt,--halt-on-error,--colsep,--delimiter,--recstart,--recend,--arg-file,--joblog,--results,--timeout,--delay,--retries,--load,--memfree,--noswap,--tmpdir,--tempdir,--nice,--profile,--tagstring,--env,--basefile,--return,--block,--progress-file,--shuf-seed,--rpl,--id,--semaphore-name=text any* @by=parallel
fzf,sk : --preview=shell --bind=bind any*
peco : any*
tokei,cloc,scc : list*
"""
