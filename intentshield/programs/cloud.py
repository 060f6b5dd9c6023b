"""Clouds and infrastructure as code. The word that names the operation decides; see the reader "operation"."""

TABLE = r"""
aws,awslocal : --profile,--region,--output,--query,--endpoint-url=text sub @by=operation @class=cluster @out=network
aws s3 : sub
aws s3 rm : --recursive!recursive --dryrun!dry-run --exclude,--include,--profile=text any* >delete:cluster
aws s3 rb : --force!force any* >delete:cluster!destroy
aws s3 cp,mv,sync : --acl,--exclude,--include,--profile,--region,--storage-class,--endpoint-url=text --delete!mirror --recursive --dryrun!dry-run source dest @out=network
aws s3 ls,presign,mb,website : any* @out=network
aws configure : sub
aws configure get,export-credentials : any* >read:secret!expose @out=secret
aws sts : sub
aws sts get-caller-identity : any*
aws sts assume-role,get-session-token,get-federation-token : any* >read:secret!expose @out=secret
gcloud,az,gsutil,bq,doctl,linode-cli,hcloud,oci,ibmcloud,aliyun,openstack,heroku,fly,flyctl,railway,supabase,pscale,neonctl,turso,firebase,amplify,eb,copilot,sam,cdk,serverless,sls,wrangler,vercel,netlify,databricks,snow,confluent,atlas,auth0,stripe,twilio : sub @by=operation @class=cluster @out=network
aws-nuke,cloud-nuke : any* >delete:cluster!destroy
terraform,tofu,terragrunt,cdktf : -chdir=cd sub @long
terraform,tofu,terragrunt,cdktf destroy : -target,-var,-var-file=text @long any* >delete:cluster!destroy
terraform,tofu,terragrunt,cdktf apply : -auto-approve,--auto-approve!force -destroy!destroy -target,-var,-var-file=text @long any* >configure:cluster
terraform,tofu,terragrunt state : sub
terraform,tofu,terragrunt state rm,mv,push,replace-provider : any* >configure:cluster
terraform,tofu,terragrunt import,taint,untaint,force-unlock : any* >configure:cluster
terraform,tofu,terragrunt plan : -out=write -target,-var,-var-file=text @long any*
terraform,tofu,terragrunt workspace : sub
terraform,tofu,terragrunt workspace delete : any* >delete:cluster
pulumi : -C,--cwd=cd -s,--stack=text sub
pulumi destroy : any* >delete:cluster!destroy
pulumi up,import,refresh,cancel : --yes,-y!force any* >configure:cluster
pulumi stack : sub
pulumi stack rm : any* >delete:cluster!destroy
ansible,ansible-playbook,ansible-pull : -i,-l,-t,-e,-m,-u,-f,-M,--inventory,--limit,--tags,--extra-vars,--become-user,--user,--vault-password-file,--private-key=text -a,--args=shell -C,--check!dry-run any* >execute:service
ansible-vault : sub
ansible-vault view,decrypt : any* >read:secret!expose
ansible-galaxy,ansible-inventory,ansible-doc,ansible-config : any*
salt,salt-call,salt-ssh,chef-client,knife,puppet,packer,bolt : any* >execute:service
"""
