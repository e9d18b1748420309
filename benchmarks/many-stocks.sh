#!/usr/bin/env bash
# Whether lookups slow down with the number of stocks: LOOKUP of random ones of 100,000 against LOOKUP of random ones of 4,
# 50 connections, without pipelining. Two servers of the same settings, asked in turn.
# Needs: a JDK, target/bourse.jar, redis-cli, redis-benchmark.
# Settings: ROUNDS (5), REQUESTS (1000000), WARMUP (1000000), STOCKS (100000).
set -euo pipefail
source "$(dirname "$0")/lib.sh"
need_server
need_redis

REQUESTS=${REQUESTS:-1000000}
WARMUP=${WARMUP:-1000000}
STOCKS=${STOCKS:-100000}

# start_market NAME STOCKS: named as redis-benchmark names its random keys, S and twelve digits. The list of the settings,
# which cannot be empty, is replaced by one of them.
start_market() {
	seq 0 $(($2 - 1)) | awk 'BEGIN { print "symbol,price" } { printf "S%012d,%d.25\n", $1, 1 + $1 % 1000 }' >"$WORK/$1.csv"
	start_server "$1" --bourse.store.url="jdbc:sqlite:$WORK/$1.db" \
		'--bourse.market.stocks[0].symbol=S000000000000' '--bourse.market.stocks[0].price=1.25' --bourse.market.stocks-file="$WORK/$1.csv"
	echo "$1: $SERVER_COMMAND"
	echo "      open after $SERVER_START_MILLIS ms, the first start, which enters $2 stocks"
	local last
	last=$(printf 'S%012d' $(($2 - 1)))
	[[ $(redis-cli -p "$SERVER_PORT" LOOKUP "$last") == *.25 ]] || fail "there is no stock $last"
}

lookup_rate() {
	redis_benchmark_rate -p "$1" -c 50 -n "$requests" -r "$2" LOOKUP S__rand_int__
}

many() {
	lookup_rate "$many_port" "$STOCKS"
}

few() {
	lookup_rate "$few_port" 4
}

conditions "$(redis-benchmark --version)"
start_market many "$STOCKS"
many_port=$SERVER_PORT
start_market few 4
few_port=$SERVER_PORT

requests=$WARMUP
echo "warm-up: $WARMUP lookups each: many $(many)/s, few $(few)/s"

requests=$REQUESTS
echo
echo "redis-benchmark -q -c 50 -n $REQUESTS -r $STOCKS LOOKUP S__rand_int__, against the same with -r 4"
in_turn many few "lookups/s=at least 0.9"
