#!/usr/bin/env bash
# Lookups on the socket against Redis that gets the same value by the same key, without persistence: 50 connections and 1,
# each without pipelining and with 16 and 64 requests in flight on each connection. The client of both is redis-benchmark.
# Needs: a JDK, target/bourse.jar, Redis (redis-server, redis-cli, redis-benchmark); Linux, for the processor time.
# Settings: ROUNDS (5), SECONDS_EACH, at least, of one measurement (3), WARMUP (2000000; a tenth of it by 1 connection).
set -euo pipefail
source "$(dirname "$0")/lib.sh"
need_server
need_redis
need redis-server "Redis (package redis or redis-server)"

SECONDS_EACH=${SECONDS_EACH:-3}
WARMUP=${WARMUP:-2000000}
PRICE=15.99

# answered PORT: how many requests a server has answered since its start.
answered() {
	redis-cli -p "$1" INFO stats | sed -n 's/^total_commands_processed:\([0-9]*\).*/\1/p'
}

# ask PID PORT COMMAND...: requests a second, p50 and p99 of the latency, and the server's processor time for each request.
# redis-benchmark ends at an error, but takes any other answer; so the right one must come before and after.
ask() {
	local pid=$1 port=$2 before after cpu_before cpu_after report
	shift 2
	[[ $(redis-cli -p "$port" "$@") == "$PRICE" ]] || fail "$* is not answered by $PRICE"
	before=$(answered "$port")
	cpu_before=$(cpu_micros "$pid")
	report=$(timeout 600 redis-benchmark --csv -p "$port" -c "$connections" -n "$requests" -P "$pipeline" "$@" 2>&1) \
		|| fail "redis-benchmark: $report"
	cpu_after=$(cpu_micros "$pid")
	after=$(answered "$port")
	((after - before >= requests)) || fail "only $((after - before)) of $requests requests were answered"
	[[ $(redis-cli -p "$port" "$@") == "$PRICE" ]] || fail "$* is no longer answered by $PRICE"
	tail -n 1 <<<"$report" | tr -d '"' | awk -F , -v cpu="$(per_request $((cpu_after - cpu_before)) "$requests")" \
		'{ print $2, $5, $7, cpu }'
}

bourse() {
	ask "$SERVER_PID" "$SERVER_PORT" LOOKUP GameStart
}

redis() {
	ask "$REDIS_PID" "$REDIS_PORT" GET GameStart
}

# compare CONNECTIONS PIPELINE FIGURE...: the warm-up is done in the same manner, and tells how many requests take long
# enough.
compare() {
	local ours theirs
	connections=$1 pipeline=$2
	requests=$((connections == 1 ? WARMUP / 10 : WARMUP))
	ours=$(bourse)
	theirs=$(redis)
	echo
	echo "warm-up: $requests requests each: Bourse ${ours%% *}/s, Redis ${theirs%% *}/s"
	requests=$(awk -v a="${ours%% *}" -v b="${theirs%% *}" -v seconds="$SECONDS_EACH" \
		'BEGIN { printf "%.0f", ((a > b) ? a : b) * seconds * 1.2 }')
	echo "redis-benchmark --csv -c $connections -n $requests -P $pipeline: LOOKUP GameStart against GET GameStart"
	in_turn bourse redis "${@:3}"
}

start_server bourse
start_redis --save '' --appendonly no
redis-cli -p "$REDIS_PORT" SET GameStart "$PRICE" >/dev/null
conditions "$(redis-server --version)"
echo "Bourse:  $SERVER_COMMAND"
echo "Redis:   $REDIS_COMMAND"

compare 50 1 "requests/s=at least 1.0" "p50 ms" "p99 ms=at most 1.0" "CPU us/request"
compare 50 16 "requests/s=at least 1.2" "p50 ms" "p99 ms" "CPU us/request=at most 1.0"
compare 50 64 "requests/s=at least 1.2" "p50 ms" "p99 ms" "CPU us/request"
for in_flight in 1 16 64; do
	compare 1 "$in_flight" "requests/s" "p50 ms" "p99 ms" "CPU us/request"
done
