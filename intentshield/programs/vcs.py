"""Version control. Sources: the manuals of git 2.45, gh 2, Mercurial 6, Subversion 1.14."""

TABLE = r"""
git : -C=cd -c,--config-env=setting --git-dir,--work-tree,--namespace,--super-prefix=list --exec-path?=exec sub @stop
git status,log,diff,show,shortlog,blame,annotate,describe,rev-parse,rev-list,ls-files,ls-tree,ls-remote,cat-file,show-ref,for-each-ref,name-rev,merge-base,cherry,range-diff,whatchanged,count-objects,fsck,var,version,help,check-ignore,check-attr,diff-tree,diff-index,diff-files,symbolic-ref,verify-commit,verify-tag,show-branch,column,stripspace,interpret-trailers,hash-object : -O,--open-files-in-pager=program --output,-o=write -S,-G,-L,-n,-U,--format,--pretty,--since,--until,--author,--grep,--diff-filter,--stat,--color,--date=text --ext-diff,--textconv!hooks any*
git grep : -O,--open-files-in-pager=program -e,-f,-A,-B,-C,-m,--threads,--max-depth=text any*
git add,stage,mv,switch,tag,notes,init,am,apply,pull,fetch,merge,cherry-pick,revert,sparse-checkout,bundle,format-patch,read-tree,update-index,lfs,flow,repack,pack-refs,replace,subtree,rerere,request-pull,fast-export,fast-import,annex,commit-graph,maintenance,checkout-index,mergetool,write-tree,commit-tree,prune-packed,update-server-info,unpack-objects,index-pack,mailinfo,quiltimport,secret,crypt,cliff,absorb : -m,-F,-s,-X,-u,--author,--date,--message,--file,--strategy,--upstream,--directory,--template=text -o,--output-directory,--output=write any*
git commit : -m,-F,-C,-c,-t,--message,--file,--author,--date,--template,--fixup,--squash,--cleanup,--trailer=text --no-verify,-n!bypass any*
git push : --force,-f>write:repository!force,history-rewrite,outward --delete,-d>delete:repository!outward --mirror,--prune>delete:repository!outward --force-with-lease?=text --no-verify!bypass -o,--push-option,--repo=text --receive-pack,--exec=program any* >send:repository!outward @by=gitpush
git reset : --hard>delete:repository!destroy --merge,--keep,--soft,--mixed any*
git clean : -f,--force>delete:repository!destroy -n,--dry-run!dry-run -e,--exclude=text any*
git checkout,restore : -b,-B,-s,--source,--orphan,--conflict=text any* @by=gitcheckout
git branch : -D>delete:repository!force -d,--delete --contains,--merged,--no-merged,--sort,--points-at,--format,-u,--set-upstream-to=text any*
git stash : -m=text sub?
git stash drop,clear : any* >delete:repository!destroy
git reflog : sub
git reflog expire,delete : any* >delete:repository!history-rewrite,destroy
git gc : --prune?=text --aggressive any*
git prune : any* >delete:repository!destroy
git filter-branch : --tree-filter,--index-filter,--msg-filter,--env-filter,--commit-filter,--parent-filter,--tag-name-filter,--setup=shell any* >write:repository!history-rewrite,destroy
git filter-repo : --force,--path,--path-glob,--replace-text,--message-callback,--commit-callback,--blob-callback=text any* >write:repository!history-rewrite,destroy
git update-ref : -d>delete:repository!history-rewrite -m=text any*
git rebase : -x,--exec=shell -i,--interactive -s,-X,--onto,--strategy=text any*
git rm : -r!recursive -f,--force!force --cached!dry-run -n,--dry-run!dry-run delete*
git worktree : sub
git worktree remove : -f,--force!force delete*
git worktree add : -b,-B=text new any*
git clone : -c,--config=setting -b,-o,-j,--branch,--origin,--depth,--jobs,--filter,--reference,--shallow-since=text --template,--separate-git-dir=write -u,--upload-pack=program --recurse-submodules url new?
git remote : sub
git remote add,set-url : -t,-m=text any url?
git config : --file,-f,--blob,--type,--default=text -l,--list,--get,--get-all,--unset!dry-run any any* @by=gitconfig
git submodule : sub
git submodule foreach : shell*
git submodule add : -b,--name=text url new?
git bisect : sub
git bisect run : argv
git difftool : -x,--extcmd=shell -t,--tool=text any*
git archive : -o,--output=write --remote=url --exec=program --format,--prefix=text any*
git send-email : --to,--cc,--smtp-server,--smtp-user,--smtp-pass,--from=text read* >send:person!outward
git daemon,instaweb,http-backend : any* >listen:public
git credential,credential-store,credential-cache : --file=read sub
git credential fill : any* >read:secret!expose @out=secret
git upload-pack,receive-pack,shell,upload-archive : any* >execute:shell
git svn,p4,cvsimport,gui,citool,web--browse,hook,scalar,bugreport,diagnose : any*
gh : -R,--repo=text sub
gh api : -X,--method=apimethod -H,--header,-q,--jq,-t,--template,-p,--preview,--cache,--hostname=text -f,-F,--field,--raw-field=text --input=read any @out=network
gh auth : sub
gh auth token : -h,-u=text any* >read:secret!expose @out=secret
gh auth login,logout,refresh,setup-git : any* >configure:account
gh repo : sub
gh repo delete : --yes!force any* >delete:repository!outward,destroy
gh repo archive,rename,edit,deploy-key : any* >configure:repository!outward
gh repo clone : any any?
gh repo create,fork,sync : any* >write:repository!outward
gh release : sub
gh release create,upload,edit : -n,-t,-F,--notes,--title,--notes-file,--target=text any* >send:repository!outward
gh release delete,delete-asset : any* >delete:repository!outward
gh pr : sub
gh pr merge : any* >write:repository!outward
gh secret,variable : sub
gh secret set : -b,--body,-f,-e,-o=text any* >configure:account
gh secret delete,remove : any* >configure:account
gh ssh-key,gpg-key : sub
gh ssh-key add : -t=text read >permit:account
gh gpg-key add : read >permit:account
gh extension : sub
gh extension install : any* >install:package!unpinned
gh gist : sub
gh gist create : -d,-f=text -p,--public!world upload* >send:public!outward
gh gist delete : any* >delete:repository!outward
gh workflow,run : sub
gh workflow run : -f,-F,--ref=text any* >execute:service!outward
glab,hub,tea : sub
glab repo delete : any* >delete:repository!outward,destroy
hub delete : any* >delete:repository!outward,destroy
hg,jj,sl,bzr,fossil,darcs,pijul : -R,--cwd=cd --config=setting sub
hg update,up,checkout,revert : -C,--clean,-a,--all>delete:repository!destroy -r=text any*
hg strip,purge : any* >delete:repository!destroy
hg push : -f,--force>write:repository!force,history-rewrite any* >send:repository
svn : --username,--password,--config-dir,-r,-m=text sub
svn revert : -R!recursive any* >delete:repository!destroy
svn delete,rm,remove : any* >delete:repository
svn checkout,co,export : url new?
svn commit,ci : -m=text any* >send:repository
svnadmin : any* >configure:repository
cvs : any*
pre-commit,husky,lefthook,lint-staged : any* >execute:project
git-lfs,git-crypt,git-secret,tig,lazygit,gitk,gitui,git-cliff,commitizen,cz,semantic-release,standard-version,git-absorb : any*
bfg,git-filter-repo : any* >write:repository!history-rewrite,destroy
diff-so-fancy,filterdiff,interdiff,diffstat,delta : read*
patch,gpatch : -p,-D,-F,-z,-Y,-g,--strip,--fuzz=text -i,--input=read -d,--directory=cd -o,--output=write --dry-run!dry-run edit?
"""
