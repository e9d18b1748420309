#!/usr/bin/env bash
# What several servers on one PostgreSQL do, as ratios to one: durable trades a second in one hot stock, in a thousand stocks
# that all servers share, and in a thousand for each server; lookups; what it costs the servers to keep alike; how late a
# server shows what another one did, in peace and under load; what a client costs that only watches. There is a market for each
# number of servers, a database each in one PostgreSQL, with servers of its own, and all are up from the start: so they are
# asked in turn and warm, and those that nobody asks take some percent of a core for themselves.
# Needs: a JDK, target/bourse.jar and the peers (./mvnw package -DskipTests), redis-cli, redis-benchmark, curl, python3, a
# PostgreSQL server (initdb, pg_ctl, psql); as root also the user postgres; Linux, for the processor time.
# Settings: ROUNDS (5), NODES (3), CLIENTS of all servers together (48), REQUESTS without pipelining (96000; four times as many
# with), LOOKUPS (400000), WARMUP (200000), TRADES of which the delay is taken (300), WATCHERS (2000), PARTS (all: "idle delays load
# watchers").
set -euo pipefail
source "$(dirname "$0")/lib.sh"
need_server
need_redis
need_postgres
need python3 "Python 3"
need curl "curl"

NODES=${NODES:-3}
CLIENTS=${CLIENTS:-48}
REQUESTS=${REQUESTS:-96000}
LOOKUPS=${LOOKUPS:-400000}
WARMUP=${WARMUP:-200000}
TRADES=${TRADES:-300}
WATCHERS=${WATCHERS:-2000}
PARTS=${PARTS:-idle delays load watchers}
STOCKS=1000
ROW='%-7s %3s %5s %7s %9s %6s %7s %7s %8s %6s %9s %8s %7s %7s %6s\n'
FIXED_HEAP="-Xms256m -Xmx256m -XX:+AlwaysPreTouch"

# Of the server I of the market of N servers: [N-I].
declare -A socket http process

# Stocks that all trade (S...), and for each server those that only it trades (A1..., A2...). redis-benchmark makes the digits.
write_stocks() {
	local prefix
	echo 'symbol,price'
	for prefix in S $(seq -f 'A%g' "$NODES"); do
		seq -f "$prefix%012.0f,10" 0 $((STOCKS - 1))
	done
}

start_markets() {
	local n i
	write_stocks >"$WORK/stocks.csv"
	for ((n = 1; n <= NODES; n++)); do
		sql postgres -c "CREATE DATABASE market$n"
		for ((i = 1; i <= n; i++)); do
			# The timeout: so that a disk that holds the database up for seconds shows in p99, and does not end the run.
			start_server "market$n-node$i" --bourse.store.url="jdbc:postgresql://127.0.0.1:$POSTGRES_PORT/market$n" \
				--bourse.store.username=bourse --bourse.store.timeout=10s --bourse.store.node="node$i" \
				--bourse.market.stocks-file="$WORK/stocks.csv" --bourse.market.max-volume=9000000000000000000 --bourse.market.session.cron=-
			socket[$n-$i]=$SERVER_PORT
			process[$n-$i]=$SERVER_PID
			http[$n-$i]=$(sed -n 's/.*Bourse is open: {.*http=127\.0\.0\.1:\([0-9]*\).*/\1/p' "$WORK/market$n-node$i.log")
		done
	done
}

# ---- What is counted, each up to now

# counted N METER: of all servers of a market together, by its name of Prometheus.
counted() {
	local i
	for ((i = 1; i <= $1; i++)); do
		curl -sS "http://127.0.0.1:${http[$1-$i]}/actuator/prometheus"
	done | awk -v meter="$2" '$1 == meter || index($1, meter "{") == 1 { sum += $NF } END { printf "%.0f\n", sum }'
}

shares_traded() {
	sql "market$1" -c "SELECT sum(volume) FROM stock"
}

wal_bytes() {
	sql postgres -c "SELECT (pg_current_wal_lsn() - '0/0')::bigint"
}

