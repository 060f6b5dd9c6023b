"""Package managers. Sources: their own manuals."""

TABLE = r"""
# Python
pip,pip2,pip3 : --proxy,--cache-dir,--log,--python,--timeout,--retries,--cert=text sub
pip,pip2,pip3 install : -r,--requirement,-c,--constraint=recipe --pre -U,--upgrade -e,--editable=exec -t,--target,--prefix,--root=write -i,--index-url=registry --extra-index-url,-f,--find-links=registry --trusted-host=host!insecure --src,--platform,--python-version,--implementation,--abi,--progress-bar,--config-settings,--no-binary,--only-binary,--upgrade-strategy,--report,--proxy,--timeout,--cache-dir=text package*
pip,pip2,pip3 download,wheel : -r,--requirement,-c=recipe --pre -d,-w,--dest,--wheel-dir=write -i,--index-url,--extra-index-url=registry --platform,--python-version,--abi,--implementation,--no-binary,--only-binary=text package*
pip,pip2,pip3 uninstall : -r=read any* >delete:package
pip,pip2,pip3 cache : any*
pip,pip2,pip3 config : sub? registry*
pip,pip2,pip3 config get : key*
easy_install : -i,--index-url=registry package*
pipx : sub
uvx : --from=package --with,--python,-p=text --index-url,--index,--default-index=registry package any* >execute:package @by=runner
pipx run : --spec=package --python=text --index-url=registry package any* >execute:package @by=runner
pipx install,inject : --python,--pip-args=text --index-url=registry package*
uv : --directory,--project,--python,-p,--cache-dir,--config-file=text sub
uv run : --with,--python,-p,--extra,--group,--env-file,--package,--project,--directory,--only-group,--index=text --with-requirements=read -m,--module=text>execute:project argv?
uv pip : sub
uv pip install : -r,--requirement,-c,--constraint=recipe --pre -e,--editable=exec -t,--target,--prefix=write -i,--index-url,--index,--default-index,--extra-index-url,-f,--find-links=registry --python,-p,--upgrade-package,-P=text package*
uv,poetry,pdm,pipenv,rye,hatch add,install : --index,--default-index,--index-url,--source,--extra-index-url=registry -r,-e=read -G,-E,--group,--extras,--optional,--python,--tag,--branch,--rev,--dev-group=text package*
uv,poetry,pdm,pipenv,rye,hatch run : argv @stop
uv,poetry,pdm,hatch,flit,rye publish : -u,-p,-r,--username,--password,--token,--repository,--publish-url,--index=text any* >send:registry!outward
uv sync,lock,venv,build,tree,export,init,python,cache,remove,version,self : --python,-p,--extra,--group,--package=text any*
uv tool : sub
uv tool run : --from=package --with,--python=text package any* >execute:package @by=runner
uv tool install : --with,--python=text package*
poetry,pdm,pipenv,rye,hatch : -C,--directory,-p,--project=text sub
conda,mamba,micromamba,pixi : -n,-p,--name,--prefix=text sub
conda,mamba,micromamba,pixi install,create,add : -n,-p,--name,--prefix=text -f,--file=read -c,--channel=package --index-url=registry package*
conda,mamba,micromamba,pixi run : -n,-p,--name,--prefix,--cwd=text argv @stop
conda,mamba,micromamba remove,uninstall,env,clean : any* >delete:package
poetry source : sub
poetry source add : --priority=text any? registry*
twine : sub
twine upload : -u,-p,-r,--username,--password,--repository,--repository-url=text upload* >send:registry!outward
virtualenv : -p,--python,--prompt=text new*
# JavaScript
npm,pnpm,yarn,bun,cnpm : -e,--eval,-p,--print=js --prefix,-C,--dir,--cwd=cd -w,--workspace,--filter,-F=text sub?
npm,pnpm,yarn,bun,cnpm install,i,add,ci,in,isntall : --registry=registry -w,--workspace,--omit,--include,--filter,--save-prefix,--tag=text -g,--global package* >execute:project @by=scripts
npm,pnpm,yarn,bun run,test,start,t,build,dev,run-script,lint,rebuild,stop,restart,serve,preview,typecheck,check,format,watch,e2e : -w,--workspace,--prefix,--filter=text guess* >execute:project @by=scripts
npm,pnpm,yarn,bun exec,x,dlx : -p,--package=package -w,--workspace,-F,--filter=text -c,--call=shell package any* >execute:package @by=runner
yarn,pnpm,bun rimraf,del-cli : -g,--glob delete* !recursive,force
yarn,pnpm,bun shx : argv? @stop
npm,pnpm,yarn,bun create,init : any* >execute:package
npm,pnpm,yarn,bun uninstall,remove,rm,un,unlink,prune : any* >delete:package
npm,pnpm,yarn,bun publish : --registry=url --tag,--access,--otp=text any* >send:registry!outward
npm,pnpm,yarn unpublish,deprecate,owner,access,team,dist-tag : any* >configure:registry!outward
npm,pnpm,yarn token,login,adduser,logout : any* >configure:account
npm,pnpm link,pack,audit,outdated,ls,list,view,info,why,doctor,cache,version,explain,fund,search,help : --registry=url any*
npm,pnpm,yarn,bun config : sub
npm,pnpm,yarn,bun config get : key*
npm,pnpm,yarn,bun config set : -g,--global,--location=text registry*
npm,pnpm set : registry*
npm,pnpm pkg : sub
npm,pnpm pkg set : setting*
npm explore : any* @by=afterdashes
npx,pnpx,bunx : -p,--package=package -w,--workspace=text -c,--call=shell package any* >execute:package @by=runner
shx : argv? @stop
corepack,lerna,nx,turbo,rushx,expo,ng,vue,vite,webpack,rollup,esbuild,tsc,swc,babel,parcel,next,nuxt,astro,remix,gatsby,svelte-kit,storybook,wrangler,netlify,vercel,gulp,grunt,jest,vitest,mocha,ava,karma,cypress,playwright,eslint,prettier,biome,stylelint,tsup,rimraf-cli,madge,depcheck,knip,ncu,npm-check,tsd,typedoc,webdriver-manager,c8,nyc,tap,standard,xo,oxlint : any* >execute:project
vercel,netlify,wrangler,firebase,surge,flyctl,fly,heroku,railway,render,amplify,gh-pages,eb,serverless,sls,sam,cdk deploy,publish,--prod,release,promote : any* >send:service!outward
rimraf,del-cli : -g,--glob delete* !recursive,force
serve,http-server,live-server,local-web-server,json-server : -p,-l,--port,--listen=text any* >listen:loopback
# Rust, Go, Java, Ruby, PHP, .NET and the rest
cargo : -C=cd -Z,--config,--color=text sub
cargo build,check,test,run,bench,clippy,doc,fmt,fix,rustc,nextest,miri,tarpaulin,watch,expand,llvm-cov : -p,--package,--bin,--test,--example,--bench,--features,--target,--profile,-j,--jobs,--manifest-path,--target-dir,--message-format=text --config=setting any* >execute:project
cargo install : --git=package --path=exec --registry,--index=registry --version,--root,--branch,--tag,--rev,--features=text package*
cargo add : --git=package --path,--registry,--features,-F=text package*
cargo publish,yank,owner,login : any* >send:registry!outward
cargo clean,tree,update,metadata,search,new,init,remove,vendor,generate-lockfile,fetch,package,locate-project,read-manifest,verify-project,version,help,audit,deny,outdated,machete,udeps,bloat : any*
rustup,ghcup,sdkman,fvm,rvm : sub
go : -C=cd sub
go run : -o=write -tags,-ldflags,-gcflags,-p,-mod,-cover,-v,-race=text -exec=program exec? any* @long >execute:project @code=code
go build,test,vet,generate,bench,tool : -o=write -run,-bench,-tags,-ldflags,-gcflags,-timeout,-count,-p,-mod,-coverprofile,-cover,-v,-race=text -exec,-toolexec=program @long any* >execute:project
go install,get : -tags,-ldflags=text package* @long
go env : -w>configure:machine any*
go mod,work,fmt,list,doc,version,clean,fix,bug,telemetry,help : any*
gofmt,goimports,golangci-lint,staticcheck,govulncheck,ginkgo,gotestsum,air,dlv,wire,mockgen,buf,protoc,swag,sqlc,goreleaser,ko : any* >execute:project
gem : sub
gem install : -s,--source=registry -v,--version=text package*
gem sources : -a,--add=registry -r,--remove,-l any*
gem push,yank,owner : any* >send:registry!outward
gem uninstall : any* >delete:package
bundle,bundler : sub
bundle,bundler exec : argv @stop
bundle,bundler install,update,add,check,outdated,show,lock,init,clean : any*
bundle,bundler config : registry*
rails : -e,--environment=text sub? any* >execute:project
rails runner,r : -e,--environment=text rb any* >execute:project
rake : -e,-p,--execute,--execute-print=rb -f,--rakefile=exec -C,--directory=cd -I,-r,-R=text any* >execute:project
rspec,rubocop,jekyll,cucumber,minitest,guard,puma,unicorn,sidekiq,hanami,middleman,fastlane,pod,yard,sorbet,srb,steep,brakeman,solargraph,thor,cap,kitchen,foodcritic,cookstyle,knife,puppet,r10k,pdk,librarian : any* >execute:project
composer : -d,--working-dir=cd sub? any* >execute:project
composer exec : argv? @stop
composer config : -g,--global registry*
asdf plugin : sub
asdf plugin add : any package?
artisan,phpunit,pest,phpstan,psalm,drush,wp,symfony,laravel,pint,php-cs-fixer,rector : any* >execute:project
mvn,./mvnw,mvnw,gradle,./gradlew,gradlew,sbt,lein,ant,bazel,bazelisk,buck,buck2,pants,mill,ivy,kotlinc,scalac,javac,jar,javadoc,spring,quarkus,mn,jmh,spotbugs,checkstyle,pmd : -I,--init-script=recipe -f,-p,-P,-D,-s,--file,--projects,-pl,-c,-x,--settings,--tests,--project-dir,-cp,-d=text any* >execute:project
mvn,./mvnw,gradle,./gradlew,sbt deploy,release:perform,publish,publishToMavenCentral,publishSigned : any* >send:registry!outward
dotnet : sub
dotnet build,test,run,restore,clean,format,watch,msbuild,pack,publish,ef,new,sln,tool,workload : any* >execute:project
dotnet nuget : sub
dotnet nuget push : any* >send:registry!outward
nuget,paket,msbuild,xbuild,nant,fake,cake : any* >execute:project
mix : sub? any* >execute:project
mix run,eval : -e,--eval=ex -r,--require=exec any* >execute:project
rebar3,stack,cabal,opam,dune,esy,pub,flutter,xcodebuild,xcrun,carthage,vcpkg,conan,cpan,carton,prove,nimble,shards,zig,elm,spago,purs,raco,dub,alr,gprbuild,fpm,v,gleam,rescript : any* >execute:project
luarocks : sub? any* >execute:project
luarocks install : --server,--only-server=registry package
cpanm : --mirror=registry package* >execute:project
mix,hex,cabal,stack,opam,luarocks,pub,dart,flutter,cpanm publish,hex.publish,upload : any* >send:registry!outward
# systems
apt,apt-get,aptitude : -o,--option=setting -t,-c,--config-file,--target-release=text sub
apt,apt-get,aptitude install,reinstall,build-dep,upgrade,full-upgrade,dist-upgrade,update,download,satisfy : -o,--option=setting -t,-c,--target-release=text --allow-unauthenticated,--allow-insecure-repositories,--force-yes!insecure package*
apt,apt-get,aptitude remove,purge,autoremove,autopurge : -o,-t=text any* >delete:machine
apt,apt-get,aptitude search,show,list,policy,depends,rdepends,changelog,source,clean,autoclean,check,moo,edit-sources,help : any*
apt-cache,apt-file,apt-mark,apt-config,dpkg-query,dpkg-buildpackage,debuild,rpmbuild,makepkg,mock,equery,apt-listchanges,apt-show-versions,lintian,dch : any*
apt-key : sub
apt-key add,adv : any* >configure:machine!insecure
add-apt-repository,apt-add-repository : any* >configure:machine!unpinned
dpkg,dpkg.exe : -i,--install>install:package -r,-P,--remove,--purge>delete:machine -l,-L,-s,-S,-p,--list,--status,--search,--get-selections,--print-architecture --force-all!force --root,--admindir=text guess*
rpm : -i,-U,-F,--install,--upgrade>install:package -e,--erase>delete:machine -q,-V,--query,--verify --nodeps,--nosignature!insecure --import>configure:machine guess*
dnf,yum,microdnf,zypper,tdnf : -c,--enablerepo,--disablerepo,--releasever,--setopt=text --nogpgcheck,--no-gpg-checks!insecure sub
dnf,yum,microdnf,zypper,tdnf install,in,localinstall,reinstall,groupinstall,update,upgrade,dup : --nogpgcheck!insecure package*
dnf,yum,microdnf,zypper,tdnf remove,rm,erase,autoremove : any* >delete:machine
dnf,yum,zypper config-manager,addrepo,ar : any* >configure:machine!unpinned
pacman,yay,paru,pamac : -S,-Syu,-Sy,-Syyu,-U>install:package -R,-Rs,-Rns,-Rsc,-Rcns,-Rn,-Rdd>delete:machine -Q,-Qs,-Qi,-Ql,-Ss,-Si,-F guess*
apk : -X,--repository=registry --allow-untrusted!insecure sub
apk add : -t,--virtual=text -X,--repository=registry --allow-untrusted!insecure package*
apk del : any* >delete:machine
brew,port,macports,linuxbrew : sub
brew,port install,reinstall,upgrade : package*
brew,port uninstall,remove,rm : any* >delete:package
brew tap : any* >configure:machine!unpinned
brew services : any* >configure:service
emerge,xbps-install,pkg,pkg_add,snap,flatpak,nix,guix,winget,choco,scoop,eopkg,swupd,slackpkg,mas,softwareupdate,opkg,pkgin,pkcon,tlmgr : sub
snap,flatpak,pkg,winget,choco,scoop,opkg,pkcon,pkgin,guix install,add,upgrade,update,refresh : --dangerous,--devmode,--classic!insecure package*
snap,flatpak,pkg,winget,choco,scoop,opkg,pkcon,pkgin,guix remove,uninstall,delete : any* >delete:machine
nix shell,develop : -c,--command=argv any*
nix build,flake : any*
nix run : package any*
nix-env : -i,-iA,-if,-f,--file,--install=package -e,-q any*
nix-shell : -p,--packages=text --run,--command=shell any*
nix-build,nix-store,nix-collect-garbage,nix-channel,nixos-rebuild,home-manager : any*
nixos-rebuild,home-manager switch,boot : any* >configure:machine
update-alternatives,alternatives : --install,--set,--remove,--config>configure:machine any*
debconf-set-selections,dpkg-reconfigure,dpkg-divert,xcode-select,ldconfig,depmod : any* >configure:machine
"""
