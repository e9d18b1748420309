# What all runs need; sourced by each. Everything lives in a folder of its own, and all that was started is ended
# when the script ends, however it does.
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
jar=$repository/target/bourse.jar
run=$(basename "$0")
work=$(mktemp -d "/tmp/bourse-$run.XXXXXX")

# Servers: name -> process id, and the port of the socket door, which is kept when one is started again.
declare -A pids ports
cleanups=()
began=$SECONDS

say() { echo "$run: $*" >&2; }
fail() { say "FAILED: $*"; exit 1; }

# at_exit COMMAND: the last one first.
at_exit() { cleanups=("$1" "${cleanups[@]}"); }
finish() {
  local status=$?
  set +e
  trap - EXIT
  [ -z "${TRADERS_PID:-}" ] || kill -9 "$TRADERS_PID" 2>/dev/null
  local name
  for name in "${!pids[@]}"; do kill -9 "${pids[$name]}" 2>/dev/null; done
  for command in "${cleanups[@]}"; do eval "$command" 2>/dev/null; done
  wait 2>/dev/null
  if [ $status = 0 ]; then rm -rf "$work"; else say "logs are in $work"; fi
  exit $status
}
trap finish EXIT
trap 'exit 130' INT TERM

need() {
  local tool
  for tool; do command -v "$tool" >/dev/null || { say "needs $tool, see README.md"; exit 2; }; done
}
need_root() { [ "$(id -u)" = 0 ] || { say "needs root"; exit 2; }; }

# eventually SECONDS COMMAND...: whether it succeeds by then.
eventually() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $deadline ] || return 1
    sleep 0.1
  done
}
# wait_for SECONDS WHAT COMMAND...: else the run has failed.
wait_for() { eventually "$1" "${@:3}" || fail "$2 has not happened in time"; }
has_ended() { ! kill -0 "$1" 2>/dev/null; }

# Below those that the kernel gives to clients: one that connects to itself there would keep a server from starting again.
free_port() {
  local port
  while port=$((RANDOM % 10000 + 20000)); ss -Hltn "sport = :$port" | grep -q .; do :; done
  echo $port
}

