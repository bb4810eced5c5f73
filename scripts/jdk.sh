# Finds the tools that the root scripts need. Sourced, never run. Sets JAVA_HOME.

trawl_java_major() {
    # The release file names the version without starting a JVM.
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
    elif [ -x "$1/bin/java" ]; then
        "$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p'
    fi
}

# $1: yes if a whole JDK (with javac) is needed, no if running is all that is wanted.
trawl_find_jdk() {
    _needs_javac=$1
    _looked=""
    _on_path=$(command -v java 2>/dev/null)
    if [ -n "$_on_path" ]; then
        _on_path=$(dirname "$(dirname "$(readlink -f "$_on_path")")")
    fi
    for _home in "${JAVA_HOME:-}" "$_on_path" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/.sdkman/candidates/java/*; do
        [ -n "$_home" ] && [ -x "$_home/bin/java" ] || continue
        _major=$(trawl_java_major "$_home")
        _looked="$_looked
  $_home: version ${_major:-unknown}"
        [ "${_major:-0}" -ge 25 ] 2>/dev/null || continue
        if [ "$_needs_javac" = yes ] && [ ! -x "$_home/bin/javac" ]; then
            _looked="$_looked, without a compiler"
            continue
        fi
        JAVA_HOME=$_home
        export JAVA_HOME
        return 0
    done
    {
        echo "error: Trawl needs a JDK 25 or newer and found none."
        echo "Looked at JAVA_HOME, at java on the PATH, and in the system's folders of JVMs:${_looked:- nothing there}"
        echo "Install one (Debian, Ubuntu: apt install openjdk-25-jdk, or temurin-25-jdk from Adoptium), or set JAVA_HOME to it."
    } >&2
    return 1
}

trawl_find_maven() {
    if ! command -v mvn >/dev/null 2>&1; then
        echo "error: building Trawl needs Maven 3.8 or newer; there is no mvn on the PATH. Install it (Debian, Ubuntu: apt install maven)." >&2
        return 1
    fi
    _version=$(mvn -B --version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9]*\.[0-9]*\).*/\1/p' | head -1)
    case $_version in
        [012].* | 3.[0-7])
            echo "error: building Trawl needs Maven 3.8 or newer; mvn on the PATH is $_version." >&2
            return 1 ;;
    esac
}
