package dev.framewire.benchmarks.profile;

import java.util.List;

/** A kind of work, told by the methods that do it. */
enum CpuWork {
    /** Code of the JVM's own that a method calls for a digest may be counted as that method's. */
    HASHING(
            "hashing",
            "sun.security.provider.",
            "java.security.MessageDigest",
            "dev.framewire.transfer.MerkleTree",
            "dev.framewire.transfer.Blake3"),
    CRC(
            "CRCs",
            "java.util.zip.CRC32",
            "dev.framewire.transfer.CrcDigest",
            "dev.framewire.transfer.Message$Data.checkCrc"),
    CIPHERS("ciphers", "com.sun.crypto.", "javax.crypto."),
    SOCKETS("sockets", "sun.nio.ch.Socket", "sun.nio.ch.Net", "sun.nio.ch.NioSocket", "sun.nio.ch.EPoll", "java.net."),
    FILES("files", "sun.nio.ch.File", "sun.nio.ch.UnixFile", "sun.nio.fs.", "java.nio.file.", "java.io.File"),
    COPYING(
            "copying and clearing",
            "jdk.internal.misc.Unsafe.copy",
            "jdk.internal.misc.Unsafe.setMemory",
            "jdk.internal.misc.Unsafe.allocate",
            "jdk.internal.misc.ScopedMemoryAccess.copy",
            "java.lang.System.arraycopy",
            "java.util.Arrays.",
            "java.nio."),
    HANDING_OVER(
            "threads and locks",
            "java.util.concurrent.",
            "java.lang.Object.wait",
            "java.lang.Thread",
            "jdk.internal.misc.Unsafe.park",
            "java.lang.VirtualThread"),
    CLASSES(
            "loading classes and code",
            "java.lang.ClassLoader",
            "jdk.internal.loader.",
            "java.lang.invoke.",
            "java.lang.Class."),
    OWN("Framewire's own code", "dev.framewire."),
    OTHER("other");

    /** How a method reads and writes: not yet compiled, all of a digest's time may be seen there. */
    private static final String ACCESS = "java.lang.invoke.VarHandle";

    private final String words;
    private final List<String> methods;

    CpuWork(String words, String... methods) {
        this.words = words;
        this.methods = List.of(methods);
    }

    String words() {
        return words;
    }

    /**
     * Of a stack: the first method from the top that tells. What our own methods call and no kind names is theirs.
     *
     * @param stack names of methods with their classes, the innermost first
     */
    static CpuWork of(List<String> stack) {
        for (String method : stack) {
            if (method.startsWith(ACCESS)) {
                continue;
            }
            for (CpuWork work : values()) {
                if (work.methods.stream().anyMatch(method::startsWith)) {
                    return work;
                }
            }
        }
        return OTHER;
    }
}
