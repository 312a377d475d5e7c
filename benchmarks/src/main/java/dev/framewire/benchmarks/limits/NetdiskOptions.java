package dev.framewire.benchmarks.limits;

import java.util.List;
import java.util.stream.Stream;

/** What netdisk's launcher gives the JVM of a command, for the reasons that are written there. */
final class NetdiskOptions {
    /** Of a server, and of whatever logs in with a password. */
    static final List<String> LASTING = with(secondCompiler(4, "0.005"));

    /** Of a command that logs in with a token and moves content. */
    static final List<String> TRANSFER =
            with(Stream.concat(secondCompiler(40, "0.0005"), Stream.of("-XX:-UseOnStackReplacement")));

    /** Of any other command that logs in with a token. */
    static final List<String> BRIEF = with(Stream.of("-XX:TieredStopAtLevel=1"));

    private NetdiskOptions() {}

    private static List<String> with(Stream<String> more) {
        Stream<String> everyCommands = Stream.of(
                "-XX:+UseSerialGC",
                "-XX:CompileCommand=quiet",
                "-XX:CompileCommand=dontinline,dev.framewire.transfer.Blake3Lanes::*");
        return Stream.concat(everyCommands, more).toList();
    }

    /**
     * Only what is called often, and early what calls the processor's instructions.
     *
     * @param later how many times the JVM's own counts of calls
     * @param scale of these counts, for what is compiled early
     */
    private static Stream<String> secondCompiler(int later, String scale) {
        Stream<String> counts = Stream.of(
                "-XX:Tier4InvocationThreshold=" + later * 5_000,
                "-XX:Tier4MinInvocationThreshold=" + later * 600,
                "-XX:Tier4CompileThreshold=" + later * 15_000,
                "-XX:Tier4BackEdgeThreshold=" + later * 40_000);
        Stream<String> early = Stream.of(
                        "com.sun.crypto.provider.AESCrypt::encryptBlock",
                        "com.sun.crypto.provider.CounterMode::crypt",
                        "com.sun.crypto.provider.CounterMode::encrypt",
                        "com.sun.crypto.provider.GCTR::update",
                        "com.sun.crypto.provider.GCTR::doFinal",
                        "com.sun.crypto.provider.GHASH::update",
                        "com.sun.crypto.provider.GHASH::doFinal",
                        "com.sun.crypto.provider.GaloisCounterMode::implGCMCrypt",
                        "sun.security.provider.SHA2*::implCompress",
                        "sun.security.provider.DigestBase::implCompressMultiBlock*",
                        "sun.security.provider.DigestBase::engineUpdate",
                        "dev.framewire.transfer.Blake3Lanes::*")
                .map(method -> "-XX:CompileCommand=CompileThresholdScaling," + method + "," + scale);
        return Stream.concat(counts, early);
    }
}
