#!/usr/bin/env bash
# How long a browser with the board is busy at one time after the page was loaded, while 5,000 stocks move and somebody
# scrolls, sorts, filters and opens stocks. The browser draws without a graphics card and shares the processors with the server.
# Needs: a JDK, target/bourse.jar and the tests (./mvnw package -DskipTests), chromium and chromium-driver.
# Settings: ROUNDS (5), STOCKS (5000), UPDATES a second (1000), SECONDS_EACH (30).
set -euo pipefail
source "$(dirname "$0")/lib.sh"
need_server
need chromium "Debian's chromium"
need chromedriver "Debian's chromium-driver"

STOCKS=${STOCKS:-5000}
UPDATES=${UPDATES:-1000}
SECONDS_EACH=${SECONDS_EACH:-30}

[[ -d $ROOT/target/test-classes/org/bourse/board ]] || fail "the tests are missing; build them with ./mvnw package -DskipTests"
"$ROOT/mvnw" -q -B -f "$ROOT/pom.xml" dependency:build-classpath -DincludeScope=test \
	-Dmdep.outputFile="$WORK/classpath" >"$WORK/mvnw.log" || fail "the libraries of the tests cannot be told: $(tail -n 5 "$WORK/mvnw.log")"

{
	echo "symbol,price"
	for ((i = 1; i < STOCKS; i++)); do
		echo "S$i,100"
	done
} >"$WORK/stocks.csv"
conditions "$(chromium --version 2>/dev/null | head -n 1)"
start_server bourse "--bourse.market.stocks[0].symbol=S0" "--bourse.market.stocks[0].price=100" --bourse.market.stocks-file="$WORK/stocks.csv"
HTTP_PORT=$(sed -n 's/.*http=127\.0\.0\.1:\([0-9]*\)}.*/\1/p' "$WORK/bourse.log")
echo "Bourse:  $SERVER_COMMAND"
echo "board:   $STOCKS stocks, $UPDATES updates a second, $SECONDS_EACH s of scrolling, sorting, filtering and opening a stock"
echo
for ((round = 1; round <= ROUNDS; round++)); do
	"$JAVA" -cp "$ROOT/target/classes:$ROOT/target/test-classes:$(cat "$WORK/classpath")" org.bourse.board.LongTasks \
		"$SERVER_PORT" "$HTTP_PORT" "$STOCKS" "$UPDATES" "$SECONDS_EACH" >>"$WORK/figures" 2>"$WORK/browser.log" \
		|| fail "the browser: $(tail -n 5 "$WORK/browser.log")"
done
echo "tasks of more than 50 ms              $(cut -d ' ' -f 1 "$WORK/figures" | min_median_max %.0f)"
echo "the longest, ms (target: at most 200) $(cut -d ' ' -f 2 "$WORK/figures" | min_median_max %.0f)"
echo "pictures a second                     $(cut -d ' ' -f 3 "$WORK/figures" | min_median_max %.1f)"
