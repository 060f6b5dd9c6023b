"""Users, groups and log-ins. Sources: shadow-utils, sudo, macOS dscl."""

TABLE = r"""
useradd,adduser,groupadd,addgroup,newusers,usermod,groupmod,gpasswd,chpasswd,chfn,chsh,vipw,vigr,visudo,sudoedit,dseditgroup,sysadminctl : any* >permit:account
passwd,chage,faillock,pam_tally2 : -S,-l,--status,--list!dry-run -p,-e,-d,-u,-x,-n,-w,-i,-m,-M,-E,-I,-W=text any* >permit:account
userdel,deluser,groupdel,delgroup : -r,-f,--remove,--remove-home!recursive any* >delete:account
dscl : -u,-P=text any sub
dscl -create,-append,-passwd,-merge,-change : any* >permit:account
login,sg,newgrp,write,wall,mesg,talk : any*
"""
