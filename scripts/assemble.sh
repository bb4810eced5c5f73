#!/bin/sh
# Puts what was built into build/dist: lib/ with the jars, the JVM options, and the AOT caches.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
. "$here/scripts/jdk.sh"
trawl_find_jdk yes
dist=$here/build/dist
rm -rf "$dist"
mkdir -p "$dist/lib"
cp "$here"/server/target/lib/*.jar "$dist/lib/"
for jar in "$here"/server/target/trawl-server-*.jar; do
    case $jar in *-tests.jar | *-sources.jar) ;; *) cp "$jar" "$dist/lib/trawl-server.jar" ;; esac
done

# A node computes: SIMD for Lucene, native zstd, headers of 8 bytes. The throughput collector costs the least CPU a document.
cat > "$dist/lib/node.jvm" <<OPTIONS
--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseParallelGC -XX:+UseCompactObjectHeaders -XX:MaxRAMPercentage=50 -XX:+ExitOnOutOfMemoryError
OPTIONS
# A client command must feel instant: no big heap, no optimizing compiler, one garbage collecting thread.
cat > "$dist/lib/client.jvm" <<OPTIONS
-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+UseCompactObjectHeaders -Xmx256m
OPTIONS

if [ "${TRAWL_NO_AOT:-}" != 1 ]; then
    "$here/scripts/aot.sh" "$dist" || echo "note: no AOT cache was made; starts take a little longer" >&2
fi
touch "$dist/lib/complete"
