#!/usr/bin/env bash
# What idle clients of the socket cost: memory of each, processor time of a server that nobody asks, and what the active
# clients lose. An idle client has asked once. Memory is measured twice: in default settings, where the heap grows into fresh
# memory also for garbage; and with a heap of fixed size that is in memory from the start, where what is resident grows by
# what is outside of the heap, and the live objects tell the rest. What the kernel keeps for a connection is in neither.
# Needs: a JDK, target/bourse.jar, redis-cli, redis-benchmark, python3; Linux, for the processor time.
# Settings: ROUNDS (5), CONNECTIONS (10000), ACTIVE clients (50), TOKENS (no; yes for a server that wants a token, which each client
# shows), PARTS (active default fixed), SETTLE seconds (10), IDLE seconds (10), REQUESTS (500000), WARMUP (500000).
set -euo pipefail
source "$(dirname "$0")/lib.sh"
need_server
need_redis
need python3 "Python 3"

CONNECTIONS=${CONNECTIONS:-10000}
ACTIVE=${ACTIVE:-50}
TOKENS=${TOKENS:-no}
PARTS=${PARTS:-active default fixed}
SETTLE=${SETTLE:-10}
IDLE=${IDLE:-10}
REQUESTS=${REQUESTS:-500000}
WARMUP=${WARMUP:-500000}
HOLDER=$(cd "$(dirname "$0")" && pwd)/idle_clients.py
ACCESS=()
SHOW=()
FIXED_HEAP="-Xms128m -Xmx128m -XX:+AlwaysPreTouch"

rate() {
	redis_benchmark_rate -p "$SERVER_PORT" "${SHOW[@]}" -c "$ACTIVE" -n "$REQUESTS" LOOKUP GameStart
}

# start_warm [JVM OPTION]...: a server that has been asked, also by many connections one after the other.
start_warm() {
	JDK_JAVA_OPTIONS="$*" start_server bourse --bourse.socket.max-connections=$((CONNECTIONS + 2 * ACTIVE)) "${ACCESS[@]}"
	[[ $(redis-cli -p "$SERVER_PORT" "${SHOW[@]}" LOOKUP GameStart) == 15.99 ]] || fail "the lookup is not answered"
	redis_benchmark_rate -p "$SERVER_PORT" "${SHOW[@]}" -c 50 -n "$WARMUP" LOOKUP GameStart >/dev/null
	redis_benchmark_rate -p "$SERVER_PORT" "${SHOW[@]}" -c 50 -n 5000 -k 0 LOOKUP GameStart >/dev/null 2>&1
	sleep "$SETTLE"
}

start_idle_clients() {
	start idle 'clients are idle' python3 "$HOLDER" "$SERVER_PORT" "$CONNECTIONS" "${SHOW[@]:1}"
	clients_are "$CONNECTIONS"
	sleep "$SETTLE"
}

# clients_are COUNT: the server must have them and nobody else, but for the one that asks.
clients_are() {
	local deadline=$((SECONDS + 30)) clients
	while true; do
		clients=$(redis-cli -p "$SERVER_PORT" "${SHOW[@]}" INFO clients 2>/dev/null | sed -n 's/^connected_clients:\([0-9]*\).*/\1/p')
		if ((clients - 1 == $1)); then
			return
		fi
		((SECONDS < deadline)) || fail "the server has $((clients - 1)) clients instead of $1"
		sleep 0.1
	done
}

# How much of one core the server takes while nobody asks, in percent.
idle_cpu() {
	local before
	before=$(cpu_micros "$SERVER_PID")
	sleep "$IDLE"
	awk -v micros=$(($(cpu_micros "$SERVER_PID") - before)) -v seconds="$IDLE" \
		'BEGIN { printf "%.2f\n", micros / seconds / 10000 }'
}

# of_each KILOBYTES: divided by the connections.
of_each() {
	awk -v kilobytes="$1" -v connections="$CONNECTIONS" 'BEGIN { printf "%.2f\n", kilobytes / connections }'
}

resident_kilobytes() {
	ps -o rss= -p "$SERVER_PID"
}

