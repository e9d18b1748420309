# A PostgreSQL of the run's own, as durable as in production; sourced after lib.sh. It runs as nobody, since it refuses root.
postgres_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$postgres_bin" ] || { say "needs PostgreSQL, see README.md"; exit 2; }
need runuser ss
postgres_data=$work/postgres
postgres_port=$(free_port)
postgres_host=127.0.0.1
in_net=()       # in front of PostgreSQL, if set

pg() { "${in_net[@]}" runuser -u nobody -- "$postgres_bin/$1" "${@:2}"; }
pg_start() {
  pg pg_ctl -D "$postgres_data" -w -t 120 -l "$postgres_data/log" -o "-p $postgres_port -h '*' -k $postgres_data" start >/dev/null
}
# pg_stop fast|immediate
pg_stop() { pg pg_ctl -D "$postgres_data" -w -t 120 -m "$1" stop >/dev/null; }
sql() { pg psql -h "$postgres_data" -p "$postgres_port" -U postgres -d market -qAtc "$1"; }

pg_create() {
  chmod 711 "$work"
  install -d -o nobody -m 700 "$postgres_data"
  (cd / && runuser -u nobody -- "$postgres_bin/initdb" -D "$postgres_data" -U postgres -A trust -E UTF8 --no-locale >/dev/null)
  echo 'host all all 10.0.0.0/8 trust' >>"$postgres_data/pg_hba.conf"
  cd /
  at_exit "pg_stop immediate"
  pg_start
  pg createdb -h "$postgres_data" -p "$postgres_port" -U postgres market
  url="jdbc:postgresql://$postgres_host:$postgres_port/market?user=postgres"
}
