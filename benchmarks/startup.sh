#!/usr/bin/env bash
# How long a start takes, on Java 17 and 25 from the jar, and on Java 25 from the extracted jar with an AOT cache: of the
# server, against Boot's own start with the same libraries and no code of ours, until it is ready and has answered the
# first request; of a whole lookup, against a Boot application of nothing but spring-boot-starter that does nothing and
# ends. The peers are in src/test/java/org/bourse/benchmarks, packed in the same manner; each has an AOT cache of its own.
# Needs: JDKs, target/bourse.jar and target/test-classes, nghttp.
# Settings: ROUNDS (5), JAVA17 (java), JAVA25 (one that is found in /usr/lib/jvm; without it, Java 17 only).
set -euo pipefail
source "$(dirname "$0")/lib.sh"
JAVA17=${JAVA17:-$JAVA}
JAVA25=${JAVA25:-$(find /usr/lib/jvm/*25*/bin/java 2>/dev/null | tail -n 1 || true)}
JAVA=$JAVA17
need_server
need_nghttp2

# What spring-boot-starter brings, as patterns of file names; and what a jar needs to be extracted.
STARTER='spring-(aop|beans|context|core|expression)-[0-9]|spring-boot(-autoconfigure|-jarmode-tools)?-[0-9]|logback-'
STARTER+='|slf4j-api-|log4j-(api|to-slf4j)-|jul-to-slf4j-|snakeyaml-|jakarta.annotation-api-|micrometer-(commons|observation)-'
STARTER+='|commons-logging-|jspecify-'

# ---- What is started, by the commands in these

bourse=() boot=() lookup=() empty=()

# start_bourse, start_boot: return when it is ready. Set STARTED_PID, STARTED_MILLIS and GRPC_PORT.
start_bourse() {
	start bourse 'Bourse is open' "${bourse[@]}" --bourse.socket.port=0 --spring.grpc.server.port=0 --server.port=0
	read_ports bourse
	GRPC_PORT=$SERVER_GRPC_PORT
}

start_boot() {
	GRPC_PORT=$(free_port)
	start boot 'Started BootServer' "${boot[@]}" --server.port=0 --server.address=127.0.0.1 \
		--spring.grpc.server.address=127.0.0.1 --spring.grpc.server.port="$GRPC_PORT"
}

ask_socket() {
	local answer
	exec 3<>"/dev/tcp/127.0.0.1/$SERVER_PORT"
	printf 'LOOKUP GameStart\r\n' >&3
	read -r answer <&3
	exec 3<&-
	[[ $answer == $'+15.99\r' ]] || fail "the socket has answered $answer"
}

ask_grpc() {
	grpc_lookup "$GRPC_PORT" | grep -q -a -F 15.99 || fail "there is no answer over gRPC"
}

# run_lookup OPTION...: the whole client program.
run_lookup() {
	local answer
	answer=$("${lookup[@]}" --spring.profiles.active=lookup --stock=GameStart "$@")
	[[ $answer == *15.99* ]] || fail "lookup has answered ${answer:-nothing}"
}

# ---- What is measured: the sides of in_turn

# Of a command, whose output is left out.
millis_of() {
	local began
	began=$(now_millis)
	"$@" >/dev/null
	echo $(($(now_millis) - began))
}

server() {
	stop_at_end
	start_bourse
	local grpc socket
	# The socket first: it has next to nothing in common with what gRPC then loads.
	socket=$(millis_of ask_socket)
	grpc=$(millis_of ask_grpc)
	echo "$STARTED_MILLIS $((STARTED_MILLIS + grpc)) $((STARTED_MILLIS + socket)) $(resident_megabytes "$STARTED_PID")"
}

boot_server() {
	stop_at_end
	start_boot
	local grpc
	grpc=$(millis_of ask_grpc)
	echo "$STARTED_MILLIS $((STARTED_MILLIS + grpc)) - $(resident_megabytes "$STARTED_PID")"
}

lookups() {
	local grpc socket
	grpc=$(millis_of run_lookup --port="$GRPC_PORT")
	socket=$(millis_of run_lookup --via=socket --port="$SERVER_PORT")
	echo "$grpc $socket"
}

