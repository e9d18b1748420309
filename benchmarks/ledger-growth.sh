#!/usr/bin/env bash
# Whether a growing SQLite ledger slows anything down: trades a second of the first and the last tenth, start-up time and
# memory of the server with the empty and with the full ledger, and how long its verification takes with little memory.
# Needs: a JDK, target/bourse.jar, redis-cli, redis-benchmark; some 1.5 GB of disk for 10,000,000 trades.
# Settings: TRADES (10000000), WARMUP (1000000, also in the ledger, before the first tenth), STARTS (3).
set -euo pipefail
source "$(dirname "$0")/lib.sh"
need_server
need_redis

TRADES=${TRADES:-10000000}
WARMUP=${WARMUP:-1000000}
STARTS=${STARTS:-3}
URL=jdbc:sqlite:$WORK/bourse.db
SETTINGS=(--bourse.store.url="$URL" --bourse.market.max-volume=9000000000000000000)

# Starts and stops the server, and prints how long the start took and how much memory the process has then.
measure_starts() {
	local start millis=() kilobytes=()
	for ((start = 1; start <= STARTS; start++)); do
		start_server bourse "${SETTINGS[@]}"
		millis+=("$SERVER_START_MILLIS")
		kilobytes+=("$(ps -o rss= -p "$SERVER_PID")")
		stop "$SERVER_PID"
	done
	echo "  exec to \"Bourse is open\", ms: $(printf '%s\n' "${millis[@]}" | min_median_max %.0f)"
	echo "  RSS then, MB:                 $(printf '%s\n' "${kilobytes[@]}" | awk '{ print $1 / 1024 }' | min_median_max %.0f)"
}

conditions "$(redis-benchmark --version)"
# The first start makes the ledger; those that are measured find it.
start_server bourse "${SETTINGS[@]}"
echo "Bourse:  $SERVER_COMMAND"
stop "$SERVER_PID"
echo
echo "$STARTS starts with an empty ledger"
measure_starts

start_server bourse "${SETTINGS[@]}"
tenth=$((TRADES / 10))
echo
echo "growth: $TRADES trades, by redis-benchmark -q -c 50 -n $tenth -P 16 TRADE GameStart 1 BUY for each tenth"
echo "warm-up: $WARMUP trades: $(trade_rate "$SERVER_PORT" "$WARMUP" 16)/s"
rates=()
for ((part = 1; part <= 10; part++)); do
	rates+=("$(trade_rate "$SERVER_PORT" "$tenth" 16)")
	printf 'tenth %2d: %.0f trades/s\n' "$part" "${rates[-1]}"
done
awk -v first="${rates[0]}" -v last="${rates[-1]}" \
	'BEGIN { printf "ratio of the last to the first tenth: %.2f  (target: at least 0.85)\n", last / first }'
trades=$(volume "$SERVER_PORT")
stop "$SERVER_PID"

echo
echo "$STARTS starts with $trades trades in the ledger"
measure_starts
echo "  file, MB: $(du -m "$WORK/bourse.db" | cut -f 1)"

echo
verify=(-Xmx64m -jar "$JAR" --spring.profiles.active=verify --url="$URL")
echo "java -Xmx64m -jar target/bourse.jar ${verify[*]:3}"
began=$(now_millis)
"$JAVA" "${verify[@]}" || fail "the ledger was not verified"
echo "verified in $(($(now_millis) - began)) ms, the start of the JVM included"