# live_objects FILE: writes a line for each class, and prints the kilobytes of all.
live_objects() {
	"$(jdk_tool jcmd)" "$SERVER_PID" GC.class_histogram >"$1"
	awk '/^Total/ { printf "%.0f\n", $3 / 1024 }' "$1"
}

# ---- The figures of one round

default_settings() {
	stop_at_end
	local before cpu_alone growth
	start_warm
	before=$(resident_kilobytes)
	cpu_alone=$(idle_cpu)
	start_idle_clients
	growth=$(($(resident_kilobytes) - before))
	echo "$(of_each "$growth") $cpu_alone $(idle_cpu)"
}

fixed_heap() {
	stop_at_end
	local rss_before live_before live rss
	# shellcheck disable=SC2086
	start_warm $FIXED_HEAP
	live_before=$(live_objects "$WORK/live.before")
	rss_before=$(resident_kilobytes)
	start_idle_clients
	live=$(($(live_objects "$WORK/live.after") - live_before))
	rss=$(($(resident_kilobytes) - rss_before))
	echo "$(of_each "$rss") $(of_each "$live") $(of_each $((rss + live)))"
}

with_idle() {
	stop_at_end
	start_idle_clients
	rate
	clients_are "$CONNECTIONS"
}

without_idle() {
	clients_are 0
	sleep "$SETTLE"
	rate
}

# rounds FUNCTION FIGURE[=TARGET]...: calls the function ROUNDS times, and tells how its figures spread.
rounds() {
	local round i line values
	: >"$WORK/$1"
	for ((round = 1; round <= ROUNDS; round++)); do
		line=$("$1")
		echo "$line" >>"$WORK/$1"
	done
	for ((i = 2; i <= $#; i++)); do
		values=$(cut -d ' ' -f $((i - 1)) "$WORK/$1")
		printf '  %-42s %s' "${!i%%=*}" "$(min_median_max <<<"$values")"
		if [[ ${!i} == *=* ]]; then
			printf '  (target: %s)' "${!i#*=}"
		fi
		echo
	done
}

ulimit -n "$(ulimit -H -n)"
if [[ $(ulimit -n) != unlimited ]] && (($(ulimit -n) < (CONNECTIONS + 2 * ACTIVE) * 100 / 52 + 356)); then
	fail "$CONNECTIONS connections need a higher limit on open files than $(ulimit -n) (ulimit -H -n); or choose CONNECTIONS"
fi

if [[ $TOKENS == yes ]]; then
	read -r TOKEN HASH < <(new_token)
	SHOW=(-a "$TOKEN")
	ACCESS=(--bourse.access.tokens[0].name=bench "--bourse.access.tokens[0].hash=$HASH" --bourse.access.tokens[0].roles=read)
fi

conditions "$(python3 --version)"
start_warm
echo "Bourse:  $SERVER_COMMAND"
echo "idle:    idle_clients.py PORT $CONNECTIONS; limit on open files $(ulimit -n)"
if [[ $PARTS == *active* ]]; then
	echo
	echo "redis-benchmark -q -c $ACTIVE -n $REQUESTS LOOKUP GameStart, with and without $CONNECTIONS idle clients"
	in_turn with_idle without_idle "lookups/s"
fi
stop "$SERVER_PID"

if [[ $PARTS == *default* ]]; then
	echo
	echo "default settings: $ROUNDS servers, each before and with its $CONNECTIONS idle clients"
	rounds default_settings "RSS growth, KiB each" "CPU with no client, % of a core=below 1" "CPU with the idle ones, % of a core=below 1"
fi
if [[ $PARTS != *fixed* ]]; then
	exit
fi
echo
echo "with $FIXED_HEAP: $ROUNDS servers, likewise"
rounds fixed_heap "RSS growth outside of the heap, KiB each" "live objects, KiB each" "sum, KiB each=at most 10"
echo "  of the last one, the objects that there are more of, bytes for each client:"
awk -v connections="$CONNECTIONS" '
	FNR == NR { before[$4] = $3; next }
	$1 ~ /^[0-9]+:$/ && $3 - before[$4] > connections { printf "  %8.0f  %s\n", ($3 - before[$4]) / connections, $4 }' \
	"$WORK/live.before" "$WORK/live.after" | sort -r -n | head -n 12