empty_program() {
	local millis
	millis=$(millis_of "${empty[@]}")
	echo "$millis $millis"
}

# measure TITLE: with the commands as they are.
measure() {
	echo
	echo "$1: $("$JAVA" -version 2>&1 | sed -n 2p)"
	# The first starts make the ledger, and bring the files into memory.
	(server) >/dev/null
	(boot_server) >/dev/null
	in_turn server boot_server "ready ms=at most 1.25" "gRPC answer ms" "socket answer ms" "RSS MB"
	echo
	start_bourse
	in_turn lookups empty_program "over gRPC ms=at most 1.2" "over socket ms=at most 1.2"
	stop "$STARTED_PID"
}

# ---- The commands

use_jars() {
	bourse=("$JAVA" -jar "$JAR")
	lookup=("${bourse[@]}")
	boot=("$JAVA" -jar "$WORK/boot.jar")
	empty=("$JAVA" -jar "$WORK/empty.jar")
}

# use_extracted OPTION...: the first is completed by the name of the cache of each.
use_extracted() {
	bourse=("$JAVA" "$1$WORK/bourse.aot" "${@:2}" -jar "$WORK/bourse.extracted/$(basename "$JAR")")
	lookup=("$JAVA" "$1$WORK/lookup.aot" "${@:2}" -jar "$WORK/bourse.extracted/$(basename "$JAR")")
	boot=("$JAVA" "$1$WORK/boot.aot" "${@:2}" -jar "$WORK/boot.extracted/boot.jar")
	empty=("$JAVA" "$1$WORK/empty.aot" "${@:2}" -jar "$WORK/empty.extracted/empty.jar")
}

extract() {
	"$JAVA" -Djarmode=tools -jar "$2" extract --destination "$WORK/$1.extracted" >"$WORK/extract.log" \
		|| fail "extract: $(tail -n 5 "$WORK/extract.log")"
}

# Each cache is of what one run has used: for a server, a start, a request at each door and the end.
make_caches() {
	extract bourse "$JAR"
	extract boot "$WORK/boot.jar"
	extract empty "$WORK/empty.jar"
	use_extracted -XX:AOTCacheOutput=
	start_bourse
	ask_grpc
	ask_socket
	stop "$STARTED_PID"
	start_boot
	ask_grpc
	stop "$STARTED_PID"
	"${empty[@]}" >"$WORK/empty.log" 2>&1
	use_extracted -XX:AOTCache= -XX:AOTMode=on
	start_bourse
	lookup=("$JAVA" -XX:AOTCacheOutput="$WORK/lookup.aot" -jar "$WORK/bourse.extracted/$(basename "$JAR")")
	run_lookup --port="$GRPC_PORT" 2>"$WORK/lookup.log"
	stop "$STARTED_PID"
}

peer_jar boot BootServer
peer_jar empty EmptyProgram "$STARTER"
conditions
echo "Bourse:  java -jar target/bourse.jar --bourse.socket.port=0 --spring.grpc.server.port=0 --server.port=0"
echo "boot:    BootServer, of Bourse's libraries, with addresses and ports only"
echo "lookup:  java -jar target/bourse.jar --spring.profiles.active=lookup --stock=GameStart --port=PORT [--via=socket]"
echo "empty:   EmptyProgram, of the libraries of spring-boot-starter"

use_jars
measure "Java 17, from the jar"

if [[ -z $JAVA25 ]]; then
	echo
	echo "Java 25 is left out: there is none in /usr/lib/jvm, and JAVA25 is not set."
	exit
fi
JAVA=$JAVA25
use_jars
measure "Java 25, from the jar"

make_caches
use_extracted -XX:AOTCache= -XX:AOTMode=on
echo
echo "AOT caches, MB: $(du -m "$WORK"/*.aot | awk '{ sub(".*/", "", $2); printf "%s %s  ", $2, $1 }')"
measure "Java 25, from the extracted jar with an AOT cache (lookup: at most 600 ms where the empty program takes 500)"
