"""Clients of databases and caches: their statements go to the front end for SQL."""

TABLE = r"""
psql,pgcli,cockroach : -c,--command=sql -f,--file=read -d,-p,-U,-v,-F,-R,-T,-P,--dbname,--port,--username,--set,--variable=text -h,--host=host -o,--output,-L=write any* @in=sql @out=private
mysql,mariadb,mycli,mysqlsh : -e,--execute,--init-command=sql -P,-u,-D,-S,--port,--user,--database,--socket,--protocol,--default-character-set,--ssl-ca,--defaults-file,--defaults-extra-file=text -h,--host=host any* @in=sql @out=private
sqlite3,sqlite,litecli,duckdb,sqlcipher : -cmd,-c,-s=sql -init=read -separator,-nullvalue,-newline=text @long write? sql* @out=private @in=sql
sqlcmd,isql,osql,tsql,sqlplus,clickhouse-client,clickhouse,snowsql,trino,presto,hive,beeline,impala-shell,spark-sql,cqlsh,influx,db2 : -Q,-q,-e,-c,--query,--execute,--command=sql -i,-f,--file,--input-file=read -o=write -S,-U,-P,-d,-u,-p,-h,--host,--user,--password,--database,--port,--format=text any* @in=sql
mongo,mongosh : --eval=mongo --port,-u,-p,--username,--password,--authenticationDatabase=text --host=host exec? any* @in=js
redis-cli,valkey-cli : -h,-p,-a,-n,-u,--user,--pass,-r,-i,-s,-t=text sub @by=operation @class=database @out=private
mongodump,pg_dump,pg_dumpall,mysqldump,mariadb-dump,pg_basebackup,mongoexport : -f,--file,-r,--result-file,-o,--out,--archive=write -d,-h,-p,-U,-u,-P,-t,-n,-F,-j,-Z,-c,--db,--host,--port,--username,--collection,--uri,--format=text any* >read:database @out=private
mongorestore,pg_restore,mysqlimport,mongoimport : --drop,-c,--clean>delete:database!destroy -d,-h,-p,-U,-u,-j,-n,-t,--db,--dbname,--host,--port,--username,--collection,--uri=text any* >write:database
dropdb,dropuser,pg_dropcluster,pg_resetwal : any* >delete:database!destroy
mysqladmin : -h,-u,-P,-p,--host,--user=text sub @by=operation @class=database
createdb,createuser,initdb,pg_ctl,mysqld,mongod,postgres,redis-server,memcached,pg_isready,pg_config,vacuumdb,reindexdb,pgbench,sysbench,mysqlcheck,mysqlshow,redis-benchmark : any*
kafka-topics,kafka-topics.sh : --delete>delete:database!destroy --bootstrap-server,--zookeeper=host --topic,--partitions,--replication-factor,--config,--command-config=text any*
rabbitmqctl,rabbitmqadmin,nats,zkCli.sh,cypher-shell : sub @by=operation @class=database
kafka-delete-records,kafka-delete-records.sh : -b,--bootstrap-server=host --offset-json-file=read >delete:database!destroy
kafka-console-consumer,kafka-console-producer,kcat : -b,--bootstrap-server,--broker-list=host -t,-G,-p,-o,-K,-X=text any*
"""
