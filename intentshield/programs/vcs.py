"""Version control. Sources: the manuals of git 2.45, gh 2, Mercurial 6, Subversion 1.14."""

TABLE = r"""
git : -C=cd -c=setting --config-env,--work-tree,--namespace,--super-prefix,--attr-source=text --git-dir=load --exec-path?=load sub @stop
git status,log,diff,shortlog,blame,annotate,describe,rev-parse,rev-list,ls-files,ls-tree,cat-file,show-ref,for-each-ref,name-rev,merge-base,cherry,range-diff,whatchanged,count-objects,fsck,var,version,help,check-ignore,check-attr,diff-tree,diff-index,diff-files,verify-commit,verify-tag,show-branch,column,stripspace,interpret-trailers,hash-object : -O,--open-files-in-pager=program --output,-o=write -S,-G,-L,-n,-U,--format,--pretty,--since,--until,--author,--grep,--diff-filter,--stat,--color,--date=text --ext-diff,--textconv!hooks any*
git show : -O,--open-files-in-pager=program --output,-o=write -S,-G,-L,-n,-U,--format,--pretty,--since,--until,--author,--grep,--diff-filter,--stat,--color,--date=text --ext-diff,--textconv!hooks guess*
git grep : -O,--open-files-in-pager=program -e,-f,-A,-B,-C,-m,--threads,--max-depth=text any*
git add,stage,mv,tag,notes,merge,cherry-pick,revert,sparse-checkout,format-patch,update-index,lfs,flow,repack,pack-refs,replace,subtree,rerere,request-pull,fast-export,fast-import,annex,commit-graph,maintenance,mergetool,write-tree,commit-tree,prune-packed,update-server-info,unpack-objects,index-pack,mailinfo,quiltimport,secret,crypt,cliff,absorb : -m,-F,-s,-X,-u,--author,--date,--message,--file,--strategy,--upstream,--directory,--template=text -o,--output-directory,--output=write any*
git bundle : sub? any*
git bundle create : write any* @out=private
git init : --template=load -b,--initial-branch,--object-format,--shared=text --separate-git-dir=write new?
git apply,am : --directory=write -p,-C,--exclude,--include,--whitespace,--build-fake-ancestor,--patch-format,-S=text --unsafe-paths any*
git pull,fetch,ls-remote,fetch-pack : --upload-pack,--exec=program -o,--server-option,-j,--jobs,--depth,--deepen,-s,--strategy,-X,--refmap,--negotiation-tip,--sort,--shallow-since,--shallow-exclude,--filter,--recurse-submodules-default=text remote? any*
git symbolic-ref : -d,--delete>delete:repository -m=text any*
git read-tree : --reset>delete:repository!destroy --prefix,--index-output,--exclude-per-directory=text -n,--dry-run!dry-run any*
git checkout-index : --prefix=list --stage=text -f,--force -a,--all any* @by=gitindex
git send-pack : --force,-f>write:repository!force,history-rewrite,outward --mirror>delete:repository!outward --receive-pack,--exec=program remote any* >send:repository!outward
git commit : -m,-C,-c,--message,--author,--date,--fixup,--squash,--cleanup,--trailer=text -F,--file,-t,--template=read --no-verify,-n!bypass any*
git push : --force,-f>write:repository!force,history-rewrite,outward --delete,-d>delete:repository!outward --mirror,--prune>delete:repository!outward --force-with-lease?=text --no-verify!bypass -o,--push-option,--repo=text --receive-pack,--exec=program remote? any* >send:repository!outward @by=gitpush
git reset : --hard>delete:repository!destroy --merge,--keep,--soft,--mixed any*
git clean : -f,--force>delete:repository!destroy -n,--dry-run!dry-run -e,--exclude=text any*
git checkout,restore,switch : -b,-B,-c,-C,-s,--source,--orphan,--conflict,--create,--force-create=text --pathspec-from-file=read -f,--force,--discard-changes -p,--patch -S,--staged -W,--worktree any* @by=gitcheckout
git branch : -D -d,--delete -f,--force -M -C --contains,--merged,--no-merged,--sort,--points-at,--format,-u,--set-upstream-to=text any* @by=gitbranch
git stash : -m=text sub?
git stash drop,clear : any* >delete:repository!destroy
git reflog : sub
git reflog expire,delete : any* >delete:repository!history-rewrite,destroy
git gc : --prune?=text --aggressive any*
git prune : any* >delete:repository!destroy
git filter-branch : --tree-filter,--index-filter,--msg-filter,--env-filter,--commit-filter,--parent-filter,--tag-name-filter,--setup=shell any* >write:repository!history-rewrite,destroy
git filter-repo : --force,--path,--path-glob,--replace-text,--message-callback,--commit-callback,--blob-callback=text any* >write:repository!history-rewrite,destroy
git update-ref : -d>delete:repository!history-rewrite -m=text any* >write:repository!history-rewrite
git rebase : -x,--exec=shell -i,--interactive -s,-X,--onto,--strategy=text any*
git rm : -r!recursive -f,--force!force --cached!dry-run -n,--dry-run!dry-run delete*
git worktree : sub
git worktree remove : -f,--force!force,recursive delete*
git worktree add : -b,-B=text new any*
git clone : -c,--config=setting -b,-o,-j,--branch,--origin,--depth,--jobs,--filter,--reference,--shallow-since=text --template=load --separate-git-dir=write -u,--upload-pack=program --recurse-submodules url new?
git remote : sub
git remote add,set-url : -t,-m=text any url?
git config : --file,-f,--blob,--type,--default=text -l,--list,--get,--get-all,--unset!dry-run any any* @by=gitconfig
git submodule : sub
git submodule deinit : -f,--force>delete:repository!destroy --all any*
git submodule foreach : --recursive rest* @stop
git submodule add : -b,--name=text url new?
git bisect : sub
git bisect run : argv @stop
git difftool : -x,--extcmd=shell -t,--tool=text any*
git archive : -o,--output=write --remote=url --exec=program --format,--prefix=text any* @out=private
git send-email : --to,--cc,--smtp-server,--smtp-user,--smtp-pass,--from=text read* >send:person!outward
git daemon,instaweb,http-backend : any* >listen:public
git credential,credential-store,credential-cache : --file=read sub
git credential-store,credential-cache get : any* >read:secret!expose @out=secret
git credential fill : any* >read:secret!expose @out=secret
git upload-pack,receive-pack,shell,upload-archive : any* >execute:shell
git svn,p4,cvsimport,gui,citool,web--browse,hook,scalar,bugreport,diagnose : any*
gh : -R,--repo=text sub
gh api : -X,--method=apimethod -H,--header,-q,--jq,-t,--template,-p,--preview,--cache,--hostname=text -f,-F,--field,--raw-field=form>send:repository --input=read any @out=network
gh auth : sub
gh auth token : -h,-u=text any* >read:secret!expose @out=secret
gh,glab config : sub
gh,glab config get : -h,--hostname,--host=text key
gh auth status : -t,--show-token>read:secret!expose -h,--hostname=text any*
gh auth login,logout,refresh,setup-git : any* >configure:account
gh repo : sub
gh repo delete : --yes!force any* >delete:repository!outward,destroy
gh repo archive,rename,deploy-key : any* >configure:repository!outward
gh repo edit : --visibility=text~public>send:public!outward -d,-h,--description,--homepage,--add-topic,--default-branch=text any* >configure:repository!outward
gh repo clone : any any?
gh repo create,fork,sync : --public>send:public!outward any* >write:repository!outward
gh release : sub
gh release create,upload,edit : -n,-t,-F,--notes,--title,--notes-file,--target=text any* >send:repository!outward
gh release download : -p,--pattern,-O,--output,-A=write -D,--dir=into any* @out=network
gh release delete,delete-asset : any* >delete:repository!outward
gh pr,issue : sub
gh pr,issue create,comment,edit,close,review : -b,--body,-t,--title,-B,-H,-l,-a,-m,-r,-p=text -F,--body-file=upload any* >send:repository!outward
gh pr merge : any* >write:repository!outward
gh secret,variable : sub
gh secret set : -b,--body,-f,-e,-o=text any* >configure:account
gh secret delete,remove : any* >configure:account
gh ssh-key,gpg-key : sub
gh ssh-key add : -t=text read >permit:account
gh gpg-key add : read >permit:account
gh extension : sub
gh extension install : any* >install:package!unpinned
gh alias : sub
gh alias set : -s,--shell --clobber any program
gh gist : sub
gh gist view : -f=text any* @out=network
gh gist create : -d,-f=text -p,--public!world upload* >send:public!outward
gh gist delete : any* >delete:repository!outward
gh workflow,run : sub
gh workflow run : -f,-F,--ref=text any* >execute:service!outward
glab,hub,tea : sub
glab snippet,mr,issue : sub
glab snippet create : -t,-d,-f,-v=text read* >send:repository!outward
glab repo delete : any* >delete:repository!outward,destroy
hub delete : any* >delete:repository!outward,destroy
hg,jj,sl,bzr,fossil,darcs,pijul : -R,--cwd=cd --config=setting sub
hg update,up,checkout,revert : -C,--clean,-a,--all>delete:repository!destroy -r=text any*
hg strip,purge : any* >delete:repository!destroy
hg push : -f,--force>write:repository!force,history-rewrite any* >send:repository
svn : --username,--password,-r,-m=text --config-dir=load --diff-cmd,--diff3-cmd,--editor-cmd,--merge-cmd=program --config-option=setting sub
svn diff,log,merge,update,up,blame : --diff-cmd,--diff3-cmd,--editor-cmd=program -r,-c,-x,-l,-m=text any*
svn revert : -R!recursive any* >delete:repository!destroy
svn delete,rm,remove : any* >delete:repository
svn checkout,co,export : url new?
svn commit,ci : -m,-F=text --editor-cmd=program any* >send:repository
svnadmin : any* >configure:repository
cvs : any*
husky,lefthook,lint-staged : any* >execute:project
pre-commit : -c,--config=text sub? any* >execute:project
pre-commit try-repo : package any* >execute:project
git-lfs,git-crypt,git-secret,tig,lazygit,gitk,gitui,git-cliff,commitizen,cz,semantic-release,standard-version,git-absorb : any*
bfg,git-filter-repo : any* >write:repository!history-rewrite,destroy
diff-so-fancy,filterdiff,interdiff,diffstat : read*
delta : --pager=program --features,--syntax-theme,--width=text read*
patch,gpatch : -p,-D,-F,-z,-Y,-g,--strip,--fuzz=text -i,--input=read -d,--directory=cd -o,--output=write --dry-run!dry-run edit?
"""
