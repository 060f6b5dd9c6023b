"""Programs that turn text into text. Sources: POSIX.1-2017; the GNU manuals of grep, sed and gawk; jq 1.7."""

TABLE = r"""
grep,egrep,fgrep,zgrep,ggrep,zegrep,xzgrep : -e,--regexp^=text -f,--file^=read -A,-B,-C,-m,-d,-D,--max-count,--context,--include,--exclude,--exclude-dir,--color,--label,--after-context,--before-context=text --exclude-from=read -r,-R,--recursive!recursive pattern read*
rg,ripgrep,ag,ack,ugrep : -e,--regexp^=text -f,--file^=read -A,-B,-C,-g,-m,-t,-T,-d,-M,-r,-j,--type,--type-not,--glob,--iglob,--max-count,--max-depth,--context,--replace,--sort,--ignore-dir,-G,--color,--colors=text --pre,--pager,--hostname-bin=program pattern read* !recursive
sed,gsed : -e,--expression^=sed -f,--file^=exec -i,--in-place?!inplace -l=num sed read* @code=sed
awk,gawk,mawk,nawk,goawk : -f,--file^=exec -F,-v,--field-separator,--assign=text -i,--include,-l,--load=load -e,--source^=awk awk read* @code=awk
cut,gcut : -d,-f,-c,-b,--delimiter,--fields,--characters,--bytes,--output-delimiter=text read*
paste : -d,--delimiters=text read*
join : -1,-2,-j,-t,-o,-a,-v,-e=text read*
column : -s,-c,-n,-o,-N,-R,-H,--separator,--output-separator,--table-columns=text read*
sort,gsort : -k,-t,-S,--key,--field-separator,--parallel,--buffer-size,--batch-size=text -T,--temporary-directory=list -o,--output=write --compress-program=program --files0-from=read read*
uniq,guniq : -f,-s,-w,--skip-fields,--skip-chars,--check-chars=num read? write?
tr,gtr : any*
shuf,gshuf : -n,-i,-e,--head-count,--input-range,--echo=text -o,--output=write read*
fold,fmt,pr,expand,unexpand,colrm,col,ul,numfmt,tsort : -w,-s,-t,-h,-l,-o,--width,--tabs,--from,--to,--field=text read*
iconv,recode : -f,-t,--from-code,--to-code=text -o,--output=write read*
dos2unix,unix2dos : -n,--newfile!new edit*
jq,gojq,jaq : -f,--from-file^=read --arg,--argjson=pair --slurpfile,--rawfile=named -L=list --indent,--tab=num filter read*
yq : -i,--inplace!inplace -o,--output-format,-p=text pattern read*
xmllint : --output=write --xpath,--encode,--schema=text read*
xmlstarlet,xsltproc,pup,htmlq,fx,dasel,gron,mlr,csvcut,csvgrep,csvlook,csvsort,csvstat,csvjson,in2csv,xsv,qsv,datamash : -o,--output=write -d,-c,-f,-k,-m=text guess*
base64,gbase64,base32,basenc,uuencode,uudecode : -w,--wrap=num -i,--input=read -o,--output=write -d,-D,--decode!encoded read*
envsubst,look,spell,aspell,hunspell : any*
m4 : -D,-I,-U,--define=text exec* @in=m4
pandoc : -o,--output=write -f,-t,--from,--to,-V,--metadata,--template,-M=text --filter,-F,--lua-filter=load --pdf-engine=program read*
groff,troff,nroff,man,info,whatis,apropos,tldr,cheat : -T,-m,--pager=text -P,-H=program any*
enscript,a2ps : -o,-p=write read*
figlet,toilet,cowsay,fortune,lolcat,boxes,banner,sl,cmatrix,neofetch,screenfetch,fastfetch : any*
bc,units,qalc : -e=text read*
dc : -e,--expression=dc -f,--file=exec exec* @in=dc
"""
