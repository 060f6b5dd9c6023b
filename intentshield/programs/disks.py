"""Disks, partitions and file systems. Sources: util-linux 2.40, e2fsprogs, LVM 2, mdadm, ZFS, btrfs."""

TABLE = r"""
mkfs,mkfs.ext2,mkfs.ext3,mkfs.ext4,mkfs.xfs,mkfs.btrfs,mkfs.vfat,mkfs.fat,mkfs.ntfs,mkfs.exfat,mkfs.f2fs,mke2fs,mkdosfs,mkntfs,newfs,newfs_hfs,newfs_apfs : -t,-L,-b,-i,-I,-N,-m,-O,-E,-F,-n,-U,-s,-T,-v,-d,-l,--type,--label=text format any*
mkswap,wipefs,blkdiscard,badblocks,scrub,nwipe : -o,-t,-L,-U,-b,-c,-s,-l,-p=text -n,--no-act!dry-run format any*
fdisk,gdisk,sfdisk,cfdisk,parted,partx : -t,-n,-c,-u,-b,-a,-o,--align,--output=text any* @by=partition
sgdisk : -d,-n,-c,-t,-u,-a,-A,-i,-I,-r,-R,-b,-l,-T,-O,-G,-S,-D,-g,--delete,--new,--change-name,--typecode,--info,--backup,--load-backup,--replicate,--attributes=text any* @by=partition
resize2fs,tune2fs,e2label,xfs_admin,xfs_growfs,ntfsresize,growpart : -c,-i,-L,-O,-o,-j,-m,-f,-R=text format any*
debugfs : -w -R=bang -f=read -b,-s,-z=text list? @in=bang
fsck,fsck.ext4,fsck.ext3,fsck.vfat,fsck.xfs,e2fsck,xfs_repair,ntfsfix : -n,-N!dry-run -t=text list*
dumpe2fs,blkid,findmnt,lsblk,lsscsi,mountpoint,filefrag,repquota : any*
cryptsetup : -c,-s,-h,-i,-d,-S,--cipher,--key-size,--hash,--key-file,--type=text sub
cryptsetup luksFormat,erase,luksErase,reencrypt : format any*
pvcreate,pvremove,vgremove,lvremove,lvreduce : -f,-y,--force!force -L,-l=text any* >delete:device!destroy
vgcreate,lvcreate,lvextend,vgextend,lvresize,pvmove,vgchange,lvchange,dmsetup,losetup,iscsiadm,mdadm,multipath : any* >configure:machine
vgs,lvs,pvs,pvdisplay,vgdisplay,lvdisplay : any*
zpool,zfs,btrfs : sub
zpool,zfs destroy,labelclear,rollback : any* >delete:device!destroy
zpool,zfs create,set,import,export,add,attach,detach,send,receive,snapshot,scrub : any* >configure:machine
btrfs subvolume,filesystem,device,balance : sub
btrfs subvolume delete : -c,-C,-i=text delete* !recursive,destroy
hdparm : --security-erase,--user-master,--make-bad-sector,--trim-sector-ranges=text>delete:device!destroy any*
nvme format,sanitize : any* >delete:device!destroy
nvme : sub
diskutil : sub
diskutil eraseDisk,eraseVolume,reformat,partitionDisk,zeroDisk,randomDisk,secureErase,unmountDisk : any* >delete:device!destroy
diskutil apfs : sub
diskutil apfs deleteContainer,deleteVolume : any* >delete:device!destroy
hdiutil,asr : any*
swapon,swapoff,fstrim,fsfreeze,quotaon,quotaoff,setquota,edquota : any* >configure:machine
mount,mount.nfs,mount.cifs,mount_smbfs : -t,-o,-O,-L,-U,-F,--types=text -o,--options=text~remount|bind|suid>configure:machine --bind,--rbind>configure:machine -a device? list?
umount : -a,--all>configure:machine -t,-O=text any*
eject,fusermount,fusermount3 : -t,-O=text any*
diskpart,format.com : any* >delete:device!destroy
"""
