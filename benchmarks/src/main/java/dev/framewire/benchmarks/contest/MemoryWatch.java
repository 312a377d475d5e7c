package dev.framewire.benchmarks.contest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The highest resident size (VmHWM) of some servers, with the processes they fork, and of the children of this one, added
 * up. Linux only; 0 elsewhere. What a short-lived process did in its last {@value #EVERY_MILLIS} ms is not seen.
 */
final class MemoryWatch implements AutoCloseable {
    private static final int EVERY_MILLIS = 20;

    private final List<ProcessHandle> servers;
    /** Children from before: servers, and those that count are named. */
    private final Set<ProcessHandle> older = ProcessHandle.current().children().collect(Collectors.toSet());

    private final Map<Long, Long> peaks = new HashMap<>();
    private final Thread thread = new Thread(this::watch, "memory watch");

    private MemoryWatch(List<ProcessHandle> servers) {
        this.servers = servers;
    }

    static MemoryWatch start(List<ProcessHandle> servers) {
        MemoryWatch watch = new MemoryWatch(servers);
        servers.forEach(MemoryWatch::forgetPeak);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    /** Resets VmHWM to what is resident now: "5" does that, proc(5). */
    private static void forgetPeak(ProcessHandle process) {
        try {
            Files.writeString(Path.of("/proc", String.valueOf(process.pid()), "clear_refs"), "5");
        } catch (IOException e) {
            // then the peak of its whole life counts
        }
    }

    private void watch() {
        try {
            while (true) {
                Stream<ProcessHandle> started =
                        ProcessHandle.current().children().filter(child -> !older.contains(child));
                Stream.concat(servers.stream(), started)
                        .flatMap(top -> Stream.concat(Stream.of(top), top.descendants()))
                        .map(ProcessHandle::pid)
                        .distinct()
                        .forEach(this::look);
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    /** Notes how much a process has taken until now. */
    void look(long pid) {
        try {
            if (Arrays.equals(
                    commandLine(pid), commandLine(ProcessHandle.current().pid()))) {
                return; // a child that has not become another program yet: what it shows is what we have taken
            }
            for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"))) {
                if (line.startsWith("VmHWM:")) {
                    long bytes = Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                    synchronized (peaks) {
                        peaks.merge(pid, bytes, Math::max);
                    }
                }
            }
        } catch (IOException e) {
            // it is gone, or this is not Linux
        }
    }

    private static byte[] commandLine(long pid) throws IOException {
        return Files.readAllBytes(Path.of("/proc", String.valueOf(pid), "cmdline"));
    }

    long peakBytes() {
        synchronized (peaks) {
            return peaks.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
