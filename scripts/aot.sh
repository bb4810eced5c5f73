#!/bin/sh
# Trains the JDK's ahead-of-time caches: one for client commands, one for nodes. Each holds the classes of a real start, loaded and linked.
# Measured: see docs/performance.md, "Starting".
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
. "$here/scripts/jdk.sh"
trawl_find_jdk no
lib=$1/lib
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
jar=$lib/trawl-server.jar
main=io.trawl.server.cli.TrawlCommand

mkdir -p "$work/data"
# The node trains by running for real: it starts, indexes and searches a little, and stops by itself.
# shellcheck disable=SC2046
"$JAVA_HOME/bin/java" -XX:AOTCacheOutput="$lib/node.aot" $(cat "$lib/node.jvm") -Xlog:disable -Xlog:all=off \
    -cp "$jar" io.trawl.server.demo.TrainingRun "$work/data" "$work/port" >"$work/node.log" 2>&1 &
node=$!
waited=0
while [ ! -s "$work/port" ]; do
    kill -0 "$node" 2>/dev/null || { cat "$work/node.log" >&2; exit 1; }
    [ $waited -lt 600 ] || { kill "$node"; exit 1; }
    waited=$((waited + 1))
    sleep 0.1
done
# The client trains against that node.
# shellcheck disable=SC2046
"$JAVA_HOME/bin/java" -XX:AOTCacheOutput="$lib/client.aot" $(cat "$lib/client.jvm") -Xlog:disable -Xlog:all=off \
    -cp "$jar" $main index list --endpoint "http://127.0.0.1:$(cat "$work/port")" >"$work/client.log" 2>&1 || { cat "$work/client.log" >&2; kill "$node"; exit 1; }
: >"$work/port.done"
wait "$node" || { cat "$work/node.log" >&2; exit 1; }
