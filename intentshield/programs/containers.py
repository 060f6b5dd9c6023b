"""Containers and clusters. Sources: docker 27, podman 5, kubectl 1.31, helm 3."""

TABLE = r"""
docker,podman,nerdctl,buildah : -H,--host,-c,--context,--config,-l,--log-level=text sub @stop @by=operation @class=service
docker,podman,nerdctl run,create : -v,--volume,--mount=mount --device=device --privileged>configure:machine!elevated,bypass --cap-add,--security-opt=capability --pid,--ipc,--uts,--userns,--cgroupns=namespace --env-file=read -e,--env,-w,--workdir,-u,--user,-p,--publish,--name,-l,--label,-m,--memory,--cpus,-h,--hostname,--add-host,--dns,--restart,--gpus,--shm-size,--ulimit,--tmpfs,--platform,--pull,--link,--log-driver,--log-opt,--ip,--net,--network,--stop-signal,--cidfile,--network-alias,--runtime,--group-add,--volumes-from,--expose,--sysctl,-a,--attach,--cap-drop,--entrypoint,--cpuset-cpus,--memory-swap,--pids-limit,--health-cmd,--annotation=text image argv? @remote @stop @out=network
docker,podman,nerdctl exec : -e,--env,-u,--user,-w,--workdir,--env-file,--detach-keys=text --privileged>configure:machine!elevated any argv? @remote @stop @out=network
docker,podman,nerdctl build : -f,--file=recipe -t,--tag,--build-arg,--target,--platform,--network,--progress,--ssh,--label,--cache-from,--cache-to=text --secret,--build-context=any -o,--output,--iidfile=write recipe? >execute:project
docker,podman,nerdctl cp : -a,-L source dest @out=private
docker,podman,nerdctl push : any* >send:registry!outward
docker,podman,nerdctl logs,save,export : -o,--output=write -n,--tail,--since,--until=text any* @out=private
docker,podman,nerdctl inspect : -f,--format=text~.env>read:secret!expose any*
docker,podman,nerdctl rm,rmi : -f,--force -l,--link -v,--volumes>delete:database!destroy container*
docker,podman,nerdctl volume : sub
docker,podman,nerdctl volume rm,prune,remove : -f,--force,-a,--all!force any* >delete:database!destroy
docker,podman,nerdctl system : sub
docker,podman,nerdctl system prune,reset : -a,--all,-f,--force,--volumes!force any* >delete:cluster!destroy
docker,podman,nerdctl container,image,builder,network : sub @by=operation @class=service
docker,podman stack,service,node,swarm : sub
docker,podman stack,service,node,swarm rm,leave,remove : any* >delete:cluster
docker-compose,podman-compose : -f,--file,-p,--project-name,--profile,--env-file=text sub
docker,podman,nerdctl compose : -f,--file,-p,--project-name,--profile,--env-file,--project-directory=text sub
docker,podman,nerdctl compose down : -v,--volumes>delete:database!destroy --rmi,-t=text any*
docker-compose down : -v,--volumes>delete:database!destroy --rmi,-t=text any*
docker,podman,nerdctl compose exec,run : -e,-u,-w,-T,--env,--user,--workdir=text any argv? @remote @stop
docker-compose exec,run : -e,-u,-w,-T,--env,--user,--workdir=text any argv? @remote @stop
ctr,crictl,runc,lxc,incus,vagrant,multipass,colima,limactl,minikube,kind,k3d,virsh,qm,pct : sub @by=operation @class=service
dockerd,containerd : -H,--host=text~tcp:>listen:public!bind any*
lxc,incus exec : any argv? @remote
vagrant ssh : -c,--command=shell any?
qemu-system-x86_64,qemu-img,VBoxManage,vmrun : any*
kubectl,oc,kubecolor : -n,--namespace,--context,--kubeconfig,--cluster,--user,-s,--server,--token,--as,--as-group,--request-timeout,-v=text sub @by=operation @class=cluster
kubectl,oc,kubecolor apply,replace : -n,--namespace,-l,--selector,--field-manager=text -f,--filename,-k,--kustomize=recipe --dry-run?!dry-run any* >configure:service
kubectl,oc,kubecolor config view : --raw>read:secret!expose -o,--output=text any*
kubectl,oc,kubecolor create token : -n,--namespace,--duration,--audience=text any* >read:secret!expose
kubectl,oc,kubecolor create secret,configmap : --from-file,--from-env-file=any -n,--namespace,--from-literal,--type=text any* >configure:service
oc whoami : -t,--show-token>read:secret!expose any*
kubectl,oc,kubecolor delete,drain : -n,--namespace,-l,--selector,--grace-period,--timeout=text --dry-run?!dry-run -f,--filename,-k=read --all,-A!all --force!force any* >delete:cluster
kubectl,oc,kubecolor exec,debug : -n,--namespace,-c,--container,--context,--image,--target=text any argv? @remote @stop @out=network
kubectl,oc,kubecolor run : -n,--namespace,--image,--env,--port,--labels,--restart,-l=text --overrides=text>configure:cluster!elevated any argv? @remote
kubectl,oc,kubecolor cp : -n,--namespace,-c=text source dest
kubectl,oc,kubecolor logs : -n,--namespace,-c,-l,--tail,--since=text any* @out=private
kubectl,oc,kubecolor describe,explain,top,events,version,cluster-info,api-resources,api-versions,diff,wait,port-forward,proxy,completion,kustomize : -n,--namespace,-c,-l,--tail,--since,-o,-f=text any*
helm : -n,--namespace,--kube-context,--kubeconfig,-f,--values,--set,--set-string,--version,--repo,--timeout,-o,--output=text sub
helm uninstall,delete : --dry-run!dry-run any* >delete:cluster
helm install,upgrade,rollback : --dry-run?!dry-run -n,--post-renderer=program -f,--values,--set,--version,--repo,--timeout=text any? recipe? >configure:service
helmfile,argocd,flux,istioctl,kubeadm,kops,eksctl,talosctl,velero,nomad,consul,etcdctl,rancher : sub @by=operation @class=cluster
kustomize,skaffold,tilt,stern,kubectx,kubens,kubeconform,skopeo,crane,cosign,dive : any*
"""
