package dev.framewire.benchmarks.limits;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A JVM that does parts of a transfer, and gets warm by doing so. A command a line on standard input, its parts separated by
 * tabs:
 *
 * <pre>
 *   copy WORK FROM TO       a file through a loopback socket, that work at each end
 *   pass WORK FILE          that work alone, by one thread
 *   twice WORK FILE         by two threads at once, each over all of the file
 *   files WORK FROM TO      many small files, that work at each end
 *   create WORK FROM TO     only created, on one thread
 * </pre>
 *
 * The answer is {@code ok SECONDS} or {@code failed MESSAGE}. Without input it ends at once: the start of a JVM.
 */
public final class LimitWorker {
    private LimitWorker() {}

    /** Without arguments. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String answer;
            try {
                answer = "ok " + run(line.split("\t"));
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                e.printStackTrace();
                answer = "failed " + e;
            }
            System.out.println(answer);
        }
    }

    private static double run(String[] words) throws IOException, GeneralSecurityException {
        EndWork work = EndWork.valueOf(words[1].toUpperCase(Locale.ROOT));
        Path from = Path.of(words[2]);
        return switch (words[0]) {
            case "copy" -> new BareCopy(work).run(from, Path.of(words[3]));
            case "pass" -> pass(work, from);
            case "twice" -> twice(work, from);
            case "files" -> new PlainFiles(from, Path.of(words[3]), work).copy();
            case "create" -> new PlainFiles(from, Path.of(words[3]), work).create();
            default -> throw new IllegalArgumentException("unknown: " + words[0]);
        };
    }

    private static double pass(EndWork work, Path file) throws IOException, GeneralSecurityException {
        long start = System.nanoTime();
        EndWork.End end = work.end(true);
        ByteBuffer piece = work.buffer();
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            while (in.read(piece.clear().limit(work.pieceBytes)) > 0) {
                end.pass(piece.flip());
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static double twice(EndWork work, Path file) throws IOException, GeneralSecurityException {
        long start = System.nanoTime();
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            try {
                pass(work, file);
            } catch (IOException | GeneralSecurityException e) {
                throw new CompletionException(e);
            }
        });
        pass(work, file);
        other.join();
        return (System.nanoTime() - start) / 1e9;
    }
}
