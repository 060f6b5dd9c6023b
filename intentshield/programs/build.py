"""Compilers, linkers, build systems, linters and test runners."""

TABLE = r"""
gcc,g++,cc,c++,clang,clang++,tcc,icc,gfortran,ifort,nvcc,emcc,em++,hipcc,mpicc,mpicxx,cpp,as,nasm,yasm : -o=write -I,-L,-l,-D,-U,-std,-x,-include,-isystem,-MF,-MT,-arch,-target=text -wrapper,-B,-fplugin=program read*
ld,gold,lld,ld.lld,mold : -o=write -L,-l,-T,-rpath,-soname=text read*
rustc,ghc,ocamlc,ocamlopt,gcj,fpc,gnatmake,valac,dmd,ldc2,gdc,ponyc,nim-c,mcs,csc,vbc,fsc,swiftc : -o,--out-dir=write --edition,--crate-type,-C,-L,-l=text read*
ldd,nm,objdump,readelf,otool,size,addr2line,c++filt,dumpbin,lipo,ctags,etags,cscope,global,gtags,doxygen,sphinx-build,mkdocs,jupyter-book,jsdoc,rustdoc,godoc,pdoc,pydoc : -o,-f=write guess*
strip,objcopy,patchelf,install_name_tool,chrpath,upx,codesign,signtool : -o=write edit*
cmake : -S,-B,-D,-G,-A,-T,-P,-C,-E,--build,--preset,--target,--config,-j,--install,--prefix=text any* >execute:project
ctest,cpack,meson,ninja,samu,scons,waf,./waf,premake,qmake,autoconf,automake,autoreconf,libtoolize,aclocal,./configure,configure,./autogen.sh,bear,compiledb,xmake,tup,redo,just,task,mage,invoke,inv,nox,tox,fab,doit,paver,earthly,dagger,act,please,ccache,sccache,distcc,icecc : -C,-f,-j,-e,-s=text any* >execute:project
pytest,py.test,nosetests,unittest,behave,robot,coverage,stestr,ward,green,zope-testrunner,trial : -k,-m,-n,-c,-o,-p,--cov,--cov-report,--tb,--durations,--maxfail,--rootdir,--junitxml,--timeout,-W=text any* >execute:project
ruff,black,isort,flake8,pylint,mypy,pyright,pytype,pyre,bandit,autopep8,yapf,pydocstyle,pycodestyle,pyupgrade,vulture,radon,interrogate,docformatter,autoflake,refurb,djlint,sqlfluff,yamllint,ansible-lint,shellcheck,shfmt,hadolint,markdownlint,markdownlint-cli2,mdl,vale,codespell,typos,cspell,actionlint,tflint,tfsec,checkov,semgrep,bearer,trivy,grype,syft,gitleaks,trufflehog,detect-secrets,snyk,osv-scanner,safety,pip-audit,cppcheck,clang-tidy,clang-format,cpplint,uncrustify,astyle,splint,infer,sonar-scanner,luacheck,stylua,selene,swiftlint,swiftformat,ktlint,detekt,scalafmt,google-java-format,rustfmt,dprint,spectral,jsonlint,taplo,tidy5 : -c,--config,-f,--format,--select,--ignore,--extend-select,-l,-e,--exclude,-o,--output=text guess*
pyinstaller,nuitka,cython,cythonize,f2py,swig,sip,pybind11-stubgen,stubgen,maturin,setuptools,check-manifest,bump2version,bumpversion,towncrier,cookiecutter,copier,cruft,nbconvert,papermill,streamlit,gradio,dash,flask,uvicorn,gunicorn,hypercorn,daphne,waitress-serve,celery,rq,dramatiq,airflow,dagster,prefect,luigi,kedro,dvc,mlflow,wandb,tensorboard,accelerate,torchrun,deepspeed,ray,dask,jupyter,jupyter-lab,jupyter-notebook,ipykernel,django-admin,alembic,flask-migrate,scrapy,manage.py,./manage.py : any* >execute:project
protoc,flatc,thrift,grpc_tools,openapi-generator,swagger-codegen,quicktype,graphql-codegen,prisma,sequelize,typeorm,knex,drizzle-kit,hasura,atlas,flyway,liquibase,dbmate,goose,migrate,sqitch : any* >execute:project
latex,pdflatex,xelatex,lualatex,latexmk,bibtex,biber,makeindex,tex,tectonic,typst,dvips,dvipdf : --shell-escape,-shell-escape,--enable-write18!hooks -o,-output-directory=write any* @long
dot,neato,circo,mmdc,plantuml,ditaa,asciidoctor,asciidoc,rst2html,markdown,hugo,eleventy,hexo,pelican,nikola,zola : -o=write -T,-K,-s,-d=text any*
gdb,lldb,rust-gdb : -ex,--eval-command,-o=editor -x,--command=exec -p,-c,-d=text guess*
"""
