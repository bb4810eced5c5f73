#!/bin/sh
# Runs a command that may use only so much memory, its page cache included, as in a container:
#   limit-memory.sh SIZE COMMAND…          SIZE in bytes, or with k, m or g. Needs root, and control groups v1 or v2.
set -u
[ $# -ge 2 ] || { echo "usage: limit-memory.sh SIZE COMMAND…" >&2; exit 2; }

refuse() {
    echo "error: cannot limit memory: $1" >&2
    exit 1
}

case $1 in
    *[gG]) bytes=$((${1%[gG]} * 1024 * 1024 * 1024)) ;;
    *[mM]) bytes=$((${1%[mM]} * 1024 * 1024)) ;;
    *[kK]) bytes=$((${1%[kK]} * 1024)) ;;
    *) bytes=$1 ;;
esac
shift
[ "$(id -u)" = 0 ] || refuse "that needs root"

root=/sys/fs/cgroup
if [ -e $root/cgroup.controllers ]; then
    grep -qw memory $root/cgroup.controllers || refuse "the memory controller is not available in $root"
    # A group may limit memory only if its parent hands the controller down.
    grep -qw memory $root/cgroup.subtree_control || echo +memory >$root/cgroup.subtree_control ||
        refuse "$root does not hand the memory controller to new groups"
    group=$root/limit-memory.$$
    limit=memory.max
    swap=memory.swap.max
    no_swap=0
elif [ -e $root/memory/memory.limit_in_bytes ]; then
    group=$root/memory/limit-memory.$$
    limit=memory.limit_in_bytes
    swap=memory.memsw.limit_in_bytes
    no_swap=$bytes
else
    refuse "there is no memory controller under $root"
fi

mkdir "$group" || refuse "no group can be made in $root"
# The last process is about to leave when wait returns; the kernel may need a moment more.
trap 'rmdir "$group" 2>/dev/null || { sleep 1; rmdir "$group"; }' EXIT
echo "$bytes" >"$group/$limit" || refuse "$group does not take the limit"
# Kernels without accounting of swap lack this file; then the limit holds for memory alone.
[ ! -e "$group/$swap" ] || echo "$no_swap" >"$group/$swap"

# shellcheck disable=SC2016 # To be expanded by the inner shell, which joins the group and becomes the command.
sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group" "$@" &
child=$!
trap 'kill -TERM $child 2>/dev/null' TERM INT HUP
wait $child
code=$?
# A signal ends the first wait before the command is done.
while kill -0 $child 2>/dev/null; do
    wait $child
    code=$?
done
exit $code
