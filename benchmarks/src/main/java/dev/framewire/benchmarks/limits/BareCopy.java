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
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletableFuture;

/** A file through a loopback socket into a file: a thread at each end, no protocol, no journal, no acknowledgement. */
final class BareCopy {
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
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                ServerSocketChannel listener =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel sending = SocketChannel.open(listener.getLocalAddress());
                SocketChannel receiving = listener.accept()) {
            CompletableFuture<Long> received = CompletableFuture.supplyAsync(() -> receive(receiving, out));
            if (sender == EndWork.NOTHING) {
                sendfile(in, sending);
            } else {
                pass(in, sending, sender, sender.end(true), sender.pieceBytes);
            }
            sending.shutdownOutput();
            if (received.join() != in.size()) {
                throw new IOException("cut short");
            }
            return (System.nanoTime() - start) / 1e9;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static void sendfile(FileChannel in, SocketChannel out) throws IOException {
        long size = in.size();
        for (long at = 0; at < size; ) {
            at += in.transferTo(at, size - at, out);
        }
    }

    private long receive(SocketChannel in, FileChannel out) {
        try {
            return pass(in, out, receiver, receiver.end(false), receiver.pieceBytes + receiver.addedBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long pass(ReadableByteChannel in, WritableByteChannel out, EndWork work, End end, int bytes)
            throws IOException, GeneralSecurityException {
        ByteBuffer piece = work.buffer();
        long passed = 0;
        while (true) {
            piece.clear().limit(bytes);
            while (piece.hasRemaining() && in.read(piece) >= 0) {
                // a record is opened as a whole
            }
            if (piece.flip().remaining() == 0) {
                return passed;
            }
            ByteBuffer on = end.pass(piece);
            passed += on.remaining();
            while (on.hasRemaining()) {
                out.write(on);
            }
        }
    }
}
