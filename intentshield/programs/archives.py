"""Archivers and compressors. Sources: GNU tar 1.35, bsdtar, Info-ZIP, 7-Zip."""

TABLE = r"""
tar,gtar,bsdtar : any* @by=tar
zip : -x,-i,-b,-n,-t,-P,--password,-s=text -O,--out=write -TT,--unzip-command=shell -m!destroy -r!recursive write read*
unzip : -d=unpack -x,-P=text -p read any* >write:workspace
zipinfo,zipgrep,unar,lsar,cabextract,rpm2cpio,unsquashfs,binwalk : -o,-d=write read any*
gzip,pigz,bzip2,pbzip2,xz,zstd,lz4,lzma,compress,brotli,lzop : -S,--suffix,-T,-p,-b,-B,-M,-D=text -o,--output=write -d,--decompress!encoded edit*
gunzip,bunzip2,unxz,unzstd,unlz4,unlzma,uncompress,unpigz : -S,--suffix=text -o=write edit* !encoded
7z,7za,7zr,7zz,rar,unrar : -o?=write -p?=text sub
7z,7za,7zr,7zz a,u,d : -p?=text -sdel!destroy write read*
7z,7za,7zr,7zz,rar,unrar x,e : -o?=unpack -p?=text read any* >write:workspace
rar a : -p?=text write read*
ar : any write read*
cpio : -D=cd -F,-I,-O,-E=text any* @in=names
mksquashfs,genisoimage,mkisofs,xorriso : -o,-output=write @long read* write?
"""
