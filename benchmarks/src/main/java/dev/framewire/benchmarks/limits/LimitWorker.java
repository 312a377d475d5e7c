package dev.framewire.benchmarks.limits;

import dev.framewire.auth.ScramVerifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * A JVM that does parts of a transfer, and gets warm by doing so. A command a line on standard input, its parts separated by
 * tabs:
 *
 * <pre>
 *   copy WORK FROM TO WORK  a file through a loopback socket, the first work at the sender, the second at the receiver
 *   pass WORK FILE          that work alone, by one thread
 *   twice WORK FILE         by two threads at once, each over all of the file
 *   renew WORK FROM TO      that work and a copy, by two threads at once, each over half of the file
 *   both WORK FROM TO       the same, while a third thread does that work without a copy
 *   files WORK FROM TO      many small files, that work at each end
 *   create WORK FROM TO     only created, on one thread
 *   send WORK FROM THERE    the sender of a copy whose receiver is another process, which has so many bytes; first answers
 *   receive WORK TO THERE   the receiver of such a copy                                            {@code port NUMBER}
 * </pre>
 *
 * The answer is {@code ok SECONDS} or {@code failed MESSAGE}. Without input it ends at once: the start of a JVM. As arguments
 * it takes one command, of these or
 *
 * <pre>
 *   send WORK FROM THERE PORT, receive WORK TO THERE PORT
 *                           one end of a copy, whose other end listens there
 *   key                     what a client computes for a handshake, without a peer
 *   password ITERATIONS     the same, and a key from a password
 * </pre>
 *
 * and ends after it.
 */
public final class LimitWorker {
    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    private LimitWorker() {}

    /** Without arguments, or with a command's. */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        if (arguments.length > 0) {
            run(arguments);
            return;
        }
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
        long start = System.nanoTime();
        switch (words[0]) {
            case "copy" -> {
                return new BareCopy(work(words[1]), work(words[4])).run(Path.of(words[2]), Path.of(words[3]));
            }
            case "pass" -> pass(work(words[1]), Path.of(words[2]));
            case "twice" -> beside(work(words[1]), Path.of(words[2]), LimitWorker::pass);
            case "renew" -> renew(work(words[1]), Path.of(words[2]), Path.of(words[3]));
            case "both" ->
                beside(work(words[1]), Path.of(words[2]), (work, from) -> renew(work, from, Path.of(words[3])));
            case "files" -> {
                return new PlainFiles(Path.of(words[2]), Path.of(words[3]), work(words[1])).copy();
            }
            case "create" -> {
                return new PlainFiles(Path.of(words[2]), Path.of(words[3]), work(words[1])).create();
            }
            case "send", "receive" -> {
                return end(words);
            }
            case "key" -> agree();
            case "password" -> {
                agree();
                ScramVerifier.derive("not a secret".toCharArray(), Integer.parseInt(words[1]));
            }
            default -> throw new IllegalArgumentException("unknown: " + words[0]);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** From the connection on. */
    private static double end(String[] words) throws IOException {
        BareCopy copy = new BareCopy(work(words[1]), work(words[1]));
        Path file = Path.of(words[2]);
        long there = Long.parseLong(words[3]);
        try (SocketChannel peer = words.length > 4 ? connect(Integer.parseInt(words[4])) : accept()) {
            long start = System.nanoTime();
            if (words[0].equals("send")) {
                copy.send(file, there, peer);
                if (peer.read(ByteBuffer.allocate(1)) >= 0) { // until the receiver is done
                    throw new IOException("the receiver has something to say");
                }
            } else {
                copy.receive(peer, file, there);
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static SocketChannel connect(int port) throws IOException {
        return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static SocketChannel accept() throws IOException {
        try (ServerSocketChannel listener = BareCopy.listen()) {
            System.out.println("port " + listener.socket().getLocalPort());
            return listener.accept();
        }
    }

    private static EndWork work(String word) {
        return EndWork.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private interface Part {
        void run(EndWork work, Path file) throws IOException, GeneralSecurityException;
    }

    private static void pass(EndWork work, Path file) throws IOException, GeneralSecurityException {
        EndWork.End end = work.end(true);
        ByteBuffer piece = work.buffer();
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            while (in.read(piece.clear().limit(work.pieceBytes)) > 0) {
                end.pass(piece.flip());
            }
        }
    }

    /** By this thread and another one, each a piece where the other is not. */
    private static void renew(EndWork work, Path from, Path to) throws IOException, GeneralSecurityException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            AtomicLong next = new AtomicLong();
            CompletableFuture<Void> other = beside(() -> renew(work, in, out, next));
            try {
                renew(work, in, out, next);
            } finally {
                other.join();
            }
        }
    }

    private static void renew(EndWork work, FileChannel in, FileChannel out, AtomicLong next)
            throws IOException, GeneralSecurityException {
        EndWork.End end = work.end(true);
        ByteBuffer piece = work.buffer();
        long at = next.getAndAdd(work.pieceBytes);
        while (in.read(piece.clear().limit(work.pieceBytes), at) > 0) {
            ByteBuffer on = end.pass(piece.flip());
            long position = at;
            while (on.hasRemaining()) {
                position += out.write(on, position);
            }
            at = next.getAndAdd(work.pieceBytes);
        }
    }

    /** Does a part on this thread, while another one passes over the file. */
    private static void beside(EndWork work, Path file, Part part) throws IOException, GeneralSecurityException {
        CompletableFuture<Void> other = beside(() -> pass(work, file));
        part.run(work, file);
        other.join();
    }

    private interface Task {
        void run() throws IOException, GeneralSecurityException;
    }

    private static CompletableFuture<Void> beside(Task task) {
        return CompletableFuture.runAsync(() -> {
            try {
                task.run();
            } catch (IOException | GeneralSecurityException e) {
                throw new CompletionException(e);
            }
        });
    }

    /** A public key, two agreements with a key of the peer's, and a record under the outcome: Noise NX has as many. */
    private static void agree() throws GeneralSecurityException {
        byte[] secret = new byte[X25519.SCALAR_SIZE];
        new SecureRandom().nextBytes(secret);
        byte[] point = new byte[X25519.POINT_SIZE];
        point[0] = 9;
        MessageDigest transcript = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < 3; i++) {
            X25519.scalarMult(secret, 0, point.clone(), 0, point, 0);
            transcript.update(point);
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(transcript.digest(), "AES"),
                new GCMParameterSpec(8 * TAG_BYTES, new byte[NONCE_BYTES]));
        cipher.doFinal(new byte[TAG_BYTES]);
    }
}
