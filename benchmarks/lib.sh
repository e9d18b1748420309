# shellcheck shell=bash
# What is set here is used by those who source this.
# shellcheck disable=SC2034,SC2119,SC2120
# What the benchmarks have in common: a folder of their own, servers that are started and ended, conditions, statistics.
# To be sourced. Settings by environment: ROUNDS, JAVA, JAR, TMPDIR (on the disk that is to be measured).

if ((BASH_VERSINFO[0] < 5)); then
	echo "bash 5 or newer is needed, this is $BASH_VERSION" >&2
	exit 2
fi
set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
ROUNDS=${ROUNDS:-5}
JAVA=${JAVA:-java}
JAR=${JAR:-$ROOT/target/bourse.jar}
WORK=$(mktemp -d "${TMPDIR:-/tmp}/bourse-$(basename "$0" .sh).XXXXXX")
POSTGRES_BIN=
STARTED_PIDS=()

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

clean_up() {
	local pid
	# What this shell has started and what still runs; never a number that another process may have by now.
	for pid in $(jobs -p); do
		stop "$pid"
	done
	if [[ -e $WORK/postgres/data/postmaster.pid ]]; then
		as_postgres "$POSTGRES_BIN/pg_ctl" -D "$WORK/postgres/data" -m fast -w stop >/dev/null || true
	fi
	rm -rf "$WORK"
}

fail() {
	echo "$(basename "$0"): $*" >&2
	exit 1
}

# need PROGRAM PACKAGE: fails if it is not installed.
need() {
	command -v "$1" >/dev/null || fail "$1 is needed; it is part of $2"
}

need_server() {
	need "$JAVA" "a JDK, 17 or newer"
	[[ -f $JAR ]] || fail "$JAR is missing; build it with ./mvnw package"
}

need_redis() {
	need redis-benchmark "Redis (package redis or redis-tools)"
	need redis-cli "Redis (package redis or redis-tools)"
}

need_nghttp2() {
	need h2load "nghttp2 (package nghttp2-client)"
	need nghttp "nghttp2 (package nghttp2-client)"
}

# ---- Processes

# A port that nobody answers at.
free_port() {
	local port
	while true; do
		port=$((20000 + RANDOM % 10000))
		if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
			echo "$port"
			return
		fi
	done
}

# start NAME READY COMMAND...: in a folder of its own, so that no application.yml of the caller is read, with a log of its
# own. Returns as soon as the log says READY. Sets STARTED_PID and STARTED_MILLIS, from the exec until then.
start() {
	local name=$1 ready=$2 log=$WORK/$1.log began lines tail
	shift 2
	mkdir -p "$WORK/$name"
	: >"$log"
	began=$(now_millis)
	(cd "$WORK/$name" && exec "$@") >"$log" 2>&1 &
	STARTED_PID=$!
	STARTED_PIDS+=("$STARTED_PID")
	# Waits without asking again and again, which would take processor time from what is started.
	exec {lines}< <(exec tail -n +1 -f -s 0.1 --pid="$STARTED_PID" "$log")
	tail=$!
	timeout 120 grep -q "$ready" <&"$lines" || fail "$name did not start: $(tail -n 5 "$log")"
	STARTED_MILLIS=$(($(now_millis) - began))
	kill "$tail" 2>/dev/null || true
	exec {lines}<&-
}

# start_server NAME SETTING...: returns as soon as it is open. Sets SERVER_PID, SERVER_PORT (of the socket),
# SERVER_GRPC_PORT, SERVER_COMMAND and SERVER_START_MILLIS, from the exec to "Bourse is open".
start_server() {
	local name=$1
	shift
	local settings=(--bourse.socket.port=0 --spring.grpc.server.port=0 --server.port=0 "$@")
	SERVER_COMMAND="java -jar target/bourse.jar ${settings[*]}"
	start "$name" 'Bourse is open' "$JAVA" -jar "$JAR" "${settings[@]}"
	SERVER_PID=$STARTED_PID
	SERVER_START_MILLIS=$STARTED_MILLIS
	read_ports "$name"
}

# Of a server of that name, from its log. Sets SERVER_PORT and SERVER_GRPC_PORT.
read_ports() {
	read -r SERVER_PORT SERVER_GRPC_PORT < <(
		sed -n 's/.*Bourse is open: {socket=127\.0\.0\.1:\([0-9]*\), grpc=127\.0\.0\.1:\([0-9]*\).*/\1 \2/p' "$WORK/$1.log"
	) || fail "the log of $1 does not tell the ports"
}

