"""Interpreters: what they run from the command line, from a file and from standard input."""

TABLE = r"""
sh,bash,dash,zsh,ksh,ash,mksh,fish,rbash,yash,csh,tcsh,xonsh,nu,elvish : any* @by=shell
python,python2,python3,python3.6,python3.7,python3.8,python3.9,python3.10,python3.11,python3.12,python3.13,python3.14,pypy,pypy3,ipython,ipython3,micropython,pythonw,py : -c^=py -m^=module -W,-X,-Q=text exec? any* @in=py @by=interpreter
node,nodejs,tsx,ts-node,qjs : -e,--eval,-p,--print^=js -r,--require,--import,--loader,--experimental-loader=exec exec? any* @in=js @by=interpreter
deno : sub
deno eval : js any*
deno run,test,bench,task,compile,install : -A,--allow-all -c,--config,--import-map=text exec? any*
perl : -e,-E^=pl -M,-m,-I,-F,-l,-0,-C=text -i?!inplace exec? any* @in=pl @by=interpreter
ruby,jruby : -e^=rb -r,-I,-C,-E,-F,-W,-x=text -i?!inplace exec? any* @in=rb @by=interpreter
php : -r,-B,-R,-E^=php -d,-c,-z,-t=text -S=text>listen:loopback -f,-F=exec exec? any* @in=php @by=interpreter
lua,luajit,lua5.1,lua5.3,lua5.4 : -e^=lua -l=text exec? any* @in=lua @by=interpreter
tclsh,wish,expect : -c^=shell exec? any* @in=any @by=interpreter
Rscript,R,julia,octave,gnuplot : -e,-E,--eval^=text -f,--file=exec exec? any* @in=any @by=interpreter
elixir,erl,escript,swift,groovy,kotlin,scala,clojure,clj,bb,racket,guile,sbcl,ghci,runghc,runhaskell,ocaml,crystal,nim,raku,jshell : -e,--eval,-eval^=text exec? any* @in=any @by=interpreter
java,javaw : -cp,-classpath,--class-path,-p,--module-path,--add-modules,--add-opens,-m=text -jar=exec @long any* >execute:project
mono,wine,wine64 : exec any*
osascript : -l=text -e^=applescript exec? any* @in=applescript
powershell,pwsh,powershell.exe,pwsh.exe : any* @by=powershell
cmd,cmd.exe : any* @by=cmdexe
make,gmake,bmake,nmake,remake : -C,--directory=cd -f,--file,--makefile=exec -j,-l,-o,-W,--jobs,--load-average=num --eval=shell any* >execute:project
"""
