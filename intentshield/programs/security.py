"""Offensive tools: password crackers, exploit frameworks, scanners of other machines; and what only people may do
with this library's own command."""

TABLE = r"""
intentshield : --version sub
intentshield approvals,seal : any* >execute:own
john,hashcat,hydra,medusa,ncrack,patator,aircrack-ng,fcrackzip,pdfcrack,ophcrack,kerbrute,gobuster,ffuf,wfuzz,dirb,feroxbuster,nikto,sqlmap,commix,wpscan,nuclei,msfconsole,msfvenom,msfdb,setoolkit,sliver,havoc,pupy,empire,searchsploit,bloodhound,sharphound,linpeas,linpeas.sh,winpeas,linenum,linenum.sh,LinEnum.sh,lse.sh,linux-exploit-suggester.sh,les.sh,pspy,pspy64,traitor,deepce.sh,peirates,kube-hunter,evilginx,gophish,wifite,reaver,mdk4,weevely,enum4linux,amass,sublist3r,theharvester : any* >execute:program!bypass>connect:unknown!all
"""