# A token and its hash, in one line.
new_token() {
	"$JAVA" -jar "$JAR" --spring.profiles.active=hash-token \
		| awk '{ value[$1] = $2 } END { print value["token"], value["hash"] }'
}

# start_redis SETTING...: sets REDIS_PORT, REDIS_PID and REDIS_COMMAND.
start_redis() {
	REDIS_PORT=$(free_port)
	local settings=(--port "$REDIS_PORT" "$@")
	printf -v REDIS_COMMAND '%q ' redis-server "${settings[@]}"
	start redis 'Ready to accept connections' redis-server --bind 127.0.0.1 "${settings[@]}"
	REDIS_PID=$STARTED_PID
}

# peer_jar NAME CLASS [LIBRARIES]: makes the jar WORK/NAME.jar of one of the peers in the test sources. It is packed as
# bourse.jar is and has its libraries, or those that the pattern names, but of our code only the peers and the gRPC stubs.
peer_jar() {
	local unpacked=$WORK/$1.unpacked jar=$WORK/$1.jar file
	mkdir "$unpacked"
	(cd "$unpacked" && "$(jdk_tool jar)" --extract --file "$JAR")
	rm -r "$unpacked/BOOT-INF/classes" "$unpacked/META-INF/spring.factories" "$unpacked/META-INF/spring"
	mkdir "$unpacked/BOOT-INF/classes"
	(cd "$ROOT/target/classes" && cp -R --parents org/bourse/proto "$unpacked/BOOT-INF/classes")
	(cd "$ROOT/target/test-classes" && cp -R --parents org/bourse/benchmarks "$unpacked/BOOT-INF/classes") \
		|| fail "the peers are missing; build them with ./mvnw package -DskipTests"
	if [[ $# -gt 2 ]]; then
		for file in "$unpacked"/BOOT-INF/lib/*; do
			[[ ${file##*/} =~ ^($3) ]] || rm "$file"
		done
		sed -n -i -E "s,(BOOT-INF/lib/($3)),\1,p" "$unpacked/BOOT-INF/classpath.idx"
	fi
	sed -E "s/^(Start-Class: ).*/\1org.bourse.benchmarks.$2/" "$unpacked/META-INF/MANIFEST.MF" >"$WORK/$1.manifest"
	rm "$unpacked/META-INF/MANIFEST.MF"
	# In the order of bourse.jar, as a class is looked for in one library after the other.
	"$(jdk_tool jar)" --list --file "$JAR" | grep '^BOOT-INF/lib/.*jar$' >"$WORK/$1.order"
	(cd "$unpacked" && xargs -r ls -U <"$WORK/$1.order" 2>/dev/null >"$WORK/$1.libraries" || true)
	(cd "$unpacked" && "$(jdk_tool jar)" --create --no-compress --file "$jar" --manifest "$WORK/$1.manifest" \
		"@$WORK/$1.libraries" META-INF org BOOT-INF/classes BOOT-INF/*.idx)
	rm -r "$unpacked"
}

# jdk_tool NAME: the program of that name beside the JVM.
jdk_tool() {
	local tool
	tool=$(dirname "$(readlink -f "$(command -v "$JAVA")")")/$1
	[[ -x $tool ]] || fail "a JDK is needed: there is no $1 beside $JAVA"
	echo "$tool"
}

# Of a command substitution: ends with it what it will have started, as the script does not know of that.
stop_at_end() {
	STARTED_PIDS=()
	trap 'for pid in "${STARTED_PIDS[@]}"; do stop "$pid"; done' EXIT
}

# Ends a process that this script has started, and waits for its end.
stop() {
	kill "$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
}

# Finds the programs of a PostgreSQL server, which are often not on the PATH. Sets POSTGRES_BIN.
need_postgres() {
	local initdb
	# The one on the PATH may be a link from elsewhere, without the others beside it.
	# shellcheck disable=SC2012
	initdb=$(command -v initdb || ls -v /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -n 1) || true
	[[ -n $initdb ]] || fail "initdb is needed; it is part of the PostgreSQL server (package postgresql)"
	POSTGRES_BIN=$(dirname "$(readlink -f "$initdb")")
	if ((EUID == 0)); then
		need runuser "util-linux"
		id postgres >/dev/null 2>&1 || fail "PostgreSQL does not run as root, and there is no user postgres"
	fi
}

as_postgres() {
	if ((EUID == 0)); then
		(cd "$WORK/postgres" && runuser -u postgres -- "$@")
	else
		"$@"
	fi
}

# Starts a PostgreSQL cluster of its own, with the settings that initdb gives. Sets POSTGRES_PORT.
start_postgres() {
	local folder=$WORK/postgres
	mkdir "$folder"
	if ((EUID == 0)); then
		chmod 711 "$WORK"
		chown postgres "$folder"
	fi
	POSTGRES_PORT=$(free_port)
	as_postgres "$POSTGRES_BIN/initdb" -D "$folder/data" -A trust -U bourse -E UTF8 --locale=C >"$WORK/initdb.log" 2>&1 \
		|| fail "initdb: $(tail -n 5 "$WORK/initdb.log")"
	as_postgres "$POSTGRES_BIN/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o \
		"-p $POSTGRES_PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder" start >/dev/null \
		|| fail "PostgreSQL did not start: $(tail -n 5 "$folder/log")"
	sql postgres -c "CREATE DATABASE bourse"
}

# sql DATABASE OPTION...: psql on that cluster, answers bare.
sql() {
	"$POSTGRES_BIN/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$POSTGRES_PORT" -U bourse -d "$@"
}

# The settings of a server on that cluster.
postgres_settings() {
	echo "--bourse.store.url=jdbc:postgresql://127.0.0.1:$POSTGRES_PORT/bourse --bourse.store.username=bourse"
}

# ---- gRPC calls by programs that know HTTP/2 only

GRPC_HEADERS=(-H 'content-type: application/grpc' -H 'te: trailers')

# The body of a Lookup: not compressed, the length of the message in four bytes, and in it field 1, of 9 bytes.
lookup_request() {
	printf '\0\0\0\0\013\012\011GameStart'
}

# The address of Lookup on the server at a port.
lookup_at() {
	echo "http://127.0.0.1:$1/bourse.v1.StockService/Lookup"
}

# grpc_lookup PORT [OPTION]...: what nghttp prints of a Lookup; nothing else than the body if there is no option.
grpc_lookup() {
	lookup_request | nghttp -H ':method: POST' "${GRPC_HEADERS[@]}" -d - "${@:2}" "$(lookup_at "$1")"
}

# check_grpc_answer NAME PORT [OPTION]...: what h2load cannot tell, as gRPC has its own status behind the answer. The first
# one's answer is left in WORK/answer, and all others must be the same.
check_grpc_answer() {
	local name=$1 trailers
	shift
	trailers=$(grpc_lookup "$@" -v -n 2>&1 | grep -a -o -E 'grpc-(status|message): .*|^.ERROR.*' || true)
	[[ $trailers == 'grpc-status: 0' ]] || fail "$name has not answered with grpc-status 0: ${trailers:-nothing}"
	grpc_lookup "$@" >"$WORK/$name.answer"
	[[ -f $WORK/answer ]] || cp "$WORK/$name.answer" "$WORK/answer"
	cmp -s "$WORK/$name.answer" "$WORK/answer" || fail "$name answers otherwise than the first"
}

# grpc_lookups PID PORT REQUESTS [OPTION]...: Lookups a second by h2load, and the server's processor time for each. h2load sees
# no gRPC status, and an error would have no message, so every byte of all answers must have come.
grpc_lookups() {
	local pid=$1 port=$2 requests=$3 report before after expected
	shift 3
	lookup_request >"$WORK/request"
	before=$(cpu_micros "$pid")
	report=$(h2load "$@" -n "$requests" -d "$WORK/request" "${GRPC_HEADERS[@]}" "$(lookup_at "$port")" \
		| grep -E '^(finished|requests|status codes|traffic)')
	after=$(cpu_micros "$pid")
	expected=$((requests * $(stat -c %s "$WORK/answer")))
	[[ $report == *" $requests succeeded,"* ]] || fail "requests have failed: $report"
	[[ $report == *" ($expected) data"* ]] || fail "not every answer was a stock: $report"
	echo "$(sed -n 's/^finished in .*, \([0-9.]*\) req\/s.*/\1/p' <<<"$report") $(per_request $((after - before)) "$requests")"
}

