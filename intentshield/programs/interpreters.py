"""Interpreters: what they run from the command line, from a file and from standard input."""

TABLE = r"""
sh,bash,dash,zsh,ksh,ash,mksh,fish,rbash,yash,csh,tcsh,xonsh,nu,elvish : any* @by=shell
python,python2,python3,python3.6,python3.7,python3.8,python3.9,python3.10,python3.11,python3.12,python3.13,python3.14,pypy,pypy3,ipython,ipython3,micropython,pythonw,py : -c^=py -m^=module -W,-X,-Q=text exec? any* @in=py @by=interpreter
node,nodejs,tsx,ts-node,qjs : -e,--eval,-p,--print,-pe^=js -r,--require,--import,--loader,--experimental-loader=exec --input-type,-C,--conditions,--env-file,--stack-size,--title=text exec? any* @in=js @by=interpreter
deno : sub
deno eval : --ext,--import-map,-c=text js any*
deno run,test,bench,task,compile,install : -A,--allow-all -c,--config,--import-map=text exec? any*
perl : -e,-E^=pl -M,-m=text -I,-F,-l,-0,-C=text -i?!inplace exec? any* @in=pl @by=interpreter
ruby,jruby,macruby : -e^=rb -r,-I,-C,-E,-F,-W,-x=text -i?!inplace exec? any* @in=rb @by=interpreter
irb,pry : -e^=rb any* @in=rb
crystal : sub? exec? any* >execute:project @in=rb
crystal eval : rb
crystal run : exec? any* >execute:project @code=rb
php : -r,-B,-R,-E^=php -d,-c,-z,-t=text -S=text>listen:loopback -f,-F=exec exec? any* @in=php @by=interpreter
lua,luajit,lua5.1,lua5.2,lua5.3,lua5.4,luau : -e^=lua -l=text exec? any* @in=lua @by=interpreter
tclsh,wish,expect : -c^=tcl -f=exec exec? any* @in=tcl @by=interpreter
Rscript,R,r,littler : -e,-E,--eval,--expr^=r -f,--file=exec --args=text exec? any* @in=r @by=interpreter
julia : -e,-E,--eval,--print^=jl -L,--load=exec --project,-t,--threads,-C,-J,-p=text exec? any* @in=jl @by=interpreter
octave,octave-cli,matlab : --eval,-r,-batch^=m exec? any* @in=m @by=interpreter @long
gnuplot : -e^=gp -d,-p,--persist -s exec? any* @in=gp @by=interpreter
elixir,iex : -e,--eval,--rpc-eval^=ex -r=exec -S,--name,--sname,--cookie=text exec? any* @in=ex @by=interpreter
erl,escript : -eval^=erl -s,-run,-name,-sname,-pa,-pz,-config=text exec? any* @in=erl @by=interpreter @long
groovy,groovysh,kotlin,scala,scala-cli,amm,jshell : -e,-c,--eval,-script^=jvm -cp,-classpath,--class-path=text exec? any* @in=jvm @by=interpreter
clojure,clj,bb,racket,guile,sbcl,ecl,clisp,ccl,chicken-csi,csi,gosh,chibi-scheme,mit-scheme,scheme,chez,abcl,planck,lumo,nbb,hy,newlisp : -e,-ex,-eval,--eval,-x,-p^=lisp -c^=lisp -l,--load,-load,--script,-i,-s,-f=exec -M,-A,-X,-Sdeps=text exec? any* @in=lisp @by=interpreter @long
swift : -e^=swift sub? exec? any* @in=swift @by=interpreter
swift build,test,run,package : any* >execute:project
dart : sub?
dart run : exec? any* >execute:project @code=code
dart compile,test,pub,analyze,format,fix,create,doc : any* >execute:project
ocaml,utop : -e^=ml -I=text exec? any* @in=ml @by=interpreter
ghc,ghci,runghc,runhaskell : -e^=hs -o=write -i,-I,-package=text exec? any* @in=hs @by=interpreter
raku,perl6 : -e^=raku -M,-I=text exec? any* @in=raku @by=interpreter
nim,coffee,lsc,swipl,gforth,pike,maxima,cling,evcxr,yaegi,rust-script,wolframscript,fennel,janet : -e,-c,-E,--eval,--command,-code,-g,-p^=code sub? any* @in=code
java,javaw : -cp,-classpath,--class-path,-p,--module-path,--add-modules,--add-opens,-m=text -jar=exec @long any* >execute:project
mono,wine,wine64 : exec any*
osascript : -l=text -e^=applescript exec? any* @in=applescript @by=interpreter
powershell,pwsh,powershell.exe,pwsh.exe : any* @by=powershell
cmd,cmd.exe : any* @by=cmdexe
make,gmake,bmake,nmake,remake : SHELL,CC,CXX,CPP,LD,AR:=program -I,--include-dir=text -C,--directory=cd -f,--file,--makefile=list -j,-l,-o,-W,--jobs,--load-average=num --eval=text any* >execute:project @by=make
"""
