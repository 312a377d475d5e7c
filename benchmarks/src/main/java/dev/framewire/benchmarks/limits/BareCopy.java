package dev.framewire.benchmarks.limits;

import dev.framewire.benchmarks.limits.EndWork.End;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletableFuture;

/**
 * A file through a loopback socket into a file: a thread at each end, no protocol, no journal, no acknowledgement. Either end may be
 * another process.
 */
final class BareCopy {
    /** What both ends take of the part that is there already. */
    private static final EndWork THERE = EndWork.BLAKE3;

    private final EndWork sender;
    private final EndWork receiver;

    /**
     * Of such ends.
     *
     * @param sender its work
     * @param receiver the same, or more that changes no byte on the way
     */
    BareCopy(EndWork sender, EndWork receiver) {
        this.sender = sender;
        this.receiver = receiver;
    }

    /** In seconds, from the connection to the last byte written. */
    double run(Path from, Path to) throws IOException {
        long start = System.nanoTime();
        try (ServerSocketChannel listener = listen();
                SocketChannel sending = SocketChannel.open(listener.getLocalAddress());
                SocketChannel receiving = listener.accept()) {
            CompletableFuture<Long> received = CompletableFuture.supplyAsync(() -> {
                try {
                    return receive(receiving, to, 0);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            send(from, 0, sending);
            if (received.join() != Files.size(from)) {
                throw new IOException("cut short");
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    /** On a free port of the loopback. */
    static ServerSocketChannel listen() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /**
     * The sender.
     *
     * @param there bytes that the receiver has, of which both ends take BLAKE3 before the others are sent
     */
    void send(Path from, long there, SocketChannel out) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ)) {
            if (sender == EndWork.NOTHING) {
                sendfile(in, out);
            } else {
                look(in, there);
                pass(in, out, sender, sender.end(true), sender.pieceBytes);
            }
            out.shutdownOutput();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** The receiver; answers what the file has now. */
    long receive(SocketChannel in, Path to, long there) throws IOException {
        try (FileChannel out =
                FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            look(out, there);
            pass(in, out, receiver, receiver.end(false), receiver.pieceBytes + receiver.addedBytes);
            return out.position();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Leaves the file where the part ends that is there. */
    private static void look(FileChannel file, long there) throws IOException, GeneralSecurityException {
        End end = THERE.end(true);
        ByteBuffer piece = THERE.buffer();
        while (file.position() < there) {
            long left = there - file.position();
            if (file.read(piece.clear().limit((int) Math.min(THERE.pieceBytes, left))) < 0) {
                throw new IOException("less is there than was said");
            }
            end.pass(piece.flip());
        }
    }

    private static void sendfile(FileChannel in, SocketChannel out) throws IOException {
        long size = in.size();
        for (long at = 0; at < size; ) {
            at += in.transferTo(at, size - at, out);
        }
    }

    private static void pass(ReadableByteChannel in, WritableByteChannel out, EndWork work, End end, int bytes)
            throws IOException, GeneralSecurityException {
        ByteBuffer piece = work.buffer();
        while (true) {
            piece.clear().limit(bytes);
            while (piece.hasRemaining() && in.read(piece) >= 0) {
                // a record is opened as a whole
            }
            if (piece.flip().remaining() == 0) {
                return;
            }
            ByteBuffer on = end.pass(piece);
            while (on.hasRemaining()) {
                out.write(on);
            }
        }
    }
}
