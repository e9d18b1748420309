#!/usr/bin/env bash
# What TLS costs: two servers with the same settings, but one of them with a certificate, asked in turn. Lookups on the socket
# by redis-benchmark, 50 connections, without pipelining and with 16 requests in flight on each; lookups through gRPC by the
# bench program; handshakes; and the live objects of each idle client.
# Needs: a JDK, target/bourse.jar, redis-cli and redis-benchmark with TLS, openssl, python3; Linux, for the processor time.
# Settings: ROUNDS (5), REQUESTS (400000; four times as many with 16 in flight), WARMUP (400000), GRPC_SECONDS (4),
# CONNECTIONS that are idle (1000), KEY (the certificate's key: ec, or rsa), PARTS (socket grpc handshakes idle).
set -euo pipefail
source "$(dirname "$0")/lib.sh"
need_server
need_redis
need openssl "OpenSSL"
redis-benchmark --help 2>&1 | grep -q -- '--tls ' || fail "redis-benchmark was built without TLS"

REQUESTS=${REQUESTS:-400000}
WARMUP=${WARMUP:-400000}
GRPC_SECONDS=${GRPC_SECONDS:-4}
CONNECTIONS=${CONNECTIONS:-1000}
KEY=${KEY:-ec}
PARTS=${PARTS:-socket grpc handshakes idle}

certificate() {
	local key
	case $KEY in
		ec) key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256) ;;
		rsa) key=(-newkey rsa:2048) ;;
		*) fail "KEY is ec or rsa" ;;
	esac
	openssl req -x509 -nodes "${key[@]}" -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
		-keyout "$WORK/key.pem" -out "$WORK/cert.pem" 2>/dev/null
}

# lookups PID PORT [OPTION]...: requests a second, p50 and p99 of the latency, the server's processor time for each request.
lookups() {
	local pid=$1 port=$2 before report
	shift 2
	before=$(cpu_micros "$pid")
	report=$(timeout 200 redis-benchmark --csv -h localhost -p "$port" "$@" -c 50 -n "$requests" -P "$pipeline" LOOKUP GameStart 2>&1) \
		|| fail "redis-benchmark: $report"
	tail -n 1 <<<"$report" | tr -d '"' | awk -F , -v cpu="$(per_request $(($(cpu_micros "$pid") - before)) "$requests")" \
		'{ print $2, $5, $7, cpu }'
}

with_tls() {
	lookups "$TLS_PID" "$TLS_PORT" --tls --cacert "$WORK/cert.pem"
}

without_tls() {
	lookups "$PLAIN_PID" "$PLAIN_PORT"
}

# calls SOCKET_PORT GRPC_PORT [OPTION]...: gRPC lookups a second, p50 and p99, of the bench program.
calls() {
	"$JAVA" -jar "$JAR" --spring.profiles.active=bench --scenario=lookup --via=grpc --clients=50 --warm-up=3s \
		--duration="${GRPC_SECONDS}s" --socket-port="$1" --grpc-port="$2" --json="$WORK/bench.json" "${@:3}" \
		>"$WORK/bench.out" 2>&1 || fail "bench: $(tail -n 3 "$WORK/bench.out")"
	python3 -c 'import json, sys
result = json.load(open(sys.argv[1]))["measurements"][-1]
print(round(result["answersPerSecond"]), result["p50Millis"], result["p99Millis"])' "$WORK/bench.json"
}

grpc_with_tls() {
	calls "$TLS_PORT" "$TLS_GRPC_PORT" --trust="$WORK/cert.pem"
}

grpc_without_tls() {
	calls "$PLAIN_PORT" "$PLAIN_GRPC_PORT"
}

# connects PID PORT [OPTION]...: new connections a second, one request each, and the server's processor time for each.
connects() {
	local pid=$1 before rate
	before=$(cpu_micros "$pid")
	rate=$(redis_benchmark_rate -h localhost -p "$2" "${@:3}" -c 10 -n 3000 -k 0 LOOKUP GameStart 2>/dev/null)
	echo "$rate $(per_request $(($(cpu_micros "$pid") - before)) 3000)"
}

