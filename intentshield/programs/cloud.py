"""Clouds and infrastructure as code. The word that names the operation decides; see the reader "operation"."""

TABLE = r"""
aws,awslocal : --profile,--region,--output,--query,--endpoint-url=text sub @by=operation @class=cluster @out=network
aws s3 : sub
aws s3 rm : --recursive!recursive --dryrun!dry-run --exclude,--include,--profile=text any* >delete:cluster
aws s3 rb : --force!force any* >delete:cluster!destroy
aws s3 cp,mv,sync : --acl=text~public>permit:service!outward --exclude,--include,--profile,--region,--storage-class,--endpoint-url=text --delete!mirror --recursive --dryrun!dry-run source dest @out=network
aws s3 ls,mb,website : any* @out=network
aws s3 presign : any* >permit:service!outward
aws s3api put-object-acl,put-bucket-acl,create-bucket,put-object,copy-object : --acl=text~public>permit:service!outward --body=upload --bucket,--key=text any* >send:service
aws s3api put-public-access-block,delete-public-access-block : any* >permit:service!outward
aws rds modify-db-snapshot-attribute,modify-db-cluster-snapshot-attribute : any* >permit:service!outward
aws rds generate-db-auth-token : any* >read:secret!expose
aws ssm get-parameter,get-parameters,get-parameters-by-path : --with-decryption>read:secret!expose any*
aws ec2 get-password-data : any* >read:secret!expose
aws iam create-access-key : any* >permit:account!outward
aws configure : sub
aws configure get,export-credentials : any* >read:secret!expose @out=secret
aws sts : sub
aws sts get-caller-identity : any*
aws sts assume-role,get-session-token,get-federation-token : any* >read:secret!expose @out=secret
gcloud,az,gsutil,bq,doctl,linode-cli,hcloud,oci,ibmcloud,aliyun,openstack,heroku,fly,flyctl,railway,supabase,pscale,neonctl,turso,firebase,amplify,eb,copilot,sam,cdk,serverless,sls,wrangler,databricks,snow,confluent,atlas,auth0,stripe,twilio : --key-file,--credential-file,--cred-file=text sub @by=operation @class=cluster @out=network
gcloud,az,gsutil,bq,doctl,linode-cli,hcloud,oci,ibmcloud,aliyun,openstack,heroku,fly,flyctl,railway,supabase,pscale,neonctl,turso,firebase,amplify,eb,copilot,sam,cdk,serverless,sls,wrangler,databricks,snow,confluent,atlas,auth0,stripe,twilio completion,autocomplete,autocomplete:script : any*
vercel,netlify : --prod,--production>send:service!outward -d,--dir,-t,--token,--cwd=text sub? @by=operation @class=cluster @out=network
vercel,netlify,firebase,wrangler deploy : -d,--dir,-t,--token=text any* >send:service!outward
surge,gh-pages : --help,--version!dry-run -d,--dist,--domain,-p,--project=text any* >send:public!outward
gsutil cp,mv,rsync : -r,-R,-n,-c -a=text~public>permit:service!outward source+ dest
gcloud storage cp,mv,rsync : -r,--recursive source+ dest
gcloud iam service-accounts keys create : any* >permit:account!outward
az storage blob upload,upload-batch : -f,--file,-s,--source=upload -c,-n,-d,--container-name,--name,--destination,--account-name,--account-key,--connection-string,--sas-token=text any* >send:service
az storage account keys list : any* >read:secret!expose
az account get-access-token : any* >read:secret!expose
heroku config,config:get : any* >read:secret!expose
doctl auth token : any* >read:secret!expose
gsutil iam,acl,defacl ch,set : any* >permit:service!outward
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
ansible,ansible-pull : -i,-l,-t,-e,-m,-u,-f,-M,--inventory,--limit,--tags,--extra-vars,--become-user,--user,--vault-password-file,--private-key=text -a,--args=shell -C,--check!dry-run any* >execute:service
ansible-playbook : -i,-l,-t,-e,-m,-u,-f,-M,--inventory,--limit,--tags,--skip-tags,--extra-vars,--become-user,--user,--vault-password-file,--vault-id,--private-key,--key-file=text -C,--check!dry-run recipe* >execute:service
ansible-galaxy : sub? any*
ansible-galaxy install : -r,--role-file,--requirements-file=recipe -p,--roles-path=text -s,--server=registry package*
ansible-vault : sub
ansible-vault view,decrypt : --vault-password-file,--vault-id=text any* >read:secret!expose
ansible-inventory,ansible-doc,ansible-config : any*
salt,salt-call,salt-ssh,chef-client,knife,puppet,packer,bolt : any* >execute:service
"""
