package dev.framewire.benchmarks.transfer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * A slow link on loopback: each direction has a delay of half the round trip and a rate, in order, with room for what is
 * under way. A lost segment is what TCP makes of it when a fast retransmission repairs it: everything behind waits a round
 * trip more. (The congestion window, which a real loss would halve as well, is not modelled.)
 */
final class DelayProxy implements SlowWay {
    private static final int PIECE_BYTES = 64 << 10;
    private static final int SEGMENT_BYTES = 1448;
    private static final long NANOS = 1_000_000_000L;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Link link;
    private final int target;

    /** The chance of a loss for a piece of so many bytes. */
    static double lossOf(Link link, int bytes) {
        return 1 - Math.pow(1 - link.loss(), Math.ceil((double) bytes / SEGMENT_BYTES));
    }

    /** How many pieces are under way or waiting: twice what fills the link, and some. */
    static int pieces(Link link) {
        return (int) Math.min(1 << 14, 64 + 2 * (link.bytesPerSecond() / PIECE_BYTES * link.roundTripNanos() / NANOS));
    }

    private record Piece(byte[] bytes, long dueNanos) {}

    /** To a port of loopback. */
    DelayProxy(int target, Link link) throws IOException {
        this.target = target;
        this.link = link;
        start("proxy", this::accept);
    }

    @Override
    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                for (Socket socket : new Socket[] {near, far}) {
                    socket.setTcpNoDelay(true);
                    open.add(socket);
                }
                join(near, far, 1);
                join(far, near, 2);
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void join(Socket from, Socket to, long seed) {
        BlockingQueue<Piece> queue = new ArrayBlockingQueue<>(pieces(link));
        start("proxy in", () -> receive(from, queue, new java.util.SplittableRandom(seed)));
        start("proxy out", () -> send(queue, to));
    }

    private void receive(Socket from, BlockingQueue<Piece> queue, RandomGenerator random) {
        byte[] buffer = new byte[PIECE_BYTES];
        long free = System.nanoTime();
        try {
            while (true) {
                int count = from.getInputStream().read(buffer);
                byte[] bytes = count < 0 ? new byte[0] : java.util.Arrays.copyOf(buffer, count);
                free = Math.max(free, System.nanoTime()) + bytes.length * NANOS / link.bytesPerSecond();
                if (random.nextDouble() < lossOf(link, bytes.length)) {
                    free += link.roundTripNanos();
                }
                queue.put(new Piece(bytes, free + link.roundTripNanos() / 2));
                if (count < 0) {
                    return;
                }
            }
        } catch (IOException | InterruptedException e) {
            queue.offer(new Piece(new byte[0], System.nanoTime()));
        }
    }

    private static void send(BlockingQueue<Piece> queue, Socket to) {
        try {
            while (true) {
                Piece piece = queue.take();
                for (long wait = piece.dueNanos - System.nanoTime(); wait > 0; ) {
                    LockSupport.parkNanos(wait);
                    wait = piece.dueNanos - System.nanoTime();
                }
                if (piece.bytes.length == 0) {
                    to.shutdownOutput();
                    return;
                }
                to.getOutputStream().write(piece.bytes);
            }
        } catch (IOException | InterruptedException e) {
            // that direction is over; what is still under way in the queue is garbage
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
