#!/usr/bin/env bash
# Durable trades on SQLite against durable INCRBYs of Redis: one hot stock against one key, 50 connections, each answer
# after its fsync, without pipelining and with 16 requests in flight on each connection. The client of both is
# redis-benchmark.
# Needs: a JDK, target/bourse.jar, Redis (redis-server, redis-cli, redis-benchmark).
# Settings: ROUNDS (5), REQUESTS without pipelining (500000; four times as many with), WARMUP (1000000).
set -euo pipefail
source "$(dirname "$0")/lib.sh"
need_server
need_redis
need redis-server "Redis (package redis or redis-server)"

REQUESTS=${REQUESTS:-500000}
WARMUP=${WARMUP:-1000000}

bourse() {
	trade_rate "$SERVER_PORT" "$requests" "$pipeline"
}

redis() {
	redis_benchmark_rate -p "$REDIS_PORT" -c 50 -n "$requests" -P "$pipeline" INCRBY k 1
}

start_server bourse --bourse.store.url="jdbc:sqlite:$WORK/bourse.db" --bourse.market.max-volume=9000000000000000000
start_redis --appendonly yes --appendfsync always --save ''
conditions "$(redis-server --version)"
echo "Bourse:  $SERVER_COMMAND"
echo "Redis:   $REDIS_COMMAND"

requests=$WARMUP pipeline=16
echo "warm-up: $WARMUP requests each: Bourse $(bourse)/s, Redis $(redis)/s"

for pipeline in 1 16; do
	requests=$((pipeline == 1 ? REQUESTS : 4 * REQUESTS))
	echo
	echo "redis-benchmark -q -c 50 -n $requests -P $pipeline: TRADE GameStart 1 BUY against INCRBY k 1"
	in_turn bourse redis "trades/s=1.0"
done