# ---- Figures

now_millis() {
	echo $((${EPOCHREALTIME/./} / 1000))
}

# What redis-benchmark -q says at last, in requests a second.
redis_benchmark_rate() {
	redis-benchmark -q "$@" | tr '\r' '\n' | sed -n 's/.*: \([0-9.]*\) requests per second.*/\1/p' | tail -n 1
}

# trade_rate PORT REQUESTS PIPELINE: executed trades a second of 50 connections on one hot stock. redis-benchmark takes
# an error or a refusal for an answer as good as any other, so the volume must tell that the trades are there.
trade_rate() {
	local before after rate
	before=$(volume "$1")
	rate=$(redis_benchmark_rate -p "$1" -c 50 -n "$2" -P "$3" TRADE GameStart 1 BUY)
	after=$(volume "$1")
	((after - before >= $2)) || fail "only $((after - before)) of $2 trades were executed"
	echo "$rate"
}

volume() {
	redis-cli -p "$1" QUOTE GameStart | awk '$0 == "volume" { getline; print }'
}

# Of the numbers on standard input, one a line.
min_median_max() {
	sort -g | awk -v format="${1:-%.2f}" '
		{ value[NR] = $1 }
		END {
			median = (NR % 2) ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2
			printf "min " format "  median " format "  max " format "\n", value[1], median, value[NR]
		}'
}

