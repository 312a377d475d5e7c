package dev.framewire.benchmarks.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A slow way to a port of loopback; closing it makes an end of it. */
interface SlowWay extends Closeable {
    /**
     * The network namespace that {@code benchmarks/run} left when it found that it may make one of its own, and that the
     * kernel has netem. Not set where it may not.
     */
    String LEFT_NAMESPACE = "framewire.benchmarks.left-namespace";

    /** Where to connect to. */
    int port();

    /** By the kernel where that is possible, else by a proxy. */
    static SlowWay to(int port, Link link) throws IOException {
        return byKernel(left()) ? new NetemLoopback(port, link, NetemLoopback.SHELL) : new DelayProxy(port, link);
    }

    /** What makes it, for people. */
    static String words() throws IOException {
        return byKernel(left())
                ? "the link: tc netem on the loopback of a network namespace"
                : "the link: a proxy that delays; this kernel has no netem, or we may not make a network namespace";
    }

    private static String left() {
        return System.getProperty(LEFT_NAMESPACE, "");
    }

    /** The loopback of the machine is never slowed: only one that is not that of the namespace left. */
    static boolean byKernel(String left) throws IOException {
        Path here = Path.of("/proc/self/ns/net");
        return !left.isEmpty()
                && Files.isSymbolicLink(here)
                && !Files.readSymbolicLink(here).toString().equals(left);
    }

    /**
     * What the way is like.
     *
     * @param loss the share of segments that is lost
     */
    record Link(long roundTripNanos, long bytesPerSecond, double loss) {}
}