java_home=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}
java=$java_home/bin/java
[ -f "$jar" ] && [ -d "$repository/target/test-classes" ] || { say "first run ./mvnw package -DskipTests"; exit 2; }
classpath_file=$repository/target/faults.classpath
if [ ! "$classpath_file" -nt "$repository/pom.xml" ]; then
  (cd "$repository" && ./mvnw -q -B dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$classpath_file")
  touch "$classpath_file"
fi
# Unpacked, with an archive of its classes (from JDK 19 on): many servers are started here.
if [ ! "$repository/target/faults/bourse.jar" -nt "$jar" ]; then
  rm -rf "$repository/target/faults"
  "$java" -Djarmode=tools -jar "$jar" extract --destination "$repository/target/faults" >/dev/null
  touch "$repository/target/faults/bourse.jar"
fi
jar=$repository/target/faults/bourse.jar
quick=(-XX:TieredStopAtLevel=1)
if [ "$("$java" -XX:+PrintFlagsFinal -version 2>/dev/null | grep -c AutoCreateSharedArchive)" != 0 ]; then
  quick+=(-XX:+AutoCreateSharedArchive -XX:SharedArchiveFile="$repository/target/faults/classes.jsa" -Xlog:disable -Xlog:all=off)
  # By one that ends in order: those that are killed leave none.
  [ -f "$repository/target/faults/classes.jsa" ] ||
    (cd "$work" && "$java" "${quick[@]}" -Dspring.context.exit=onRefresh -jar "$jar" --bourse.store.url="jdbc:sqlite:$work/classes.db" >/dev/null)
fi
classpath=$repository/target/test-classes:$repository/target/classes:$(<"$classpath_file")

listings=(--bourse.market.stocks[0].symbol=Vast --bourse.market.stocks[0].price=1.5
  --bourse.market.stocks[0].max-volume=1000000000000 --bourse.market.stocks[1].symbol=Wide
  --bourse.market.stocks[1].price=1.5 --bourse.market.stocks[1].max-volume=1000000000000
  --bourse.market.stocks[2].symbol=Small --bourse.market.stocks[2].price=1.5 --bourse.market.stocks[2].max-volume=25000)

wrapper=()      # in front of java, if set
jvm=()          # options of java
is_open() { grep -q 'Bourse is open' "$work/$1.out"; }
is_open_or_ended() { is_open "$1" || has_ended "${pids[$1]}"; }

# launch NAME SETTINGS...: the server, without waiting until it is open.
launch() {
  local name=$1
  shift
  [ -n "${ports[$name]:-}" ] || ports[$name]=$(free_port)
  [ ! -f "$work/$name.out" ] || cat "$work/$name.out" >>"$work/$name.log"
  # Here, not by the process that is not there yet: what its predecessor said must not count.
  : >"$work/$name.out"
  (cd "$work" && exec "${wrapper[@]}" "$java" "${quick[@]}" "${jvm[@]}" -jar "$jar" "${listings[@]}" \
    --bourse.store.node="$name" --bourse.socket.port="${ports[$name]}" --spring.grpc.server.port=0 --server.port=0 \
    "$@") >>"$work/$name.out" 2>>"$work/$name.err" </dev/null &
  pids[$name]=$!
}
await_open() {
  wait_for 120 "opening of $1" is_open_or_ended "$1"
  is_open "$1" || { cat "$work/$1.out" "$work/$1.err" >&2; fail "$1 did not start"; }
}
serve() { launch "$@"; await_open "$1"; }
http_port() { sed -n 's/.*Bourse is open: {.*http=[^:]*:\([0-9]*\)}.*/\1/p' "$work/$1.out"; }
# meter NAME METER: its value at a server.
meter() { curl -sf "http://127.0.0.1:$(http_port "$1")/actuator/prometheus" | awk -v meter="$2" 'index($1, meter) == 1 { sum += $2 } END { printf "%d", sum }'; }
# heap NAME: MB in use.
heap() { "$java_home/bin/jcmd" "${pids[$1]}" GC.heap_info | awk 'match($0, /used [0-9]+K/) { print int(substr($0, RSTART + 5, RLENGTH - 6) / 1024); exit }'; }
# Kills one that may have ended by then.
slay() { kill -9 "${pids[$1]}" 2>/dev/null || true; wait "${pids[$1]}" 2>/dev/null || true; unset "pids[$1]"; }
# Waits until it has ended; tells how in $status.
await_end() {
  wait_for "${2:-60}" "end of $1" has_ended "${pids[$1]}"
  status=0
  wait "${pids[$1]}" 2>/dev/null || status=$?
  unset "pids[$1]"
}
stop() { kill "${pids[$1]}"; await_end "$1"; [ $status = 143 ] || fail "$1 ended with $status at its stop"; }

# trade URL CLIENTS NAME...: clients of these servers, from now on.
trade() {
  local url=$1 clients=$2 name addresses=()
  shift 2
  for name; do addresses+=("$name=${ports[$name]}"); done
  coproc TRADERS { exec "$java" -Xmx2g --enable-native-access=ALL-UNNAMED -cp "$classpath" org.bourse.faults.FaultRun "$url" "$clients" "${addresses[@]}" 2>"$work/traders.err"; }
  exec {to_traders}>&"${TRADERS[1]}" {from_traders}<&"${TRADERS[0]}"
}
# tell WORDS: to the clients; their answer is in $answer.
tell() {
  echo "$*" >&"$to_traders"
  IFS= read -r -t 300 answer <&"$from_traders" || { cat "$work/traders.err" >&2; fail "the clients did not $*"; }
}

# judge URL [SETTINGS of verify]: the last step, when no server runs any more. Tells the outcome in $answer and $violations.
judge() {
  local proof
  tell check
  wait "$TRADERS_PID" 2>/dev/null || true
  unset TRADERS_PID
  violations=${answer##*violations=}
  proof=$("$java" "${quick[@]}" -jar "$jar" --spring.profiles.active=verify --url="$1" "${@:2}" 2>&1) || {
    violations=$((violations + 1))
  }
  echo "$(date -u +%FT%TZ) $run $* ($((SECONDS - began)) s): $answer; verify: $proof"
}
# What is well in the end.
conclude() {
  judge "$@"
  [ "$violations" = 0 ] || { cat "$work/traders.err" >&2; fail "$violations violations"; }
}
