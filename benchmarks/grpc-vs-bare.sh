#!/usr/bin/env bash
# gRPC lookups with all metrics on, against a bare grpc-java server that answers a constant from its event loops, and
# against Boot's gRPC server in its default settings that answers the same: 50 connections with 10 streams each, and one
# call at a time. The client of all is h2load. The peers are in src/test/java/org/bourse/benchmarks.
# Needs: a JDK, target/bourse.jar and target/test-classes, h2load and nghttp; Linux, for the processor time.
# Settings: ROUNDS (5), REQUESTS (400000; a tenth of it one at a time), WARMUP (1000000).
set -euo pipefail
source "$(dirname "$0")/lib.sh"
need_server
need_nghttp2

REQUESTS=${REQUESTS:-400000}
WARMUP=${WARMUP:-1000000}

bourse() {
	grpc_lookups "$SERVER_PID" "$SERVER_GRPC_PORT" "$requests" -c "$connections" -m "$streams"
}

bare() {
	grpc_lookups "$bare_pid" "$bare_port" "$requests" -c "$connections" -m "$streams"
}

boot() {
	grpc_lookups "$boot_pid" "$boot_port" "$requests" -c "$connections" -m "$streams"
}

start_server bourse
check_grpc_answer bourse "$SERVER_GRPC_PORT"

bare_port=$(free_port)
peer_jar bare BareGrpcServer
start bare 'Open at' "$JAVA" -jar "$WORK/bare.jar" "$bare_port"
bare_pid=$STARTED_PID
check_grpc_answer bare "$bare_port"

boot_port=$(free_port)
peer_jar boot BootServer
start boot 'Started BootServer' "$JAVA" -jar "$WORK/boot.jar" --server.port=0 --server.address=127.0.0.1 \
	--spring.grpc.server.address=127.0.0.1 --spring.grpc.server.port="$boot_port"
boot_pid=$STARTED_PID
check_grpc_answer boot "$boot_port"

conditions "$(h2load --version)"
echo "Bourse:  $SERVER_COMMAND"
echo "bare:    BareGrpcServer in the same jar, on its libraries"
echo "boot:    BootServer likewise, with addresses and ports only"

connections=50 streams=10 requests=$WARMUP
for side in bourse bare boot; do
	figures=$("$side")
	echo "warm-up: $WARMUP lookups: $side ${figures% *}/s"
done

echo
echo "h2load -c 50 -m 10 -n $REQUESTS -d REQUEST $(printf "%q " "${GRPC_HEADERS[@]}")"
requests=$REQUESTS
in_turn bourse bare "requests/s=at least 0.95" "CPU us/request"
echo
in_turn bourse boot "requests/s=at least 5" "CPU us/request"

connections=1 streams=1 requests=$((REQUESTS / 10))
echo
echo "h2load -c 1 -m 1 -n $requests, likewise"
in_turn bourse bare "requests/s" "CPU us/request"
echo
in_turn bourse boot "requests/s" "CPU us/request"
