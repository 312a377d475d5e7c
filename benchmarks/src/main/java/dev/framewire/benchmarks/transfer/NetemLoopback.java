package dev.framewire.benchmarks.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The loopback of this network namespace, slowed by the kernel's netem. Each packet passes its queue once: half the round trip
 * each way. The kernel sends segments as a network card would, for a loss is to be one of a segment, and lets the windows grow
 * to what the longest link holds.
 */
final class NetemLoopback implements SlowWay {
    /** Takes a script and its arguments. */
    static final List<String> SHELL = List.of("sh", "-c");

    private static final String WINDOWS = "/proc/sys/net/ipv4/tcp_";
    /** Delay in microseconds, loss in percent, rate in bits a second. */
    private static final String SLOW = "ip link set dev lo mtu 1500 gso_max_segs 1"
            + " && echo 4096 131072 134217728 > " + WINDOWS + "rmem && echo 4096 131072 134217728 > " + WINDOWS + "wmem"
            + " && tc qdisc replace dev lo root netem limit 1000000 delay \"$0\"us loss \"$1\"% rate \"$2\"bit";

    /** With the windows as they were. */
    private static final String FAST = "tc qdisc del dev lo root; echo \"$0\" > " + WINDOWS + "rmem; echo \"$1\" > "
            + WINDOWS + "wmem; ip link set dev lo mtu 65536 gso_max_segs 65535";

    private final int port;
    private final List<String> shell;
    private final String receiving = Files.readString(Path.of(WINDOWS + "rmem")).strip();
    private final String sending = Files.readString(Path.of(WINDOWS + "wmem")).strip();

    NetemLoopback(int port, Link link, List<String> shell) throws IOException {
        this.port = port;
        this.shell = shell;
        try {
            run(
                    SLOW,
                    String.valueOf(link.roundTripNanos() / 2000),
                    String.format(Locale.ROOT, "%.6f", 100 * link.loss()),
                    String.valueOf(8 * link.bytesPerSecond()));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void run(String script, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(shell);
        words.add(script);
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("the loopback cannot be slowed: " + said.strip());
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        run(FAST, receiving, sending);
    }
}