resident_megabytes() {
	ps -o rss= -p "$1" | awk '{ printf "%.1f\n", $1 / 1024 }'
}

# What a process and all its threads have had of the processors until now, in microseconds. Of Linux.
cpu_micros() {
	# The second field is a name, which may have spaces.
	sed 's/.*) //' "/proc/$1/stat" \
		| awk -v hertz="$(getconf CLK_TCK)" '{ printf "%.0f\n", ($12 + $13) * 1000000 / hertz }'
}

# per_request MICROS REQUESTS: in microseconds.
per_request() {
	awk -v micros="$1" -v requests="$2" 'BEGIN { printf "%.2f\n", micros / requests }'
}

# in_turn OURS THEIRS FIGURE[=TARGET]...: calls the functions of these names in turn, ROUNDS times. Each prints its figures
# in one line, or - for one that it does not have. The target is for the ratio of ours to theirs.
in_turn() {
	local ours=$1 theirs=$2 names=() targets=() ratios=() line a b ratio round i
	for i in "${@:3}"; do
		names+=("${i%%=*}")
		targets+=("$(if [[ $i == *=* ]]; then echo "  (target: ${i#*=})"; fi)")
		ratios+=('')
	done
	printf '%-6s %-16s %14s %14s %8s\n' round figure "$ours" "$theirs" ratio
	for ((round = 1; round <= ROUNDS; round++)); do
		line=$("$ours")
		read -r -a a <<<"$line"
		line=$("$theirs")
		read -r -a b <<<"$line"
		for i in "${!names[@]}"; do
			ratio=$(awk -v a="${a[i]}" -v b="${b[i]}" 'BEGIN { if (b > 0) printf "%.3f", a / b; else print "-" }')
			ratios[i]+="$ratio"$'\n'
			printf '%-6d %-16s %14s %14s %8s\n' "$round" "${names[i]}" "${a[i]}" "${b[i]}" "$ratio"
		done
	done
	for i in "${!names[@]}"; do
		if [[ ${ratios[i]} != *-* ]]; then
			echo "ratio $ours/$theirs, ${names[i]}: $(printf '%s' "${ratios[i]}" | min_median_max %.3f)${targets[i]}"
		fi
	done
}

# conditions PEER...: under which the figures were taken.
conditions() {
	local peer
	echo "date:    $(date -u '+%Y-%m-%d %H:%M UTC')"
	echo "commit:  $(git -C "$ROOT" describe --always --dirty --abbrev=10 2>/dev/null || echo unknown)"
	echo "java:    $("$JAVA" -version 2>&1 | sed -n 2p)"
	echo "cpus:    $(getconf _NPROCESSORS_ONLN), load before: $(uptime | sed 's/.*average[s]*: //')"
	# A file system in memory would make durable trades look cheap.
	echo "disk:    $(df -T "$WORK" 2>/dev/null | awk 'NR == 2 { print $2 }')"
	for peer in "$@"; do
		echo "peer:    $peer"
	done
}
