package dev.framewire.benchmarks.limits;

import dev.framewire.auth.ScramVerifier;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One warm JVM that does the parts of a transfer; makes the contestants. */
public final class Limits implements Closeable {
    /** A file copied by two threads through loopback, and nothing done to its bytes. */
    public static final String COPY = "bare copy";
    /** The same, with what a transfer that finds accidents does at least. */
    public static final String COPY_CRC = "bare copy, CRC-32C at both ends";
    /** The same, with what a transfer does that is checked by CRCs alone. */
    public static final String COPY_CRCS = "bare copy, CRC-32C and CRC-32 at both ends";
    /** The same, with what a transfer does whose sender knows the digests. */
    public static final String COPY_KNOWN = "bare copy, CRC-32C at both ends, BLAKE3 at the receiver";
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
    /** A copy without a socket: an update at the receiver, by two threads. */
    public static final String RENEWED = "BLAKE3 of the file and a copy, by two threads";
    /** The same beside a thread that does not copy: an update at both ends. */
    public static final String RENEWED_BOTH = "BLAKE3 of the file and a copy by two threads, beside BLAKE3 by a third";
    /** Small files read by one thread and written by another. */
    public static final String FILES = "plain copy of the files";
    /** The same with a digest of each file at each end. */
    public static final String FILES_SHA = "plain copy of the files, SHA-256 at both ends";
    /** The same by the faster digest. */
    public static final String FILES_BLAKE3 = "plain copy of the files, BLAKE3 at both ends";
    /** The same, its first and only work: as a program that is started for it. */
    public static final String FILES_STARTED = "plain copy of the files, BLAKE3 at both ends, by a JVM started for it";
    /** A client's part of a handshake, by a JVM that is started for it. */
    public static final String KEY = "start of a JVM, X25519 and AES-GCM";
    /** The same, and a password's part of a login. */
    public static final String PASSWORD = "start of a JVM, X25519, AES-GCM and PBKDF2";

    /** What its launcher gives a JVM that would matter here. */
    private static final List<String> NETDISK_OPTIONS = List.of("-XX:+UseSerialGC");

    /** Rounds of many small files before the first. */
    private static final int WARM_TREES = 3;

    private final Path work;
    private final Command command;
    private final String java;
    private final Path jar;
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
        this.java = java;
        this.jar = jar;
        process = command.start(worker(List.of()));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The command line of a worker. */
    private List<String> worker(List<String> options, String... words) {
        List<String> line = new ArrayList<>(List.of(java));
        line.addAll(options);
        line.addAll(List.of("-cp", jar.toString(), LimitWorker.class.getName()));
        line.addAll(List.of(words));
        return line;
    }

    private static String word(EndWork work) {
        return work.name().toLowerCase(Locale.ROOT);
    }

    private double ask(String... words) throws IOException {
        Command.tell(process, String.join("\t", words));
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
                new Part(COPY_CRCS, "copy", EndWork.CRC32C_AND_CRC32, file),
                new Part(COPY_KNOWN, "copy", EndWork.CRC32C, file, EndWork.CRC32C_AND_BLAKE3),
                new Part(COPY_SHA, "copy", EndWork.SHA256, file),
                new Part(COPY_BLAKE3, "copy", EndWork.CRC32C_AND_BLAKE3, file),
                new Part(COPY_SEALED, "copy", EndWork.CRC32C_BLAKE3_AND_GCM, file),
                new Part(TWICE_BLAKE3, "twice", EndWork.BLAKE3, file),
                new Part(RENEWED, "renew", EndWork.BLAKE3, file),
                new Part(RENEWED_BOTH, "both", EndWork.BLAKE3, file),
                new Part("CRC-32C of the file, one thread", "pass", EndWork.CRC32C, file),
                new Part(ONCE_BLAKE3, "pass", EndWork.BLAKE3, file));
    }

    /** What many small files cost, by their number; and the start of a JVM. */
    public List<Contestant> files(int files, int meanBytes) throws IOException {
        Path tree = work.resolve("small");
        Trees.fillTree(tree, files, meanBytes, 2);
        Path copied = work.resolve("copied");
        Command here = Command.in(work).log(work.resolve("programs.log"));
        List<String> copying =
                worker(NETDISK_OPTIONS, "files", word(EndWork.BLAKE3), tree.toString(), copied.toString());
        List<String> brief = new ArrayList<>(NETDISK_OPTIONS);
        brief.add("-XX:TieredStopAtLevel=1");
        return List.of(
                new Part(FILES, "files", EndWork.NOTHING, tree).warmed(WARM_TREES),
                new Part(FILES_SHA, "files", EndWork.SHA256, tree).warmed(WARM_TREES),
                new Part(FILES_BLAKE3, "files", EndWork.BLAKE3, tree).warmed(WARM_TREES),
                new Part("files created and renamed, one thread", "create", EndWork.NOTHING, tree).warmed(WARM_TREES),
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
                new ProgramContestant(
                        FILES_STARTED,
                        here,
                        copying,
                        List.of(),
                        copied,
                        () -> Trees.folders(tree, copied),
                        Optional.of(tree)),
                start("start of a JVM", worker(List.of())),
                start(KEY, worker(brief, "key")),
                start(PASSWORD, worker(NETDISK_OPTIONS, "password", String.valueOf(ScramVerifier.DEFAULT_ITERATIONS))));
    }

    private Contestant start(String name, List<String> line) {
        return program(name, line, work.resolve("nothing"), Optional.empty());
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
        private final EndWork receiver;
        private final Path to = work.resolve("arriving");

        Part(String name, String what, EndWork how, Path from) {
            this(name, what, how, from, how);
        }

        Part(String name, String what, EndWork how, Path from, EndWork receiver) {
            this.name = name;
            this.what = what;
            this.how = how;
            this.from = from;
            this.receiver = receiver;
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
            return ask(what, word(how), from.toString(), to.toString(), word(receiver));
        }

        @Override
        public void check() throws IOException {
            if (Files.exists(to)) {
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
