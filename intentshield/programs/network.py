"""Programs that talk to other machines. Sources: the manuals of curl 8, wget 1.24, OpenSSH 9, ncat, socat."""

TABLE = r"""
curl : -o,--output,-D,--dump-header,-c,--cookie-jar,--trace,--trace-ascii,--stderr,--etag-save,--hsts,--output-dir=write -O,--remote-name,--remote-name-all -d,--data,--data-ascii,--data-raw,--data-binary,--data-urlencode,--json=body -F,--form,--form-string=form -T,--upload-file=upload -H,--header,--proxy-header=header -K,--config=exec -u,--user,-b,--cookie,-A,--user-agent,-e,--referer,-X,--request,-m,--max-time,--connect-timeout,-w,--write-out,-r,--range,--retry,--retry-delay,--retry-max-time,--limit-rate,-E,--cert,--key,--cacert,--capath,--resolve,--connect-to,--interface,-C,--continue-at,-z,--time-cond,-y,-Y,--ciphers,--tls-max,-U,--proxy-user,--noproxy,--aws-sigv4,--oauth2-bearer,-P,--ftp-port,-Q,--quote,-t,--telnet-option,--max-redirs,--keepalive-time,--rate,--variable,--pass,--cert-type,--key-type,--dns-servers,--doh-url,-x,--proxy,--socks5,--socks5-hostname,--socks4,--preproxy,--max-filesize,--local-port,--proto,--proto-redir,--crlfile,--pinnedpubkey=text --unix-socket,--abstract-unix-socket=socket --url=url -k,--insecure,--proxy-insecure!insecure url* @out=network @saves=-O,--remote-name,--remote-name-all
wget,wget2 : -O,--output-document,-o,--output-file,-a,--append-output,-P,--directory-prefix=write -i,--input-file=read --post-file,--body-file=upload --post-data,--body-data=body --header=header --no-check-certificate!insecure --use-askpass=program -e,--execute=setting -U,-t,-T,-w,-Q,-l,-A,-R,-D,-X,-I,--user-agent,--user,--password,--method,--tries,--timeout,--wait,--level,--accept,--reject,--referer,--limit-rate,--http-user,--http-password,--load-cookies,--ca-certificate,--domains,--exclude-directories,--cut-dirs,--base=text -b,--background!hidden url* @out=network @saves
http,https,httpie,xh,xhs,curlie,grpcurl,websocat,wscat : -o,--output=write -a,--auth,-A,--auth-type,-p,--print,--session,--verify,--timeout,--proxy=text guess* @out=network
aria2c,axel,youtube-dl,yt-dlp,gallery-dl,you-get : -o,--out,--output,-d,--dir,-P,--paths=write -f,-x,-s,-j,-i,--format=text --exec=shell url* @out=network
lynx,w3m,links,elinks : -cmd_script=text @long url* @out=network
ftp,tftp,lftp,ncftp,ncftpput,ncftpget,sftp,smbclient : -c,-e=shell -b,-f=read -u,-p,-P,-i,-o,-U,-W,-N,-s=text host? any* @out=network
scp,pscp : -i,-c,-F,-l,-P,-J,-X,-D=text -o=sshoption -S=program -r!recursive source* dest
rsync : -e,--rsh,--rsync-path=program --delete,--delete-before,--delete-after,--delete-during,--delete-excluded,--del!mirror --remove-source-files!destroy --exclude,--include,--filter,-f,--bwlimit,--chmod,--chown,--timeout,-B,-M,-T,--partial-dir,--backup-dir,--compare-dest,--link-dest,--info,--max-size,--min-size,--suffix,--password-file,--port,--out-format=text --log-file,--write-batch,--only-write-batch=write --exclude-from,--include-from,--files-from=read -n,--dry-run!dry-run source* dest
rcp : source* dest
rclone : --config=read -P,--progress,--transfers,--checkers,--include,--exclude,--max-size,--min-age,--bwlimit,--log-level=text sub
rclone copy,sync,move,copyto,moveto : --dry-run!dry-run source dest
rclone purge,delete,deletefile,rmdirs : any* >delete:remote!recursive
rclone serve : any* >listen:public
rclone config : sub
rclone config show,dump : any* >read:secret!expose
croc,wormhole,ffsend,transfer,pastebinit : any* >send:dead-drop
ssh,autossh,mosh,plink : -i,-l,-p,-b,-c,-e,-m,-w,-I,-Q,-S,-O,-M,-E=text -F=read -J,-W=host -L,-D=text -R=text>listen:public!reverse -o=sshoption host rest? @remote @stop @out=network
sshpass : -p,-f,-d,-P=text argv? @stop
ssh-copy-id : -i,-p,-o=text host >permit:account!outward
ssh-keyscan : -p,-t,-T,-f=text host*
sshfs : -o,-p=text source list
sshd,dropbear,telnetd : -f=read -p,-o,-h=text any* >listen:public
nc,ncat,netcat,nc.traditional,nc.openbsd,pwncat : -e,-c,--exec,--sh-exec=program!reverse -l,--listen,-L>listen:public -p,-s,-w,-q,-i,-g,-G,-x,-X,-T,-m,--source,--source-port,--proxy=text -z host? any* @sends @out=network
socat : any* @by=socat
telnet : -l,-n,-e=text host? any? @sends @out=network
openssl : sub @long
openssl s_client : -connect,-host=host -cert,-key,-CAfile,-servername,-starttls,-port=text @long any* @sends @out=network
openssl s_server : -accept,-port,-cert,-key=text @long any* >listen:public
openssl enc,aes-256-cbc,base64,aes256 : -in=read -out=write -k,-pass,-K,-iv,-S,-md,-iter,-passin=text -d!encoded @long any*
openssl rsa,pkey,ec,pkcs12,pkcs8,genrsa,genpkey,req,x509,dgst,rand,ca,crl,verify,smime,cms,passwd,speed,version,ciphers,dhparam,ecparam,rsautl,pkeyutl,asn1parse : -in=read -out,-keyout=write -passin,-passout,-subj,-config,-CA,-CAkey,-days,-newkey,-extensions,-inkey,-name=text @long any*
gnutls-cli,cryptcat : -p=text host any* @sends @out=network
chisel,frpc,frps,ngrok,cloudflared,bore,localtunnel,lt,pagekite,iodine,dnscat,dnscat2,ptunnel,gsocket,gs-netcat,inlets,rathole,revsocks : any* >connect:dead-drop
tailscale,zerotier-cli,teleport,tsh : sub
ping,ping6,fping,traceroute,traceroute6,tracepath,mtr,dig,nslookup,host,drill,delv,whois,kdig,dog,doggo : -c,-i,-w,-W,-s,-t,-m,-q,-f,-p,-I,-n,-k,-x,-b,-y,-h=text host* @out=network
nmap,masscan,zmap,rustscan,nbtscan,arp-scan,netdiscover,hping3,nping,unicornscan,fping-scan : any* >connect:unknown!all
tcpdump,tshark,dumpcap,ngrep,dsniff,ettercap,bettercap,mitmproxy,mitmdump,responder,arpspoof : -w=write -r=read -z=program -i,-c,-s,-F,-C,-G,-W,-f,-Y,-T=text any* >read:machine!expose
iperf,iperf3,ab,wrk,hey,siege,vegeta,k6,bombardier,oha : any*
slowloris,slowhttptest,goldeneye,hulk,t50,loic : any* >connect:unknown!all
ip,ifconfig,route,netstat,ss,arp,iwconfig,iw,nmcli,ethtool,networksetup,scutil,nethogs,iftop,vnstat,ipconfig : any*
iptables,ip6tables,ebtables,iptables-legacy,iptables-nft : -L,-S,--list,--list-rules!dry-run -F,--flush,-X,--delete-chain>configure:machine!bypass -P,--policy,-D,--delete,-A,--append,-I,--insert,-R=text>configure:machine -t,-p,-s,-d,-j,-i,-o,-m=text any*
iptables-restore,ip6tables-restore : read* >configure:machine!bypass
nft,pfctl,ipfw : -f=read -F>configure:machine!bypass -d>configure:machine!bypass -s!dry-run sub?
nft flush,delete : any* >configure:machine!bypass
nft add,insert : any* >configure:machine
ufw : sub
ufw disable,reset : any* >configure:machine!bypass
ufw allow,deny,delete,enable,default,reload,reject,limit : any* >configure:machine
firewall-cmd : --list-all,--state,--get-zones!dry-run --add-port,--remove-port,--add-service,--remove-service,--add-rich-rule,--panic-off,--zone=text>configure:machine any*
mail,mailx,mutt,neomutt,sendmail,msmtp,swaks,ssmtp,sendemail : -s,-a,-A,-r,-c,-b,-S,-q,--to,--from,--header,--attach,--server,--body,-t,-f,-u,-m=text any* >send:person!outward @sends
telegram-send,slackcat,apprise,signal-cli,twurl,toot : any* >send:person!outward @sends
ntpdate,chronyc,timedatectl,hostnamectl,localectl : any*
wg,wg-quick,openvpn,tor : any*
torify,torsocks,proxychains,proxychains4 : -f=text argv? @stop
s3cmd,s5cmd,mc,b2,restic,borg,duplicity,kopia : sub @by=operation @class=remote
ldapsearch,rpcclient,smbmap,kinit,klist : any*
ldapadd,ldapmodify,ldapdelete,kadmin,smbpasswd : any* >permit:account
secretsdump.py,impacket-secretsdump,psexec.py,wmiexec.py,evil-winrm,crackmapexec,nxc : any* >read:secret!expose
"""
