"""Compilers, linkers, build systems, linters and test runners."""

TABLE = r"""
gcc,g++,cc,c++,clang,clang++,tcc,icc,gfortran,ifort,nvcc,emcc,em++,hipcc,mpicc,mpicxx,cpp,as,nasm,yasm : -o=write -I,-L,-l,-D,-U,-std,-x,-isystem,-MF,-MT,-arch,-target=text -include,-imacros=read -wrapper=program -B,-fplugin,-specs,--specs=load read* @long
ld,gold,lld,ld.lld,mold : -o=write -L,-l,-T,-rpath,-soname=text read*
rustc,ocamlc,ocamlopt,gcj,fpc,gnatmake,valac,dmd,ldc2,gdc,ponyc,nim-c,mcs,csc,vbc,fsc,swiftc : -o,--out-dir=write --edition,--crate-type,-C,-L,-l=text read*
ldd,nm,objdump,readelf,otool,size,addr2line,c++filt,dumpbin,lipo,ctags,etags,cscope,global,gtags,doxygen,sphinx-build,mkdocs,jupyter-book,jsdoc,rustdoc,godoc,pdoc,pydoc : -o,-f=write guess*
strip,objcopy,patchelf,install_name_tool,chrpath,upx,codesign,signtool : -o=write edit*
remove_directory : delete* !recursive
cmake : -E=argv -P,-C=exec -S,-B,-D,-G,-A,-T,--build,--preset,--target,--config,-j,--install,--prefix=text any* >execute:project
ctest,cpack,meson,ninja,samu,scons,waf,./waf,premake,qmake,autoconf,automake,autoreconf,libtoolize,aclocal,./configure,configure,./autogen.sh,bear,compiledb,xmake,tup,redo,mage,invoke,inv,nox,tox,fab,doit,paver,earthly,dagger,act,please,ccache,sccache,distcc,icecc : -C,-f,-j,-e,-s=text any* >execute:project
just : -c,--command=argv -f,--justfile=exec -d,--working-directory=cd --set=pair any* >execute:project
task : -t,--taskfile=exec -d,--dir=cd -o,-C,-I=text any* >execute:project
pytest,py.test,nosetests,unittest,behave,robot,coverage,stestr,ward,green,zope-testrunner,trial : -k,-m,-n,-c,-o,-p,--cov,--cov-report,--tb,--durations,--maxfail,--rootdir,--junitxml,--timeout,-W=text any* >execute:project
ruff,black,isort,flake8,pylint,mypy,pyright,pytype,pyre,bandit,autopep8,yapf,pydocstyle,pycodestyle,pyupgrade,vulture,radon,interrogate,docformatter,autoflake,refurb,djlint,sqlfluff,yamllint,ansible-lint,shellcheck,shfmt,hadolint,markdownlint,markdownlint-cli2,mdl,vale,codespell,typos,cspell,actionlint,tflint,tfsec,checkov,semgrep,bearer,trivy,grype,syft,gitleaks,trufflehog,detect-secrets,snyk,osv-scanner,safety,pip-audit,cppcheck,clang-tidy,clang-format,cpplint,uncrustify,astyle,splint,infer,sonar-scanner,luacheck,stylua,selene,swiftlint,swiftformat,ktlint,detekt,scalafmt,google-java-format,rustfmt,dprint,spectral,jsonlint,taplo,tidy5 : -c,--config,-f,--format,--select,--ignore,--extend-select,-l,-e,--exclude,-o,--output=text guess*
pyinstaller,nuitka,cython,cythonize,f2py,swig,sip,pybind11-stubgen,stubgen,maturin,setuptools,check-manifest,bump2version,bumpversion,towncrier,cookiecutter,cruft,nbconvert,papermill,streamlit,gradio,flask,uvicorn,gunicorn,hypercorn,daphne,waitress-serve,celery,rq,dramatiq,airflow,dagster,prefect,luigi,kedro,dvc,mlflow,wandb,tensorboard,accelerate,torchrun,deepspeed,ray,dask,ipykernel,django-admin,alembic,flask-migrate,scrapy,manage.py,./manage.py : any* >execute:project
jupyter,jupyter-lab,jupyter-notebook : --NotebookApp.token,--ServerApp.token,--IdentityProvider.token,--NotebookApp.password=text>listen:public sub? any* >execute:project
jupyter notebook,lab,server : --NotebookApp.token,--ServerApp.token,--IdentityProvider.token,--NotebookApp.password=text>listen:public any* >execute:project
copier : sub? any* >execute:project
copier copy,update : -d,--data,-r,--vcs-ref=text -T,--trust,--UNSAFE!unpinned guess any?
jbang : recipe? any* >execute:project
protoc,flatc,thrift,grpc_tools,openapi-generator,swagger-codegen,quicktype,graphql-codegen,prisma,sequelize,typeorm,knex,drizzle-kit,hasura,atlas,flyway,liquibase,dbmate,goose,migrate,sqitch : any* >execute:project
latex,pdflatex,xelatex,lualatex,latexmk,bibtex,biber,makeindex,tex,tectonic,typst,dvips,dvipdf : --shell-escape,-shell-escape,--enable-write18!hooks -o,-output-directory=write tex* @long
dot,neato,circo,mmdc,plantuml,ditaa,asciidoctor,asciidoc,rst2html,markdown,hugo,eleventy,hexo,pelican,nikola,zola : -o=write -T,-K,-s,-d=text any*
gdb,rust-gdb,cgdb : -ex,--ex,-eval-command,--eval-command,-iex,--init-eval-command=gdb -x,-command,--command,-ix,--init-command=exec -p,-pid,--pid,-c,-core,--core,-d,-cd,--cd,-s,-e,-tty,--tty,-b,-i=text -args,--args=argv guess* @long @in=gdb
lldb : -o,--one-line,-O,--one-line-before-file,-k,--one-line-on-crash=gdb -s,--source,-S,--source-before-file=exec -p,--attach-pid,-n,--attach-name,-c,--core,-a,--arch=text -f,--file=list guess* @in=gdb
"""
