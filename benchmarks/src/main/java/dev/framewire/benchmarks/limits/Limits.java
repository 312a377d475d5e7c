package dev.framewire.benchmarks.limits;

import dev.framewire.auth.ScramVerifier;
import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.process.Room;
import dev.framewire.benchmarks.programs.Delivering;
import dev.framewire.benchmarks.programs.ProgramContestant;
import dev.framewire.benchmarks.programs.Trees;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** One warm JVM that does the parts of a transfer; makes the contestants. */
public final class Limits implements Closeable {
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

    private static final EndWork SEALED = EndWork.CRC32C_BLAKE3_AND_GCM;

    /** Rounds of many small files before the first. */
    private static final int WARM_TREES = 3;

    private final Path work;
    private final WorkerJvm worker;

    /**
     * Starts the JVM.
     *
     * @param work an empty folder on a RAM disk
     * @param jar of the benchmarks
     * @param java the program
     */
    public Limits(Path work, Path jar, String java) throws IOException {
        this.work = work;
        worker = new WorkerJvm(work, jar, java);
    }

    private static String word(EndWork work) {
        return work.name().toLowerCase(Locale.ROOT);
    }

    /** What one file costs, by its bytes. */
    public List<Contestant> bytes(long bytes) throws IOException {
        Room.require(work, 2 * bytes);
        Path file = work.resolve("big.bin");
        Trees.fill(file, bytes, 1);
        return Stream.of(
                        Limit.COPY,
                        Limit.COPY_CRC,
                        Limit.COPY_CRCS,
                        Limit.COPY_KNOWN,
                        Limit.COPY_SHA,
                        Limit.COPY_BLAKE3,
                        Limit.COPY_SEALED,
                        Limit.SENT,
                        Limit.RECEIVED,
                        Limit.TWICE_BLAKE3,
                        Limit.RENEWED,
                        Limit.RENEWED_BOTH,
                        Limit.ONCE_CRC,
                        Limit.ONCE_BLAKE3)
                .map(limit -> of(limit, file))
                .toList();
    }

    /** One that takes part in a contest of others, over the file that they have. */
    public Contestant of(Limit limit, Path file) {
        String name = limit.contestant();
        return switch (limit) {
            case COPY -> new Part(name, "copy", EndWork.NOTHING, file);
            case COPY_CRC -> new Part(name, "copy", EndWork.CRC32C, file);
            case COPY_CRCS -> new Part(name, "copy", EndWork.CRC32C_AND_CRC32, file);
            case COPY_KNOWN -> new Part(name, "copy", EndWork.CRC32C, file, EndWork.CRC32C_AND_BLAKE3);
            case COPY_SHA -> new Part(name, "copy", EndWork.SHA256, file);
            case COPY_BLAKE3 -> new Part(name, "copy", EndWork.CRC32C_AND_BLAKE3, file);
            case COPY_SEALED -> new Part(name, "copy", SEALED, file);
            case TWICE_BLAKE3 -> new Part(name, "twice", EndWork.BLAKE3, file);
            case RENEWED -> new Renewed(new Part(name, "renew", EndWork.BLAKE3, older()), file, older());
            case RENEWED_BOTH -> new Renewed(new Part(name, "both", EndWork.BLAKE3, older()), file, older());
            case ONCE_CRC -> new Part(name, "pass", EndWork.CRC32C, file);
            case ONCE_BLAKE3 -> new Part(name, "pass", EndWork.BLAKE3, file);
            case SENT -> sent(name, file, 0);
            case RECEIVED -> received(name, file, 0);
            case HALF_SENT -> sent(name, file, half(file));
            case HALF_RECEIVED -> received(name, file, half(file));
            case RENEWED_STARTED -> new Renewed(renewedBesideStarted(name, file), file, older());
        };
    }

    private static long half(Path file) {
        return file.toFile().length() / 2;
    }

    private Contestant sent(String name, Path file, long there) {
        List<String> receiving = List.of("receive", word(SEALED), arriving() + "", there + "");
        List<String> sending = worker.line(NetdiskOptions.TRANSFER, "send", word(SEALED), file + "", there + "");
        return started(name, StartedEnd.Told.whoMeet(receiving, sending), file, there);
    }

    private Contestant received(String name, Path file, long there) {
        List<String> sending = List.of("send", word(SEALED), file + "", there + "");
        List<String> receiving =
                worker.line(NetdiskOptions.TRANSFER, "receive", word(SEALED), arriving() + "", there + "");
        return started(name, StartedEnd.Told.whoMeet(sending, receiving), file, there);
    }

    private Contestant renewedBesideStarted(String name, Path file) {
        List<String> renewing = List.of("renew", word(EndWork.BLAKE3), older() + "", arriving() + "");
        List<String> passing = worker.line(NetdiskOptions.TRANSFER, "pass", word(EndWork.BLAKE3), file + "");
        return started(name, StartedEnd.Told.apart(renewing, passing), older(), 0);
    }

    private Contestant started(String name, StartedEnd.Told told, Path from, long there) {
        return new StartedEnd(name, programs(), worker, told, new StartedEnd.Copied(from, arriving(), there));
    }

    private Path older() {
        return work.resolve("older");
    }

    private Path arriving() {
        return work.resolve("arriving");
    }

    private Command programs() {
        return Command.in(work).log(work.resolve("programs.log"));
    }

    /** What many small files cost, by their number; and the start of a JVM. */
    public List<Contestant> files(int files, int meanBytes) throws IOException {
        Path tree = work.resolve("small");
        Trees.fillTree(tree, files, meanBytes, 2);
        Path copied = work.resolve("copied");
        List<String> copying =
                worker.line(NetdiskOptions.TRANSFER, "files", word(EndWork.BLAKE3), tree.toString(), copied.toString());
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
                        programs(),
                        copying,
                        List.of(),
                        copied,
                        () -> Trees.folders(tree, copied),
                        Optional.of(tree)),
                start("start of a JVM", worker.line(List.of())),
                start(KEY, worker.line(NetdiskOptions.BRIEF, "key")),
                start(
                        PASSWORD,
                        worker.line(
                                NetdiskOptions.LASTING, "password", String.valueOf(ScramVerifier.DEFAULT_ITERATIONS))));
    }

    private Contestant start(String name, List<String> line) {
        return program(name, line, work.resolve("nothing"), Optional.empty());
    }

    private Contestant program(String name, List<String> line, Path arriving, Optional<Path> expected) {
        return ProgramContestant.alone(name, programs(), line, arriving, expected);
    }

    /** A command to the JVM. */
    private final class Part implements Delivering {
        private final String name;
        private final String what;
        private final EndWork how;
        private final Path from;
        private final EndWork receiver;

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
        public Path arriving() {
            return Limits.this.arriving();
        }

        @Override
        public Optional<Path> expected() {
            return Files.exists(arriving()) ? Optional.of(from) : Optional.empty();
        }

        @Override
        public void prepare() throws IOException, InterruptedException {
            Delivering.super.prepare();
            if (Files.isDirectory(from)) {
                Trees.folders(from, arriving());
            }
        }

        @Override
        public double run() throws IOException {
            return worker.ask(what, word(how), from.toString(), arriving().toString(), word(receiver));
        }

        @Override
        public List<ProcessHandle> servers() {
            return List.of(worker.handle());
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
