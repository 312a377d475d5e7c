package dev.framewire.netdisk;

import dev.framewire.testtools.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The archive of classes that the launcher makes, made here once for all tests of a run: each process starts in half the time. */
final class ClassArchive {
    private static final List<String> OPTIONS = make();

    private ClassArchive() {}

    static List<String> options() {
        return OPTIONS;
    }

    /** Tests run in two JVMs: the first makes it, the second waits and uses it. */
    private static List<String> make() {
        Path jar = NetdiskProcess.jar();
        Path archive = jar.resolveSibling("classes-it-" + Runtime.version() + ".jsa");
        try (FileChannel lock = FileChannel.open(
                        jar.resolveSibling("classes-it.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            assert held.isValid();
            if (!Files.exists(archive)
                    || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) <= 0) {
                make(jar.toString(), archive);
            }
            return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /**
     * As the launcher makes it: the classes of picocli are taken only while nothing has linked them, and objects of the heap only by that collector.
     * Where that fails, or takes too long on a busy machine, processes start slower, and that is all.
     */
    private static void make(String classPath, Path archive) throws IOException, InterruptedException {
        Path list = archive.resolveSibling(archive.getFileName() + ".list");
        boolean made = java(
                "-XX:+UseSerialGC",
                "-XX:DumpLoadedClassList=" + list,
                "-cp",
                classPath,
                "dev.framewire.netdisk.cli.Rehearsal");
        if (made) {
            List<String> classes = new ArrayList<>(Files.readAllLines(list));
            classes.removeIf(line -> line.startsWith("@") && line.contains("picocli"));
            Files.write(list, classes);
            made = java(
                    "-XX:+UseG1GC",
                    "-Xshare:dump",
                    "-XX:SharedClassListFile=" + list,
                    "-XX:SharedArchiveFile=" + archive,
                    "-cp",
                    classPath);
        }
        if (!made) {
            Files.deleteIfExists(archive);
        }
        Files.deleteIfExists(list);
    }

    private static boolean java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Tools.java().toString(), "-Xlog:disable"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }
}
