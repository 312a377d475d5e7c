# Sourced by the launchers (samples/netdisk/netdisk, samples/tutorials/tutorial): builds samples/$module where its jar is
# missing or older than a source, then becomes the program. The launcher sets: samples, this folder without links in its
# path; module; java_options, options of the JVM; rehearsal, a class of the program that goes through what it usually does
# (optional: with it, the classes that takes are laid ready in an archive, and the program starts in half the time).
# FRAMEWIRE_MAVEN_OPTIONS goes to Maven as it is: FRAMEWIRE_MAVEN_OPTIONS=-o builds without a network.
# shellcheck shell=sh

root=$(dirname "$samples")
jar=$samples/$module/target/$module.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

say() { printf '%s: %s\n' "$module" "$*" >&2; }

fresh() {
    [ -f "$jar" ] || return 1
    newer=$(cd "$root" && find pom.xml samples/pom.xml \
        framing-core/pom.xml framing-core/src/main auth-hmac/pom.xml auth-hmac/src/main \
        transfer-resume/pom.xml transfer-resume/src/main "samples/$module/pom.xml" "samples/$module/src/main" \
        -newer "$jar" -print | head -n 1)
    [ -z "$newer" ]
}

build() {
    command -v mvn >/dev/null || { say "needs Maven (mvn) to build itself the first time"; exit 127; }
    say "building (the first time this takes a minute or two, and downloads what Maven needs)"
    mkdir -p "$samples/$module/target"
    # Sources that change during the build must look newer than the jar, so the jar gets the time of the start.
    started=$samples/$module/target/.build-started
    : >"$started"
    # A JVM that runs the old jar keeps its file; one that is overwritten under a JVM makes it crash.
    rm -f "$jar"
    # shellcheck disable=SC2086 # the options are words
    if ! (cd "$root" && exec mvn -q -B -Dstyle.color=never ${FRAMEWIRE_MAVEN_OPTIONS:-} -DskipTests -Dinvoker.skip=true \
        -Dspotless.check.skip=true -pl "samples/$module" -am package) >&2 </dev/null 9<&-; then
        say "the build failed"
        exit 1
    fi
    touch -r "$started" "$jar"
    say "built"
}

command -v "$java" >/dev/null || { say "needs a JDK, 17 or later: no java on the PATH and no JAVA_HOME"; exit 127; }

if ! fresh; then
    # Two launchers at once: the second waits here, then finds a fresh jar. The lock is on a file that is there anyway, one
    # for all programs, because they build the same libraries; it ends with this process however that ends.
    exec 9<"$root/pom.xml"
    if command -v flock >/dev/null; then flock 9; fi
    fresh || build
    exec 9<&-
fi

# Without a UTF-8 locale the JVM cannot name a file 照片.jpg.
case $(locale charmap 2>/dev/null) in
    UTF-8) ;;
    *) LC_ALL=C.UTF-8 && export LC_ALL ;;
esac

# The archive belongs to one JVM and to one jar in one place; of another it would be ignored. Where it cannot be made, an
# empty file says so, and the program starts as it always did.
archive() {
    home=$(dirname "$(dirname "$(readlink -f "$(command -v "$java")")")")
    key=$({ echo "$home $jar" && cat "$home/release"; } 2>/dev/null | cksum)
    classes=$samples/$module/target/classes-${key%% *}.jsa
    [ -f "$classes" ] && [ -z "$(find "$jar" -newer "$classes")" ] && return
    # two at once make two, each under a name of its own; a file that a JVM has mapped is replaced, never overwritten
    new=$classes.$$
    { : >"$new"; } 2>/dev/null || return
    # The classes of picocli are in the form of Java 5, which an archive takes only while nothing has linked them: without the
    # lines that link them.
    # shellcheck disable=SC2086,SC2154
    if "$java" $java_options -Xlog:disable -XX:DumpLoadedClassList="$new.all" -cp "$jar" "$rehearsal" &&
        grep -v '^@.*picocli' "$new.all" >"$new.list" &&
        "$java" -Xlog:disable -XX:+UseG1GC -Xshare:dump -XX:SharedClassListFile="$new.list" \
            -XX:SharedArchiveFile="$new.jsa" -cp "$jar"; then
        mv -f "$new.jsa" "$new"
    fi >/dev/null 2>&1 </dev/null
    mv -f "$new" "$classes"
    rm -f "$new".*
}

if [ -n "${rehearsal:-}" ]; then
    archive
    # what a JVM says of an archive it cannot use would stand on stdout, among the results
    [ -s "$classes" ] && java_options="$java_options -XX:SharedArchiveFile=$classes -Xlog:disable -Xlog:all=error:stderr"
fi

# shellcheck disable=SC2086,SC2154
exec "$java" $java_options -jar "$jar" "$@"
