"""Programs that talk to other machines. Sources: the manuals of curl 8, wget 1.24, OpenSSH 9, ncat, socat."""

TABLE = r"""
curl : -o,--output,-D,--dump-header,-c,--cookie-jar,--trace,--trace-ascii,--stderr,--etag-save,--hsts=write --output-dir=into -O,--remote-name,--remote-name-all -d,--data,--data-ascii,--data-raw,--data-binary,--data-urlencode,--json=body -F,--form,--form-string=form -T,--upload-file=upload -H,--header,--proxy-header=header -K,--config=recipe -A,--user-agent,-e,--referer,-X,--request,-m,--max-time,--connect-timeout,-w,--write-out,-r,--range,--retry,--retry-delay,--retry-max-time,--limit-rate,--cacert,--capath,--interface,-C,--continue-at,-z,--time-cond,-y,-Y,--ciphers,--tls-max,--noproxy,--aws-sigv4,-P,--ftp-port,-Q,--quote,-t,--telnet-option,--max-redirs,--keepalive-time,--rate,--variable,--expand-data,--cert-type,--key-type,--dns-servers,--doh-url,--max-filesize,--local-port,--proto,--proto-redir,--crlfile,--pinnedpubkey=text -u,--user,-b,--cookie,-U,--proxy-user,--oauth2-bearer,-E,--cert,--key,--pass=secret --resolve,--connect-to,-x,--proxy,--socks5,--socks5-hostname,--socks4,--preproxy=forward --unix-socket,--abstract-unix-socket=socket --url=url -k,--insecure,--proxy-insecure!insecure url* @out=network @saves=-O,--remote-name,--remote-name-all @globs=-g,--globoff
wget,wget2 : -O,--output-document,-o,--output-file,-a,--append-output=write -P,--directory-prefix=into -i,--input-file=read --post-file,--body-file=upload --post-data,--body-data=body --header=header --no-check-certificate!insecure --use-askpass=program -e,--execute=setting -U,-t,-T,-w,-Q,-l,-A,-R,-D,-X,-I,--user-agent,--method,--tries,--timeout,--wait,--level,--accept,--reject,--referer,--limit-rate,--load-cookies,--ca-certificate,--domains,--exclude-directories,--cut-dirs,--base=text --user,--password,--http-user,--http-password=secret -b,--background!hidden url* @out=network @saves
http,https,httpie,xh,xhs,curlie : -o,--output=write -d,--download -a,--auth,--cert,--cert-key=secret --proxy=forward -A,--auth-type,-p,--print,--session,--verify,--timeout,-s,--style,--pretty=text item* @out=network @saves=-d,--download
grpcurl : -d=body -H,-rpc-header,-reflect-header=header -proto,-import-path,-protoset,-authority,-max-time,-connect-timeout=text -cert,-key,-cacert=secret @long host any*
websocat,wscat : -H,--header=header -c,--connect=url -b,--binary,-t,--text,-k,--insecure -l,--listen>listen:public -s,-E,-B,-p,-x=text url* @sends @out=network
websocketd : --port,--address,--dir,--staticdir,--cgidir,--header=text argv? >listen:public!bind
aria2c,axel,youtube-dl,yt-dlp,gallery-dl,you-get,lwp-download,lwp-mirror,fetch : -o,--out,--output=write -d,--dir,-P,--paths=into -f,-x,-s,-j,-i,--format=text --exec=shell url* @out=network @saves
GET,HEAD,POST,lwp-request : -H=header -C=secret -m,-t,-b,-p,-c=text url* @out=network @sends
lynx,w3m,links,elinks : -cmd_script,-accept_charset,-width,-cols=text @long guess* @out=network
ftp,tftp,lftp,ncftp,ncftpput,ncftpget,smbclient : -c,-e=transfer -b,-f=read -u,-p,-P,-i,-o,-U,-W,-N,-s=text host? any* @in=transfer @out=network
sftp : -o=sshoption -D,-S=program -F=load -b=read -i,-c,-l,-P,-J,-R,-B,-s,-X=text host? any* @in=transfer @out=network
scp,pscp : -i,-c,-l,-P,-J,-X,-D=text -F=load -o=sshoption -S=program -r!recursive source* dest
rsync : -e,--rsh,--rsync-path=program --delete,--delete-before,--delete-after,--delete-during,--delete-excluded,--del!mirror --remove-source-files!destroy --chmod=mode --exclude,--include,--filter,-f,--bwlimit,--chown,--timeout,-B,-M,-T,--partial-dir,--backup-dir,--compare-dest,--link-dest,--info,--max-size,--min-size,--suffix,--password-file,--port,--out-format=text --log-file,--write-batch,--only-write-batch=write --exclude-from,--include-from,--files-from=read -n,--dry-run!dry-run source* dest
rcp : source* dest
rclone : --config=read -P,--progress,--transfers,--checkers,--include,--exclude,--max-size,--min-age,--bwlimit,--log-level=text sub
rclone copy,sync,move,copyto,moveto : --dry-run!dry-run source dest
rclone purge,delete,deletefile,rmdirs : any* >delete:remote!recursive
rclone serve : any* >listen:public
rclone config : sub
rclone config show,dump : any* >read:secret!expose
croc,wormhole,ffsend,transfer,pastebinit : any* >send:dead-drop
ssh,autossh,mosh,plink : -i,-l,-p,-b,-c,-e,-m,-Q,-S,-O,-M=text -I,-F=load -E=write -J,-W=host -L=forward -D=text~0.0.0.0>listen:public -g>listen:public -w=text>configure:machine -R=text>listen:public!reverse -o=sshoption host rest? @remote @stop @out=network
sshpass : -p,-f,-d,-P=text argv? @stop
ssh-copy-id : -i,-p,-o=text host >permit:account!outward
ssh-keyscan : -f=read -p,-t,-T=text host*
sshfs : -o,-p=text source list
sshd,dropbear,telnetd : -f=read -p,-o,-h=text any* >listen:public
nc,ncat,netcat,nc.traditional,nc.openbsd,pwncat : -e,-c,--exec,--sh-exec=program!reverse --lua-exec=exec!reverse -l,--listen,-L>listen:public -p,-s,-w,-q,-i,-g,-G,-x,-X,-T,-m,--source,--source-port,--proxy=text -z host? any* @sends @out=network
sbd : -e=program!reverse -l>listen:public -p,-c,-k=text host any* @sends @out=network
rcat,rustcat : -s,-r,--shell,--exec=program!reverse any* >connect:unknown
ttyd,gotty,wetty,shellinabox,shellinaboxd,tcpserver,systemd-socket-activate,xinetd,inetd : --help,--version,-v,-h!dry-run any* >listen:public!bind
tmate,sshx,upterm,teleconsole,devtunnel : any* >connect:dead-drop!bind
gost,stunnel,stunnel4,3proxy,microsocks,danted,httpd : -v,-V,-t!dry-run any* >listen:public
x11vnc,vncserver,tigervncserver,Xvnc,x0vncserver,wayvnc,xrdp,code-server : -l,-list,-kill,-help,--help,-version,--version!dry-run -localhost,-geometry,-depth,-SecurityTypes=text @long any* >listen:public
socat : any* @by=socat
telnet : -l,-n,-e=text host? any? @sends @in=bang @out=network
openssl : sub @long
openssl s_client : -connect,-host=host -cert,-key,-CAfile,-servername,-starttls,-port=text @long any* @sends @out=network
openssl s_server : -accept,-port,-cert,-key=text @long any* >listen:public
openssl enc,aes-256-cbc,base64,aes256 : -in=read -out=write -k,-pass,-K,-iv,-S,-md,-iter,-passin=text -d!encoded @long any*
openssl rsa,pkey,ec,pkcs12,pkcs8,genrsa,genpkey,req,x509,dgst,rand,ca,crl,verify,smime,cms,passwd,speed,version,ciphers,dhparam,ecparam,rsautl,pkeyutl,asn1parse : -engine,-provider-path=load -in=read -out,-keyout=new -passin,-passout,-subj,-config,-CA,-CAkey,-days,-newkey,-extensions,-inkey,-name=text @long any*
gnutls-cli,cryptcat : -p=text host any* @sends @out=network
chisel,frpc,frps,ngrok,cloudflared,bore,localtunnel,lt,pagekite,iodine,dnscat,dnscat2,ptunnel,gsocket,gs-netcat,inlets,ligolo,ligolo-agent,ligolo-ng,ligolo-proxy,rathole,revsocks : any* >connect:dead-drop
tailscale,zerotier-cli,teleport,tsh : sub
tailscale up,set : --ssh>listen:private!bind any* >configure:machine
tailscale funnel : any* >listen:public
ping,ping6,fping,traceroute,traceroute6,tracepath,mtr,dig,nslookup,host,drill,delv,whois,kdig,dog,doggo : -c,-i,-w,-W,-s,-t,-m,-q,-f,-p,-I,-n,-k,-x,-b,-y,-h=text host* @out=network
getent : sub
getent hosts,ahosts,ahostsv4,ahostsv6 : host* @out=network
getent shadow,gshadow : any* >read:secret!expose
getent passwd,group : any* @out=private
finger : host* @out=network
resolvectl,systemd-resolve : sub
resolvectl query : host* @out=network
nsupdate,avahi-resolve,unbound-host,adnshost : host* @out=network
mosquitto_pub : -h=host -m,--message=body -f,--file=upload -t,-p,-u,-i,-q,--topic=text --pw,-P,--key,--cert=secret any*
mosquitto_sub : -h=host -t,-p,-u,-P,-i,-q,--topic=text any* @out=network
ipfs : sub
ipfs add,put : any* >send:public!outward
nmap,masscan,zmap,rustscan,nbtscan,arp-scan,netdiscover,hping3,nping,unicornscan,fping-scan : any* >connect:unknown!all
tcpdump,tshark,dumpcap,ngrep,dsniff,ettercap,bettercap,mitmproxy,mitmdump,responder,arpspoof : -w=write -r=read -z=program -i,-c,-s,-F,-C,-G,-W,-f,-Y,-T=text any* >read:machine!expose
iperf,iperf3,ab,wrk,hey,siege,vegeta,k6,bombardier,oha : any*
slowloris,slowhttptest,goldeneye,hulk,t50,loic : any* >connect:unknown!all
ip : -n,-netns=text sub @long
ifconfig,route,netstat,ss,arp,iwconfig,iw,nmcli,ethtool,networksetup,scutil,nethogs,iftop,vnstat,ipconfig : any*
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
openvpn : --up,--down,--route-up,--route-pre-down,--ipchange,--client-connect,--client-disconnect,--tls-verify,--auth-user-pass-verify,--learn-address,--tls-export-cert=program --plugin,--config=load any*
wg-quick : any load*
wg,tor : any*
torify,torsocks,proxychains,proxychains4 : -f=text argv? @stop
s3cmd,s5cmd,mc,b2,restic,borg,duplicity,kopia : sub @by=operation @class=remote
s3cmd,s5cmd,mc put,cp,sync,mirror : -r,--recursive -P,--acl-public>permit:service!outward source+ dest
restic backup : -r,--repo,--password-file,--tag,--exclude=text read* >send:service
borg create : --exclude,-C,--compression,--comment=text any read* >send:service
ldapsearch,rpcclient,smbmap,kinit,klist : any*
ldapadd,ldapmodify,ldapdelete,kadmin,smbpasswd : any* >permit:account
secretsdump.py,impacket-secretsdump,psexec.py,wmiexec.py,evil-winrm,crackmapexec,nxc : any* >read:secret!expose
"""
