"""Services, schedules, the machine itself. Sources: systemd 255, launchd, SysV init."""

TABLE = r"""
systemctl : -t,--type,--state,-n,-p,-o,-H,-M,-s,--signal,--root=text any* @by=service
service,rc-service,initctl,invoke-rc.d,sv,svc,svcadm,supervisorctl,pm2,monit : any* @by=service
launchctl : any* @by=service
chkconfig,update-rc.d,rc-update,insserv : any* >configure:startup
journalctl : --vacuum-size,--vacuum-time,--vacuum-files=text>delete:history --rotate,--flush -u,-n,-p,-S,-U,-o,-b,-g,-t,--since,--until,--output,--unit,--lines,-D=text any*
dmesg : -C,--clear,-c,--read-clear>delete:history -l,-f,-n,--level,--facility=text any*
logger : -n,--server=host -f,--file=read -t,-p,-i,-P=text any* @sends
wevtutil : sub
wevtutil cl,clear-log : any* >delete:history
logrotate : -s,-m,-l=text -f load*
auditctl : -e=text>configure:machine!bypass -D>delete:history -l,-s!dry-run -w,-W,-a,-d,-k,-p=text any*
shutdown : -c!dry-run any* >configure:machine!destroy
reboot,halt,poweroff,telinit,init,kexec : any* >configure:machine!destroy
sysctl : -w,--write=text>configure:machine -p,--load,--system>configure:machine -n,-e,-a any*
modprobe,insmod,rmmod,kextload,kextunload : -n,--dry-run!dry-run any* >configure:machine!elevated
lsmod,modinfo,lspci,lsusb,lscpu,lshw,lsipc,lsns,lsmem,dmidecode,hwinfo,inxi,sensors,vmstat,iostat,mpstat,sar,free,nvidia-smi,system_profiler,ioreg,vm_stat,runlevel,tput,stty,reset,clear,systeminfo,loginctl,hwclock,getenforce,sestatus,aa-status,efibootmgr,systemd-analyze,systemd-cgls,systemd-detect-virt,busctl,udevadm : any*
setenforce,aa-disable,aa-complain,setsebool,csrutil,spctl,bputil,tmutil,fdesetup : any* >configure:machine!bypass
semanage,restorecon,chcon,apparmor_parser,aa-enforce,authconfig,authselect,pam-auth-update,update-ca-certificates,update-ca-trust,mokutil : any* >configure:machine
defaults,nvram,pmset,systemsetup,profiles : sub
defaults write,delete,import : any* >configure:machine
profiles install,-I,remove : any* >configure:machine
grub-install,grub-mkconfig,update-grub,grub2-mkconfig,bootctl,mkinitcpio,dracut,update-initramfs : any* >configure:machine
locale-gen,update-locale,raspi-config,systemd-tmpfiles,systemd-sysusers : any*
bpftool,bpftrace,sysdig : any* >read:machine!expose
clamscan,freshclam,rkhunter,chkrootkit,lynis,aide,osqueryi : any*
falcon-sensor,sentinelctl,mdatp,wazuh-control : any* >configure:machine!bypass
"""
