#!/usr/bin/env bash
# What watchers get, and what they cost: the delay until all of a crowd have what is newest; trades a second with a crowd and
# without; memory of the server and delay of trades with watchers that never read. A crowd watches one stock while it is
# updated by the clock; trades are in another stock, so that they are no news to the crowd.
# Needs: a JDK, target/bourse.jar and the peers (./mvnw package -DskipTests), redis-cli, redis-benchmark; Linux.
# Settings: ROUNDS (5), WATCHERS (1000), UPDATES a second (1000), SECONDS_EACH (15), STALLED (200), REQUESTS (100000).
set -euo pipefail
source "$(dirname "$0")/lib.sh"
need_server
need_redis

WATCHERS=${WATCHERS:-1000}
UPDATES=${UPDATES:-1000}
SECONDS_EACH=${SECONDS_EACH:-15}
STALLED=${STALLED:-200}
REQUESTS=${REQUESTS:-100000}
WARM_UP=3
FIXED_HEAP="-Xms128m -Xmx128m -XX:+AlwaysPreTouch"

[[ -d $ROOT/target/test-classes/org/bourse/benchmarks ]] \
	|| fail "the peers are missing; build them with ./mvnw package -DskipTests"
mkdir "$WORK/libraries"
(cd "$WORK/libraries" && "$(jdk_tool jar)" --extract --file "$JAR" BOOT-INF/lib)
CLASSES="$ROOT/target/classes:$ROOT/target/test-classes:$WORK/libraries/BOOT-INF/lib/*"

start_market() {
	JDK_JAVA_OPTIONS="$*" start_server bourse --bourse.market.max-volume=1000000000000
	redis-benchmark -q -p "$SERVER_PORT" -c 50 -n 50000 TRADE FishCo 1 BUY >/dev/null
}

door_port() {
	if [[ $1 == grpc ]]; then echo "$SERVER_GRPC_PORT"; else echo "$SERVER_PORT"; fi
}

# start_crowd DOOR WATCHERS reading|stalled SECONDS: returns when all watch. Sets CROWD_PID.
start_crowd() {
	start crowd watching "$JAVA" -cp "$CLASSES" org.bourse.benchmarks.Crowd "$1" "$(door_port "$1")" "$SERVER_PORT" \
		"$2" "$3" "$UPDATES" "$WARM_UP" "$4"
	CROWD_PID=$STARTED_PID
}

# ---- The figures of one round

# delays DOOR: p50, p99 and max in milliseconds, and states that each watcher received a second.
delays() {
	start_crowd "$1" "$WATCHERS" reading "$SECONDS_EACH"
	wait "$CROWD_PID" || fail "the crowd was not served: $(tail -n 5 "$WORK/crowd.log")"
	tail -n 1 "$WORK/crowd.log"
}

# trades DOOR WATCHERS reading|stalled: trades a second and their p99 in milliseconds, while the stock of the crowd is updated.
trades() {
	stop_at_end
	local line
	start_crowd "$1" "$2" "$3" 600
	sleep "$WARM_UP"
	line=$(redis-benchmark --csv -p "$SERVER_PORT" -c 50 -n "$REQUESTS" TRADE FishCo 1 BUY | tail -n 1 | tr -d '"')
	kill -0 "$CROWD_PID" 2>/dev/null || fail "the crowd was not served: $(tail -n 5 "$WORK/crowd.log")"
	# Behind the name: requests a second, the average, the least, p50, p95, p99.
	cut -d , -f 1,6 <<<"${line##*BUY,}" | tr , ' '
}

socket_crowd() { trades socket "$WATCHERS" reading; }
grpc_crowd() { trades grpc "$WATCHERS" reading; }
socket_stalled() { trades socket "$STALLED" stalled; }
grpc_stalled() { trades grpc "$STALLED" stalled; }
nobody() { trades socket 0 reading; }

# growth DOOR: what the server grows by while watchers do not read, in MiB: resident outside of the heap, live objects, sum.
growth() {
	stop_at_end
	local rss live
	# shellcheck disable=SC2086
	start_market $FIXED_HEAP
	start_crowd "$1" 0 reading "$SECONDS_EACH"
	wait "$CROWD_PID"
	live=$(live_kilobytes)
	rss=$(ps -o rss= -p "$SERVER_PID")
	start_crowd "$1" "$STALLED" stalled 600
	sleep "$((WARM_UP + SECONDS_EACH))"
	live=$(($(live_kilobytes) - live))
	rss=$(($(ps -o rss= -p "$SERVER_PID") - rss))
	kill -0 "$CROWD_PID" 2>/dev/null || fail "the crowd was not served: $(tail -n 5 "$WORK/crowd.log")"
	awk -v rss="$rss" -v live="$live" 'BEGIN { printf "%.1f %.1f %.1f\n", rss / 1024, live / 1024, (rss + live) / 1024 }'
}

live_kilobytes() {
	"$(jdk_tool jcmd)" "$SERVER_PID" GC.class_histogram | awk '/^Total/ { printf "%.0f\n", $3 / 1024 }'
}

# table TITLE FUNCTION DOOR FIGURE...
table() {
	local round values i
	echo
	echo "$1"
	: >"$WORK/figures"
	for ((round = 1; round <= ROUNDS; round++)); do
		("$2" "$3") >>"$WORK/figures"
	done
	for ((i = 4; i <= $#; i++)); do
		values=$(cut -d ' ' -f $((i - 3)) "$WORK/figures")
		printf '  %-44s %s\n' "${!i}" "$(min_median_max %.1f <<<"$values")"
	done
}

ulimit -n "$(ulimit -H -n)"
conditions "redis-benchmark $(redis-benchmark --version | sed 's/redis-benchmark //')"
start_market
echo "Bourse:  $SERVER_COMMAND"
echo "crowd:   $WATCHERS watchers of one stock, $UPDATES updates a second by the clock"
for door in socket grpc; do
	table "$door: until a watcher has what is newest" delays "$door" "p50, ms" "p99, ms (target: at most 100)" "max, ms" \
		"states received a second, each"
done
echo
echo "redis-benchmark -c 50 -n $REQUESTS TRADE FishCo 1 BUY, with $UPDATES updates a second, with and without the crowd"
in_turn socket_crowd nobody "trades/s=0.8" "p99"
in_turn grpc_crowd nobody "trades/s=0.8" "p99"
echo
echo "the same with $STALLED watchers that never read"
in_turn socket_stalled nobody "trades/s" "p99=at most 1.5"
in_turn grpc_stalled nobody "trades/s" "p99=at most 1.5"
stop "$SERVER_PID"
for door in socket grpc; do
	table "$door: growth by $STALLED watchers that never read, with $FIXED_HEAP" growth "$door" \
		"RSS outside of the heap, MiB" "live objects, MiB" "sum, MiB (target: at most 64)"
done
