"""GNU coreutils and their relatives. Sources: the coreutils manual 9; POSIX.1-2017 utilities."""

TABLE = r"""
# looking
ls,dir,vdir,gls,exa,eza,lsd : -I,-w,-T,-L,-s,--hide,--ignore,--time-style,--color,--sort,--block-size,--format,--indicator-style,--quoting-style,--level=text list*
stat,gstat : -c,--format,--printf,-f=text list*
file : -f,--files-from=read -m,--magic-file=read list*
readlink,realpath,greadlink : list*
basename,dirname : -s,--suffix=text any*
du,dust,ncdu : -d,--max-depth,-B,--block-size,-t,--threshold,--exclude=text -X,--exclude-from=read list*
df,duf : -B,-t,-x,--type,--exclude-type,--block-size=text list*
tree : -L,-I,-P,--charset,--filelimit,--sort,--timefmt=text -o=write list*
namei,pathchk,getfacl,lsattr,getcap : list*
test,[ : text* @digest
# reading
cat,tac,nl,rev,zcat,bzcat,xzcat,zstdcat,gzcat : read*
head,tail,ghead,gtail : -n,-c,--lines,--bytes,-s,--pid,--sleep-interval=num read*
less,more,most : -p,-P,-t,-T,-k,--pattern=text -o,-O=write read*
bat,batcat : -l,--language,--style,--theme,-r,--line-range,-H,--paging,--color,--file-name,--wrap=text --pager=program read*
wc,gwc : --files0-from=read read* @digest
od,hexdump,hd,xxd,strings : -A,-N,-j,-S,-t,-w,-n,-s,-e,-c,-g,-l,-o,--length,--skip,-C,-f=text read*
md5sum,sha1sum,sha224sum,sha256sum,sha384sum,sha512sum,b2sum,cksum,sum,shasum,md5,crc32 : -a,--algorithm=text -c,--check=read read* @digest
cmp,diff,gdiff,diff3,sdiff,colordiff,comm,difft : -U,-C,-I,-x,-W,--label,-L,--unified,--context,--exclude,--color,--width,-F=text -X,--exclude-from=read -o,--output=write read*
# changing
cp,gcp : -t,--target-directory=write -S,--suffix,--backup=text -r,-R,-a,--recursive,--archive!recursive -f,--force!force read+ write
install,ginstall : -m,--mode=mode -o,-g,--owner,--group,-S=text -t,--target-directory=write -d!new read* write
mv,gmv : -t,--target-directory=write -S,--suffix=text -f,--force!force take+ write
ln,gln,link : -t,--target-directory=write -S=text -f,--force!force link+ new
coreutils : --coreutils-prog=argv any*
rm,grm,unlink : -r,-R,--recursive,-d!recursive -f,--force!force --no-preserve-root!force,bypass delete*
rmdir : -p,--parents!parents delete*
trash,trash-put : take*
gio : sub
gio trash : -f,--force take*
gio remove : -f,--force delete*
fdupes,jdupes,rdfind : -d,--delete!destroy -r,-R,-N,-q read*
tmpreaper,tmpwatch : -U,-X,--exclude,--protect=text any delete* !recursive
mkdir,gmkdir,mkfifo : -m,--mode=mode new*
mknod : -m=text new any*
touch,gtouch : -d,-t,--date,--time=text -r,--reference=list new*
truncate : -s,--size=text -r,--reference=list write*
tee,gtee,sponge : -a,--append!append write*
dd,gdd,dcfldd,dc3dd : if:=read of:=write bs:=num count:=num seek:=num skip:=num ibs:=num obs:=num conv:=text status:=text iflag:=text oflag:=text
shred,srm,wipe : -n,-s,--iterations,--size=num -u,--remove,-f!force -r!recursive destroy*
split,csplit : -b,-C,-l,-n,-a,-t,-f,-k,--bytes,--lines,--suffix-length,--number,--additional-suffix,--prefix=text --filter=shell read? new*
sync : list*
# rights
chmod,gchmod : -R,--recursive!recursive --reference=list mode permit*
chown,gchown,chgrp : -R,--recursive!recursive --reference,--from=text any permit*
chattr : -R!recursive -v,-p=num -i,-a,-A,-c,-C,-d,-D,-e,-F,-j,-s,-S,-t,-u^ any permit*
chflags : -R!recursive any permit*
setfacl : -R,--recursive!recursive -m,-x,-M,-X,--modify,--remove=mode -b,-k permit*
setcap : mode permit*
# text that comes out
echo,gecho,yes,seq,expr,factor,printf,jot : text* @digest
date,gdate : -d,--date=text -f,--file=read -r,--reference=list -s,--set=text>configure:machine any* @digest
sleep,usleep : any* @digest
uname,arch,nproc,hostid,tty,uptime,who,w,users,id,groups,whoami,last,lastb,lastlog,pinky,logname,locale,getconf,lsb_release,sw_vers,cal,ncal,hostname,lslogins : any*
"""