# processor_time N: microseconds of the servers of a market and their database connections, and of these, of what announces,
# hears and compares.
processor_time() {
	local i
	{
		for ((i = 1; i <= $1; i++)); do
			tagged all "/proc/${process[$1-$i]}/stat"
			# Java's names of threads, cut to 15 characters: bourse-store-announcer, -follower.
			grep -l -E '^bourse-store-(an|fo)' "/proc/${process[$1-$i]}"/task/*/comm | sed 's/comm$/stat/' | while read -r file; do
				tagged alike "$file"
			done
		done
		# By what each connection did last. Those of the writers are at their commits; readers are not used here.
		sql "market$1" -F ' ' -c "SELECT pid, CASE WHEN query ~ 'pg_notify|version|LISTEN' AND query !~ 'FOR UPDATE|INSERT'
			THEN 'alike' ELSE 'write' END FROM pg_stat_activity WHERE application_name LIKE 'bourse %' AND datname = 'market$1'" \
			| while read -r pid tag; do
				tagged all "/proc/$pid/stat"
				[[ $tag != alike ]] || tagged alike "/proc/$pid/stat"
			done
	} | awk -v hertz="$(getconf CLK_TCK)" '{ ticks[$1] += $2 } END { printf "%.0f %.0f\n", ticks["all"] * 1e6 / hertz, ticks["alike"] * 1e6 / hertz }'
}

# tagged TAG FILE: the tag and the ticks of a process or thread.
tagged() {
	sed 's/.*) //' "$2" | awk -v tag="$1" '{ print tag, $12 + $13 }'
}

# start_watching_locks N: ten times a second, how many connections of the market wait for a lock that another transaction has.
start_watching_locks() {
	echo "SELECT count(*) FROM pg_stat_activity WHERE datname = 'market$1' AND wait_event_type = 'Lock' \\watch 0.1" >"$WORK/locks.sql"
	"$POSTGRES_BIN/psql" -X -q -A -t -h 127.0.0.1 -p "$POSTGRES_PORT" -U bourse -d postgres -f "$WORK/locks.sql" >"$WORK/locks" 2>&1 &
	LOCKS_PID=$!
}

# ---- Load

# drive N PIPELINE REQUESTS COMMAND...: all servers of a market at once, each with its share of clients and requests; the word
# NODE becomes the server's number. Prints answers a second, until the last one has come, and of the servers the worst p50 and p99.
drive() {
	local n=$1 pipeline=$2 total=$3 i began pids=()
	shift 3
	began=${EPOCHREALTIME/./}
	for ((i = 1; i <= n; i++)); do
		redis-benchmark --csv -p "${socket[$n-$i]}" -c $((CLIENTS / n)) -n $((total / n)) -P "$pipeline" -r "$STOCKS" \
			"${@//NODE/$i}" >"$WORK/drive.$i" &
		pids+=("$!")
	done
	wait "${pids[@]}"
	# Behind the command: requests a second, the average, the least, p50, p95, p99, max.
	tail -q -n 1 "$WORK"/drive.[1-"$n"] | tr -d '"' | awk -F , -v total=$((total / n * n)) -v micros=$((${EPOCHREALTIME/./} - began)) '
		$(NF - 3) > p50 { p50 = $(NF - 3) }
		$(NF - 1) > p99 { p99 = $(NF - 1) }
		END { printf "%.0f %.2f %.2f\n", total / micros * 1e6, p50, p99 }'
}

# trade KIND N PIPELINE: a line of figures, which goes to WORK/figures too.
trade() {
	local kind=$1 n=$2 pipeline=$3 total symbol shares after wal cpu alike cpu_after alike_after commits conflicts line
	total=$((pipeline == 1 ? REQUESTS : 4 * REQUESTS))
	total=$((total - total % n))
	case $kind in
		hot) symbol=GameStart ;;
		shared) symbol=S__rand_int__ ;;
		apart) symbol=ANODE__rand_int__ ;;
	esac
	commits=$(counted "$n" bourse_store_commit_seconds_count)
	conflicts=$(counted "$n" bourse_store_conflicts_total)
	shares=$(shares_traded "$n")
	wal=$(wal_bytes)
	read -r cpu alike < <(processor_time "$n")
	start_watching_locks "$n"
	line=$(drive "$n" "$pipeline" "$total" TRADE "$symbol" 1 BUY)
	stop "$LOCKS_PID"
	after=$(shares_traded "$n")
	((after - shares == total)) || fail "$((after - shares)) of $total trades were executed"
	commits=$(($(counted "$n" bourse_store_commit_seconds_count) - commits))
	conflicts=$(($(counted "$n" bourse_store_conflicts_total) - conflicts))
	wal=$(($(wal_bytes) - wal))
	read -r cpu_after alike_after < <(processor_time "$n")
	echo "$line $commits $conflicts $wal $((cpu_after - cpu)) $((alike_after - alike))" \
		| awk -v total="$total" -v waiting="$(awk '/^[0-9]/ { sum += $1; n++ } END { printf "%.2f", n ? sum / n : 0 }' "$WORK/locks")" '{
			printf "%d %.2f %.2f %.0f %.1f %d %s %.0f %.1f %.1f\n", $1, $2, $3, $4 * $1 / total, total / $4, $5, waiting,
				$6 / total, $7 / total, ($7 > 0) ? 100 * $8 / $7 : 0 }'
}

# lookup KIND N PIPELINE
lookup() {
	local n=$2 pipeline=$3 total cpu cpu_after rest line
	total=$((pipeline == 1 ? LOOKUPS : 4 * LOOKUPS))
	read -r cpu rest < <(processor_time "$n")
	line=$(drive "$n" "$pipeline" "$total" LOOKUP GameStart)
	read -r cpu_after rest < <(processor_time "$n")
	echo "$line - - - - - $(per_request $((cpu_after - cpu)) "$total") -"
}

# in_rounds FUNCTION KIND PIPELINE [FIRST]: with every number of servers in turn, ROUNDS times.
in_rounds() {
	local round n line one rate figures=$WORK/figures.$2.$3
	for ((round = 1; round <= ROUNDS; round++)); do
		for ((n = 1; n <= NODES; n++)); do
			line=$("$1" "$2" "$n" "$3")
			rate=${line%% *}
			if ((n == 1)); then one=$rate; fi
			line="$n $(awk -v rate="$rate" -v one="$one" 'BEGIN { printf "%.3f", rate / one }') $line"
			echo "$line" >>"$figures"
			# shellcheck disable=SC2046,SC2059
			printf "$ROW" "$2" "$3" "$round" $(for_people "$line")
		done
	done
	for ((n = 2; n <= NODES; n++)); do
		echo "ratio of $n servers to one, $2, pipeline $3: $(awk -v n="$n" '$1 == n { print $2 }' "$figures" | min_median_max %.2f)"
	done
}

# Servers, answers/s, ratio, p50, p99, commits/s, trades a commit, conflicts, lock waits, bytes, processor time, share.
for_people() {
	awk '{ print $1, $3, $2, $4, $5, $6, $7, $8, $9, $10, $11, $12 }' <<<"$1"
}

# ---- What does not need load

# idle N: processor time of a market that nobody asks, in percent of a core: all, and of that to keep alike.
idle() {
	local cpu alike cpu_after alike_after
	read -r cpu alike < <(processor_time "$1")
	sleep 5
	read -r cpu_after alike_after < <(processor_time "$1")
	awk -v all=$((cpu_after - cpu)) -v alike=$((alike_after - alike)) 'BEGIN { printf "%.1f %.1f\n", all / 5e4, alike / 5e4 }'
}

# delays N: of trades on the first server of a market until its last one shows them.
delays() {
	python3 "$(dirname "$0")/follower_delay.py" "${socket[$1-1]}" "${socket[$1-$1]}" "$TRADES"
}

delays_under_load() {
	local loads=() i
	for ((i = 1; i <= $1; i++)); do
		redis-benchmark -q -p "${socket[$1-$i]}" -c $((CLIENTS / $1)) -n 100000000 -r "$STOCKS" TRADE S__rand_int__ 1 BUY >/dev/null 2>&1 &
		loads+=("$!")
	done
	sleep 1
	delays "$1"
	for i in "${loads[@]}"; do stop "$i"; done
}

# watcher DOOR: KiB that a client which watches one quiet stock costs: the server, outside of its heap and live objects, and the
# kernel for both ends of the connection.
watcher() {
	local live rss slab
	# shellcheck disable=SC2086
	JDK_JAVA_OPTIONS="$FIXED_HEAP" start_server "watched-$1" --bourse.store.url=memory:
	watch_quietly "$1" 100
	stop "$WATCHING"
	live=$(live_kilobytes) rss=$(ps -o rss= -p "$SERVER_PID") slab=$(kernel_kilobytes)
	watch_quietly "$1" "$WATCHERS"
	sleep 2
	slab=$(($(kernel_kilobytes) - slab)) live=$(($(live_kilobytes) - live)) rss=$(($(ps -o rss= -p "$SERVER_PID") - rss))
	stop "$WATCHING"
	stop "$SERVER_PID"
	awk -v rss="$rss" -v live="$live" -v slab="$slab" -v n="$WATCHERS" \
		'BEGIN { printf "%.1f + %.1f KiB in the server, %.1f KiB in the kernel for both ends\n", rss / n, live / n, slab / n }'
}

watch_quietly() {
	local port=$SERVER_PORT
	[[ $1 != grpc ]] || port=$SERVER_GRPC_PORT
	start "crowd-$1-$2" watching "$JAVA" -cp "$CLASSES" org.bourse.benchmarks.Crowd "$1" "$port" "$SERVER_PORT" "$2" reading 1 1 600
	WATCHING=$STARTED_PID
}

live_kilobytes() {
	"$(jdk_tool jcmd)" "$SERVER_PID" GC.class_histogram | awk '/^Total/ { printf "%.0f\n", $3 / 1024 }'
}

kernel_kilobytes() {
	awk '/^Slab:/ { print $2 }' /proc/meminfo
}

ulimit -n "$(ulimit -H -n)"
[[ -d $ROOT/target/test-classes/org/bourse/benchmarks ]] \
	|| fail "the peers are missing; build them with ./mvnw package -DskipTests"
mkdir "$WORK/libraries"
(cd "$WORK/libraries" && "$(jdk_tool jar)" --extract --file "$JAR" BOOT-INF/lib)
CLASSES="$ROOT/target/classes:$ROOT/target/test-classes:$WORK/libraries/BOOT-INF/lib/*"

start_postgres
conditions "$("$POSTGRES_BIN/postgres" --version), settings of initdb" "redis-benchmark $(redis-benchmark --version | sed 's/redis-benchmark //')"
start_markets
echo "Bourse:  $SERVER_COMMAND"
echo "clients: redis-benchmark, $CLIENTS connections of all servers together, stocks $((STOCKS * (NODES + 1) + 4))"
for ((n = 1; n <= NODES; n++)); do
	drive "$n" 16 "$((WARMUP * n))" TRADE GameStart 1 BUY >/dev/null
	drive "$n" 1 "$((WARMUP * n / 4))" TRADE S__rand_int__ 1 BUY >/dev/null
	drive "$n" 1 "$((WARMUP * n / 4))" LOOKUP GameStart >/dev/null
done


wanted() {
	[[ " $PARTS " == *" $1 "* ]]
}

if wanted idle; then
	echo
	echo "processor time of idle servers with their connections, % of a core: all, and of that to keep alike"
	for ((n = 1; n <= NODES; n++)); do
		echo "servers $n: $(idle "$n")"
	done
fi
if wanted delays; then
	echo
	echo "delay until another server shows a trade"
	for ((n = 2; n <= NODES; n++)); do
		echo "servers $n, in peace:    $(delays "$n")"
		echo "servers $n, under load:  $(delays_under_load "$n")"
	done
fi
if wanted load; then
	echo
	# shellcheck disable=SC2059
	printf "$ROW" what P round servers answers/s ratio 'p50 ms' 'p99 ms' commits each conflicts waiting B/trade us alike%
	for pipeline in 1 16; do
		for kind in hot shared apart; do
			in_rounds trade "$kind" "$pipeline"
		done
		in_rounds lookup lookup "$pipeline"
	done
	echo "commits: a second. each: trades of a commit. waiting: connections that wait for another's lock, on average."
	echo "us: processor time of servers and database connections for each answer. alike%: what of it is for keeping alike."
fi
for i in "${!process[@]}"; do
	stop "${process[$i]}"
done
if wanted watchers; then
	echo
	for door in socket grpc; do
		echo "a client that watches through $door: $(watcher "$door")"
	done
fi
