"""Key rings, password managers, encryption and wallets."""

TABLE = r"""
security : sub
security find-generic-password,find-internet-password,dump-keychain,export,find-key,unlock-keychain : any* >read:secret!expose @out=secret
security delete-generic-password,delete-internet-password,delete-keychain,delete-certificate : any* >delete:secret
security add-trusted-cert,authorizationdb : any* >configure:machine!insecure
secret-tool : sub
secret-tool lookup,search : any* >read:secret!expose @out=secret
keyring get : any* >read:secret!expose @out=secret
keyring : sub
kwallet-query,kwalletcli : any* >read:secret!expose @out=secret
keyctl : sub
keyctl print,read,pipe : any* >read:secret!expose @out=secret
pass,gopass,passage : sub? >read:secret!expose @out=secret
pass,gopass ls,find,git,init,version,help,insert,generate,edit,grep : any*
op : sub
op read,item,document,inject : any* >read:secret!expose @out=secret
op run : any* @by=afterdashes
bw,rbw,lpass,keepassxc-cli,dcli : sub
bw,rbw,lpass,keepassxc-cli,dcli get,show,export,list,clip : any* >read:secret!expose @out=secret
vault,bao : -address,-namespace,-format,-field=text sub @long
vault,bao read,kv,token,unwrap : any* >read:secret!expose @out=secret
vault,bao delete,write,policy,auth,secrets,lease : any* >configure:account
conjur,doppler,infisical : sub
doppler,infisical secrets,export : any* >read:secret!expose @out=secret
sops,age,rage : -o,--output=write -d,--decrypt>read:secret!expose -i,-r,-R,-p,--recipient,--identity=text read*
gpg,gpg2 : -o,--output=write --export-secret-keys,--export-secret-subkeys>read:secret!expose --delete-secret-keys,--delete-keys>delete:secret -d,--decrypt!encoded -r,-u,--recipient,--local-user,--keyserver,--homedir,--passphrase,--status-fd,--cipher-algo,--pinentry-mode=text --batch,--yes -c,--symmetric,-e,--encrypt --import=read read*
credstash,berglas,chamber-read : any* >read:secret!expose @out=secret
docker-credential-desktop,docker-credential-osxkeychain,docker-credential-pass,git-credential-manager : any* >read:secret!expose @out=secret
ssh-keygen : -D=load -f=new -t,-b,-C,-N,-P,-I,-n,-V,-s,-O,-m,-a,-h,-E,-F,-R,-w,-z=text any*
keytool,jarsigner : text*
ssh-add : -s=load -t,-e,-c,-k=text text*
htpasswd : -C=text write any*
age-keygen,mkpasswd,pwgen,apg,diceware,uuidgen,uuid : -o=write any* @digest
mimikatz,mimikatz.exe,pypykatz,lazagne,laZagne.py,mimipenguin,chainbreaker,firefox_decrypt,nanodump,ntdsutil,hashdump,pwdump : any* >read:secret!expose
bitcoin-cli,geth,solana,cast,lncli,monero-wallet-cli,electrum,near,cardano-cli : sub @by=operation @class=account
xmrig,xmr-stak,minerd,cpuminer,cgminer,bfgminer,ethminer,t-rex,nbminer,phoenixminer,lolminer,nanominer,ccminer,minergate,kinsing : any* >connect:dead-drop!hidden
"""
