#!/usr/bin/env bash
# How soon a trade on one server is seen on another one that shares its PostgreSQL: from the answer on A to the first
# QUOTE on B that shows it. First in peace, then with all database connections of B cut every two seconds, the one on which
# it follows the others among them. There is one trade at a time, so of the second part only the maximum says something.
# Needs: a JDK, target/bourse.jar, python3, a PostgreSQL server (initdb, pg_ctl, psql); as root also the user postgres.
# Settings: TRADES for each part (1000), WARMUP (2000).
set -euo pipefail
source "$(dirname "$0")/lib.sh"
need_server
need_postgres
need python3 "Python 3"

TRADES=${TRADES:-1000}
WARMUP=${WARMUP:-2000}

# Until it is ended. One line for each cut: how many connections it was.
cut_connections_of_b() {
	while sleep 2; do
		sql bourse -c "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'bourse b'"
	done
}

delays() {
	python3 "$(dirname "$0")/follower_delay.py" "$a_port" "$b_port" "$1"
}

start_postgres
# shellcheck disable=SC2046
start_server a $(postgres_settings) --bourse.store.node=a --bourse.market.max-volume=9000000000000000000
a_port=$SERVER_PORT
conditions "$("$POSTGRES_BIN/postgres" --version), settings of initdb"
echo "A:       $SERVER_COMMAND"
# shellcheck disable=SC2046
start_server b $(postgres_settings) --bourse.store.node=b
b_port=$SERVER_PORT
echo "B:       $SERVER_COMMAND"

echo "warm-up: $(delays "$WARMUP")"
echo
echo "in peace"
delays "$TRADES"

echo
echo "while the connections of B are cut every 2 s"
cut_connections_of_b >"$WORK/cuts" &
cutter=$!
delays "$TRADES"
stop "$cutter"
echo "cuts: $(wc -l <"$WORK/cuts"), connections: $(awk '{ sum += $1 } END { print sum + 0 }' "$WORK/cuts")"
echo "B told that it could not follow: $(grep -c 'cannot be followed' "$WORK/b.log" || true) times"
echo "stated bound: 5000 ms (bourse.store.compare-interval 2s + bourse.store.timeout 3s)"
