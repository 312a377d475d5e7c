package dev.framewire.benchmarks.programs;

import dev.framewire.benchmarks.contest.Contestant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;

/** A limit: sendfile into a loopback socket, read with large buffers and thrown away. */
public record BareSendfile(Path file) implements Contestant {
    @Override
    public String name() {
        return "bare sendfile";
    }

    @Override
    public double run() throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
                ServerSocketChannel listener =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel sending = SocketChannel.open(listener.getLocalAddress());
                SocketChannel receiving = listener.accept()) {
            long size = in.size();
            long start = System.nanoTime();
            CompletableFuture<Long> received = CompletableFuture.supplyAsync(() -> drain(receiving, size));
            for (long at = 0; at < size; ) {
                at += in.transferTo(at, size - at, sending);
            }
            if (received.join() != size) {
                throw new IOException("cut short");
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static long drain(SocketChannel in, long size) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        long sum = 0;
        try {
            while (sum < size) {
                int count = in.read(buffer.clear());
                if (count < 0) {
                    break;
                }
                sum += count;
            }
        } catch (IOException e) {
            return -1;
        }
        return sum;
    }
}
