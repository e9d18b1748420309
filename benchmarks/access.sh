#!/usr/bin/env bash
# What it costs to know who asks: two servers with the same settings, but one of them wants a token, asked in turn. On the
# socket a client shows it once, when it connects, and each command is compared with its roles; through gRPC it comes with
# every call. The clients are redis-benchmark, 50 connections, without pipelining and with 16 requests in flight on each,
# and h2load, 50 connections with 10 streams each. All metrics are on.
# Needs: a JDK, target/bourse.jar, redis-cli, redis-benchmark, h2load, nghttp; Linux, for the processor time.
# Settings: ROUNDS (5), REQUESTS (400000; four times as many with 16 in flight), WARMUP (1000000).
set -euo pipefail
source "$(dirname "$0")/lib.sh"
need_server
need_redis
need_nghttp2

REQUESTS=${REQUESTS:-400000}
WARMUP=${WARMUP:-1000000}

# lookups PID PORT [OPTION]...: requests a second, and the server's processor time for each.
lookups() {
	local pid=$1 port=$2 before rate
	shift 2
	# redis-benchmark takes an error for an answer as good as any other.
	[[ $(redis-cli -p "$port" "$@" LOOKUP GameStart 2>/dev/null) == 15.99 ]] || fail "the lookup is not answered"
	before=$(cpu_micros "$pid")
	rate=$(redis_benchmark_rate -p "$port" "$@" -c 50 -n "$requests" -P "$pipeline" LOOKUP GameStart)
	echo "$rate $(per_request $(($(cpu_micros "$pid") - before)) "$requests")"
}

with_token() {
	lookups "$TOKEN_PID" "$TOKEN_PORT" -a "$TOKEN"
}

without_token() {
	lookups "$OPEN_PID" "$OPEN_PORT"
}

grpc_with_token() {
	grpc_lookups "$TOKEN_PID" "$TOKEN_GRPC_PORT" "$requests" -c 50 -m 10 -H "authorization: Bearer $TOKEN"
}

grpc_without_token() {
	grpc_lookups "$OPEN_PID" "$OPEN_GRPC_PORT" "$requests" -c 50 -m 10
}

read -r TOKEN HASH < <(new_token)
start_server open
OPEN_PID=$SERVER_PID OPEN_PORT=$SERVER_PORT OPEN_GRPC_PORT=$SERVER_GRPC_PORT OPEN_COMMAND=$SERVER_COMMAND
start_server token --bourse.access.tokens[0].name=bench "--bourse.access.tokens[0].hash=$HASH" \
	--bourse.access.tokens[0].roles=read
TOKEN_PID=$SERVER_PID TOKEN_PORT=$SERVER_PORT TOKEN_GRPC_PORT=$SERVER_GRPC_PORT
check_grpc_answer open "$OPEN_GRPC_PORT"
check_grpc_answer token "$TOKEN_GRPC_PORT" -H "authorization: Bearer $TOKEN"
[[ $(redis-cli -p "$TOKEN_PORT" LOOKUP GameStart) == NOAUTH* ]] || fail "the server answers whoever has no token"
conditions "$(redis-benchmark --version)" "$(h2load --version)"
echo "open:    $OPEN_COMMAND"
echo "token:   $SERVER_COMMAND"

for pipeline in 1 16; do
	requests=$((WARMUP * (pipeline == 1 ? 1 : 4)))
	with_token >/dev/null
	without_token >/dev/null
	requests=$((REQUESTS * (pipeline == 1 ? 1 : 4)))
	echo
	echo "redis-benchmark -q -c 50 -n $requests -P $pipeline [-a TOKEN] LOOKUP GameStart"
	in_turn with_token without_token "requests/s=at least 0.97" "CPU us/request"
done

requests=$WARMUP
grpc_with_token >/dev/null
grpc_without_token >/dev/null
requests=$REQUESTS
echo
echo "h2load -c 50 -m 10 -n $requests [-H 'authorization: Bearer TOKEN']"
in_turn grpc_with_token grpc_without_token "requests/s=at least 0.9" "CPU us/request"
