package dev.framewire.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What must not outlive this process, however it ends: child processes and the folder on the RAM disk. What a killed
 * runner could not remove, the next one does. (A shutdown hook belongs to the JVM, and so does this class's state.)
 */
public final class Leftovers {
    private static final String PREFIX = "framewire-benchmarks-";
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static boolean ending;

    private Leftovers() {}

    /**
     * Starts a program.
     *
     * @throws IOException if it cannot be started, or this JVM is ending: nobody would end it any more
     */
    static synchronized Process start(ProcessBuilder program) throws IOException {
        if (ending) {
            throw new IOException("this run is ending");
        }
        Process process = program.start();
        RUNNING.add(process);
        return process;
    }

    /** Whether this JVM is ending, and programs are or will be ended in their middle: what is measured then is not whole. */
    public static synchronized boolean isEnding() {
        return ending;
    }

    private static synchronized void beginToEnd() {
        ending = true;
    }

    /** Ends a process and its children. */
    public static void end(Process process) {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        RUNNING.remove(process);
    }

    /** Ends all programs that run now, whatever waits for them: they take far longer than they can. */
    public static void endAll() {
        RUNNING.forEach(Leftovers::end);
    }

    /** A folder of this process, removed at its end. Those of processes that are gone are removed now. */
    public static Path folder(Path parent) throws IOException {
        try (DirectoryStream<Path> old = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : old) {
                long owner = Long.parseLong(folder.getFileName()
                        .toString()
                        .substring(PREFIX.length())
                        .replaceFirst("[^0-9].*", ""));
                if (ProcessHandle.of(owner).isEmpty()) {
                    remove(folder);
                }
            }
        }
        Path folder = Files.createDirectories(
                parent.resolve(PREFIX + ProcessHandle.current().pid()));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            beginToEnd();
                            RUNNING.forEach(Leftovers::end);
                            remove(folder);
                        },
                        "clean up"));
        return folder;
    }

    /** Removes a file, or a folder with everything in it, if it is there. */
    public static void remove(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
