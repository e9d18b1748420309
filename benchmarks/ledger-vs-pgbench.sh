#!/usr/bin/env bash
# Durable trades on PostgreSQL against pgbench that makes the same update and insert, one transaction for each trade, on
# the same database server: what group commit is worth. One hot stock, 50 clients; Bourse without pipelining and with
# 16 requests in flight on each connection.
# Needs: a JDK, target/bourse.jar, redis-cli, redis-benchmark, a PostgreSQL server (initdb, pg_ctl, psql, pgbench); as
# root also the user postgres.
# Settings: ROUNDS (5), REQUESTS without pipelining (300000; four times as many with), WARMUP (1000000), SECONDS_OF_PGBENCH
# for each round (10).
set -euo pipefail
source "$(dirname "$0")/lib.sh"
need_server
need_redis
need_postgres
[[ -x $POSTGRES_BIN/pgbench ]] || fail "pgbench is needed; it is part of PostgreSQL (package postgresql-contrib)"

REQUESTS=${REQUESTS:-300000}
WARMUP=${WARMUP:-1000000}
SECONDS_OF_PGBENCH=${SECONDS_OF_PGBENCH:-10}
PGBENCH_OPTIONS=(-n -M prepared -c 50 -j "$(getconf _NPROCESSORS_ONLN)" -T "$SECONDS_OF_PGBENCH")

# The tables of Bourse in a database of their own, with one stock.
make_peer() {
	sql postgres -c "CREATE DATABASE peer"
	local file
	for file in "$ROOT"/src/main/resources/db/migration/postgresql/V*.sql; do
		sql peer -f "$file"
	done
	sql peer -c "INSERT INTO stock (symbol, price, volume, volume_limit, session, trades, version)
		VALUES ('GameStart', 159900, 0, 9000000000000000000, 20260101, 0, 1)"
	cat >"$WORK/trade.sql" <<'SQL'
BEGIN;
UPDATE stock SET volume = volume + 1, trades = trades + 1, version = version + 1
    WHERE symbol = 'GameStart' RETURNING volume, trades, version \gset
INSERT INTO trade (symbol, sequence, session, side, quantity, price, volume_after, volume_limit, version, node, time)
    VALUES ('GameStart', :trades, 20260101, 'BUY', 1, 159900, :volume, 9000000000000000000, :version, 'pgbench',
    (extract(epoch FROM clock_timestamp()) * 1000000)::bigint);
COMMIT;
SQL
}

bourse() {
	trade_rate "$SERVER_PORT" "$requests" "$pipeline"
}

pgbench() {
	"$POSTGRES_BIN/pgbench" -h 127.0.0.1 -p "$POSTGRES_PORT" -U bourse "${PGBENCH_OPTIONS[@]}" -f "$WORK/trade.sql" peer \
		2>"$WORK/pgbench.log" | sed -n 's/^tps = \([0-9.]*\).*/\1/p' || fail "pgbench: $(tail -n 5 "$WORK/pgbench.log")"
}

start_postgres
make_peer
# shellcheck disable=SC2046
start_server bourse $(postgres_settings) --bourse.market.max-volume=9000000000000000000
conditions "$("$POSTGRES_BIN/postgres" --version), settings of initdb"
echo "Bourse:  $SERVER_COMMAND"
echo "pgbench: pgbench ${PGBENCH_OPTIONS[*]} -f, and in the file:"
sed 's/^/         /' "$WORK/trade.sql"

requests=$WARMUP pipeline=16
echo "warm-up: $WARMUP trades: Bourse $(bourse)/s; $SECONDS_OF_PGBENCH s of pgbench: $(pgbench)/s"

for pipeline in 1 16; do
	requests=$((pipeline == 1 ? REQUESTS : 4 * REQUESTS))
	echo
	echo "redis-benchmark -q -c 50 -n $requests -P $pipeline TRADE GameStart 1 BUY, against pgbench"
	in_turn bourse pgbench "trades/s=20"
done
