"""Users, groups and log-ins. Sources: shadow-utils, sudo, macOS dscl."""

TABLE = r"""
useradd,adduser,groupadd,addgroup,newusers,usermod,groupmod,gpasswd,chpasswd,chfn,chsh,vipw,vigr,visudo,sudoedit,dseditgroup,sysadminctl : any* >permit:account
passwd : -S,--status!dry-run -n,-x,-w,-i,-r=text any* >permit:account
chage,faillock,pam_tally2 : -l,--list!dry-run -d,-E,-I,-m,-M,-W=text any* >permit:account
userdel,deluser,groupdel,delgroup : -r,-f,--remove,--remove-home!recursive any* >delete:account
dscl : -u,-P=text any sub
dscl -create,-append,-passwd,-merge,-change : any* >permit:account
login,write,wall,mesg,talk : any*
"""