handshakes() {
	connects "$TLS_PID" "$TLS_PORT" --tls --cacert "$WORK/cert.pem"
}

connections() {
	connects "$PLAIN_PID" "$PLAIN_PORT"
}

# live PID: kilobytes of live objects.
live() {
	"$(jdk_tool jcmd)" "$1" GC.class_histogram | awk '/^Total/ { printf "%.0f\n", $3 / 1024 }'
}

# idle PID PORT CERTIFICATE: what each of CONNECTIONS clients that have asked once keeps alive, in KiB.
idle() {
	local before
	before=$(live "$1")
	start idle 'clients are idle' python3 -c 'import signal, socket, ssl, sys
held = []
for i in range(int(sys.argv[2])):
    client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    if sys.argv[3]:
        if i == 0: context = ssl.create_default_context(cafile=sys.argv[3])
        client = context.wrap_socket(client, server_hostname="localhost")
    client.sendall(b"LOOKUP GameStart\r\n")
    client.recv(100)
    held.append(client)
print("clients are idle", flush=True)
signal.pause()' "$2" "$CONNECTIONS" "$3"
	awk -v kilobytes=$(($(live "$1") - before)) -v connections="$CONNECTIONS" 'BEGIN { printf "%.2f\n", kilobytes / connections }'
	stop "$STARTED_PID"
}

certificate
start_server plain
PLAIN_PID=$SERVER_PID PLAIN_PORT=$SERVER_PORT PLAIN_GRPC_PORT=$SERVER_GRPC_PORT PLAIN_COMMAND=$SERVER_COMMAND
start_server tls --bourse.tls.bundle=doors "--spring.ssl.bundle.pem.doors.keystore.certificate=$WORK/cert.pem" \
	"--spring.ssl.bundle.pem.doors.keystore.private-key=$WORK/key.pem"
TLS_PID=$SERVER_PID TLS_PORT=$SERVER_PORT TLS_GRPC_PORT=$SERVER_GRPC_PORT
conditions "$(redis-benchmark --version)" "$(openssl version)"
echo "plain:   $PLAIN_COMMAND"
echo "TLS:     $SERVER_COMMAND"
echo "key:     $KEY; $(redis-cli --version), TLS 1.3"

for pipeline in 1 16; do
	if [[ $PARTS != *socket* ]]; then
		continue
	fi
	requests=$((WARMUP * (pipeline == 1 ? 1 : 4)))
	with_tls >/dev/null
	without_tls >/dev/null
	requests=$((REQUESTS * (pipeline == 1 ? 1 : 4)))
	echo
	echo "redis-benchmark --csv -c 50 -n $requests -P $pipeline [--tls] LOOKUP GameStart"
	in_turn with_tls without_tls "requests/s" "p50 ms" "p99 ms" "CPU us/request"
done
if [[ $PARTS == *grpc* ]]; then
	echo
	echo "bench --scenario=lookup --via=grpc --clients=50 --duration=${GRPC_SECONDS}s [--trust=FILE]"
	in_turn grpc_with_tls grpc_without_tls "calls/s" "p50 ms" "p99 ms"
fi
if [[ $PARTS == *handshakes* ]]; then
	handshakes >/dev/null
	connections >/dev/null
	echo
	echo "redis-benchmark -q -c 10 -n 3000 -k 0 [--tls] LOOKUP GameStart: a connection for each request"
	in_turn handshakes connections "connections/s" "CPU us each"
fi
if [[ $PARTS == *idle* ]]; then
	echo
	echo "live objects of each of $CONNECTIONS idle clients: TLS $(idle "$TLS_PID" "$TLS_PORT" "$WORK/cert.pem") KiB, plain $(idle "$PLAIN_PID" "$PLAIN_PORT" "") KiB"
fi
