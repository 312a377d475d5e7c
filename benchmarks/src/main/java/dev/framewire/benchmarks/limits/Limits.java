package dev.framewire.benchmarks.limits;

import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.process.Leftovers;
import dev.framewire.benchmarks.process.Room;
import dev.framewire.benchmarks.programs.ProgramContestant;
import dev.framewire.benchmarks.programs.Trees;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** One warm JVM that does the parts of a transfer; makes the contestants. */
public final class Limits implements Closeable {
    /** A file copied by two threads through loopback, and nothing done to its bytes. */
    public static final String COPY = "bare copy";
    /** The same, with what a transfer that finds accidents does at least. */
    public static final String COPY_CRC = "bare copy, CRC-32C at both ends";
    /** The same, with what a transfer does that is verified by the JDK's SHA-256. */
    public static final String COPY_SHA = "bare copy, SHA-256 at both ends";
    /** The same, with what a transfer does that is verified by BLAKE3. */
    public static final String COPY_BLAKE3 = "bare copy, CRC-32C and BLAKE3 at both ends";
    /** The same, encrypted as well. */
    public static final String COPY_SEALED = "bare copy, CRC-32C, BLAKE3 and AES-256-GCM at both ends";
    /** No copy: one thread. */
    public static final String ONCE_BLAKE3 = "BLAKE3 of the file, one thread";
    /** No copy: two threads, one for each end. */
    public static final String TWICE_BLAKE3 = "BLAKE3 of the file, by two threads at once";
    /** Small files read by one thread and written by another. */
    public static final String FILES = "plain copy of the files";
    /** The same with a digest of each file at each end. */
    public static final String FILES_SHA = "plain copy of the files, SHA-256 at both ends";
    /** The same by the faster digest. */
    public static final String FILES_BLAKE3 = "plain copy of the files, BLAKE3 at both ends";

    private final Path work;
    private final Command command;
    private final List<String> words;
    private final Process process;
    private final BufferedReader answers;

    /**
     * Starts the JVM.
     *
     * @param work an empty folder on a RAM disk
     * @param jar of the benchmarks
     * @param java the program
     */
    public Limits(Path work, Path jar, String java) throws IOException {
        this.work = work;
        command = Command.in(work).log(work.resolve("limits.log"));
        words = List.of(java, "-cp", jar.toString(), LimitWorker.class.getName());
        process = command.start(words);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private double ask(String what, EndWork how, Path from, Path to) throws IOException {
        StringJoiner line = new StringJoiner("\t");
        line.add(what).add(how.name().toLowerCase(Locale.ROOT)).add(from.toString());
        Command.tell(process, line.add(to.toString()).toString());
        String answer = answers.readLine();
        if (answer == null || !answer.startsWith("ok ")) {
            throw new IOException("limits: " + answer + "; " + command.tail());
        }
        return Double.parseDouble(answer.substring("ok ".length()));
    }

    /** What one file costs, by its bytes. */
    public List<Contestant> bytes(long bytes) throws IOException {
        Room.require(work, 2 * bytes);
        Path file = work.resolve("big.bin");
        Trees.fill(file, bytes, 1);
        return List.of(
                new Part(COPY, "copy", EndWork.NOTHING, file),
                new Part(COPY_CRC, "copy", EndWork.CRC32C, file),
                new Part(COPY_SHA, "copy", EndWork.SHA256, file),
                new Part(COPY_BLAKE3, "copy", EndWork.CRC32C_AND_BLAKE3, file),
                new Part(COPY_SEALED, "copy", EndWork.CRC32C_BLAKE3_AND_GCM, file),
                new Part(TWICE_BLAKE3, "twice", EndWork.BLAKE3, file),
                new Part("CRC-32C of the file, one thread", "pass", EndWork.CRC32C, file),
                new Part("SHA-256 of the file, one thread", "pass", EndWork.SHA256, file),
                new Part(ONCE_BLAKE3, "pass", EndWork.BLAKE3, file));
    }

    /** What many small files cost, by their number; and the start of a JVM. */
    public List<Contestant> files(int files, int meanBytes) throws IOException {
        Path tree = work.resolve("small");
        Trees.fillTree(tree, files, meanBytes, 2);
        Path copied = work.resolve("copied");
        Path jvm = work.resolve("nothing");
        return List.of(
                new Part(FILES, "files", EndWork.NOTHING, tree),
                new Part(FILES_SHA, "files", EndWork.SHA256, tree),
                new Part(FILES_BLAKE3, "files", EndWork.BLAKE3, tree),
                new Part("files created and renamed, one thread", "create", EndWork.NOTHING, tree),
                program("cp -r", List.of("cp", "-r", tree.toString(), copied.toString()), copied, Optional.of(tree)),
                program(
                        "tar to tar",
                        List.of(
                                "sh",
                                "-c",
                                "mkdir \"$1\" && tar -cC \"$0\" . | tar -xC \"$1\"",
                                tree + "",
                                copied + ""),
                        copied,
                        Optional.of(tree)),
                program("start of a JVM", words, jvm, Optional.empty()));
    }

    private Contestant program(String name, List<String> line, Path arriving, Optional<Path> expected) {
        return ProgramContestant.alone(
                name, Command.in(work).log(work.resolve("programs.log")), line, arriving, expected);
    }

    /** A command to the JVM. */
    private final class Part implements Contestant {
        private final String name;
        private final String what;
        private final EndWork how;
        private final Path from;
        private final Path to = work.resolve("arriving");

        Part(String name, String what, EndWork how, Path from) {
            this.name = name;
            this.what = what;
            this.how = how;
            this.from = from;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void prepare() throws IOException {
            Leftovers.remove(to);
            if (Files.isDirectory(from)) {
                Trees.folders(from, to);
            }
        }

        @Override
        public double run() throws IOException {
            return ask(what, how, from, to);
        }

        @Override
        public void check() throws IOException {
            if (!what.equals("pass") && !what.equals("twice")) {
                Trees.compare(from, to);
            }
        }

        @Override
        public void tidy() {
            Leftovers.remove(to);
        }

        @Override
        public List<ProcessHandle> servers() {
            return List.of(process.toHandle());
        }
    }

    @Override
    public void close() {
        Leftovers.end(process);
    }
}
