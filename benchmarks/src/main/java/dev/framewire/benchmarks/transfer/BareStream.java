package dev.framewire.benchmarks.transfer;

import dev.framewire.benchmarks.contest.Contestant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/** The limit of a link: as many zeros over the same link, and one byte back. */
final class BareStream implements Contestant {
    private final double x;
    private final long bytes;
    private final SlowWay.Link link;

    BareStream(double x, long bytes, SlowWay.Link link) {
        this.x = x;
        this.bytes = bytes;
        this.link = link;
    }

    @Override
    public String name() {
        return "bare stream";
    }

    @Override
    public double x() {
        return x;
    }

    @Override
    public double run() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SlowWay way = SlowWay.to(listener.getLocalPort(), link)) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(listener));
            long start = System.nanoTime();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), way.port())) {
                byte[] zeros = new byte[1 << 20];
                for (long at = 0; at < bytes; at += zeros.length) {
                    socket.getOutputStream().write(zeros, 0, (int) Math.min(zeros.length, bytes - at));
                }
                if (socket.getInputStream().read() < 0) {
                    throw new IOException("cut short");
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            served.join();
            return seconds;
        }
    }

    private void serve(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 20];
            for (long at = 0; at < bytes; ) {
                int count = in.read(buffer);
                if (count < 0) {
                    return;
                }
                at += count;
            }
            socket.getOutputStream().write(1);
            in.readNBytes(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
