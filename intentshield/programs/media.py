"""Images, sound, video and documents: file in, file out."""

TABLE = r"""
convert,magick,composite,montage : -resize,-quality,-format,-geometry,-crop,-density,-size,-font,-pointsize,-fill,-draw,-gravity,-rotate,-background,-colorspace,-depth,-delay,-loop,-extent,-annotate,-label,-blur,-threshold,-page,-set,-define,-type=text @long guess* write
mogrify : -resize,-quality,-format,-geometry,-crop,-path=text @long edit*
exiftool : -if,-if2=pl -o=write -d,-csv,-j,-api,-x,-ext=text @long edit*
identify,display,mediainfo,ffprobe : -f,-v,-of,-show_entries,-select_streams,-print_format=text @long guess*
ffmpeg,avconv : -i=media -f=text~x11grab|gdigrab|kmsgrab|avfoundation|v4l2|video4linux|alsa|pulse|dshow|fbdev>read:machine!expose -c,-codec,-vf,-af,-filter_complex,-map,-ss,-t,-to,-r,-s,-b,-preset,-crf,-vcodec,-acodec,-loglevel,-v,-metadata,-pix_fmt,-ar,-ac,-threads,-c:v,-c:a,-b:v,-b:a,-frames:v,-aspect,-q:a,-q:v,-movflags,-hwaccel=text @long write*
ffplay,mpv,vlc,cvlc,mplayer : any*
sox,lame,flac,oggenc,opusenc : -o,--output=write -b,-q,-r,-c,-t=text read* write?
jpegoptim,optipng,pngquant,svgo,gifsicle : -o,--output=write -m,--quality,--ext,-q,-d=text edit*
cwebp,inkscape,rsvg-convert,potrace,pdftk,qpdf,pdftotext,pdftoppm,pdfimages,pdfinfo,pdfunite,ps2pdf,mutool,ocrmypdf,tesseract,wkhtmltopdf,weasyprint,ebook-convert : -o,--output,--export-filename=write -f,-l,-r,-q,-w,-h,-d=text guess*
gs : -o=write -c=gs -s,-d,-r=text -f=exec guess* @in=gs
libreoffice,soffice,unoconv : --convert-to,--infilter=text --outdir=write guess*
qrencode : -o=write any*
zbarimg,chafa,catimg,viu : any*
"""
