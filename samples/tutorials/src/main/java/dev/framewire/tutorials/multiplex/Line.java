package dev.framewire.tutorials.multiplex;

import dev.framewire.tutorials.concurrent.Bounds;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/** One connection: its conversation, what it is owed, and how long it may still take. */
final class Line implements Watched {
    /** A connection that is owed this much is not read from. */
    static final int MAX_OWED_BYTES = 64 * 1024;

    private final SocketChannel channel;
    private final Conversation conversation;
    private final Bounds bounds;
    private final Consumer<Exception> onFailure;
    private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    private final Queue<ByteBuffer> owed = new ArrayDeque<>();
    private final long bornNanos;
    private SelectionKey key;
    private long lastActiveNanos;
    private long owedBytes;
    private boolean ended;
    private boolean pausing;

    Line(SocketChannel channel, Conversation conversation, Bounds bounds, Consumer<Exception> onFailure) {
        this.channel = channel;
        this.conversation = conversation;
        this.bounds = bounds;
        this.onFailure = onFailure;
        this.bornNanos = System.nanoTime();
        this.lastActiveNanos = bornNanos;
    }

    /** From now on the selector's thread calls. */
    void begin(Selector selector) throws IOException {
        owe(conversation.opening());
        channel.configureBlocking(false);
        key = channel.register(selector, channel.isConnected() ? interest() : SelectionKey.OP_CONNECT, this);
    }

    @Override
    public void ready(long nowNanos) {
        step(() -> {
            lastActiveNanos = nowNanos;
            if (key.isConnectable()) {
                channel.finishConnect();
            }
            if (key.isReadable()) {
                read();
            }
            write();
        });
    }

    private void read() throws IOException {
        ended = channel.read(buffer.clear()) < 0;
        pausing = !ended && conversation.pause() != null;
        owe(ended ? conversation.ended() : conversation.received(buffer.flip()));
    }

    private void owe(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            owed.add(bytes);
            owedBytes += bytes.remaining();
        }
    }

    private void write() throws IOException {
        ByteBuffer next;
        while ((next = owed.peek()) != null) {
            owedBytes -= channel.write(next);
            if (next.hasRemaining()) {
                return; // The socket is full; the rest goes when there is room.
            }
            owed.remove();
        }
    }

    @Override
    public void tick(long nowNanos) {
        if (dueInNanos(nowNanos) > 0) {
            return;
        }
        step(() -> {
            if (leftOf(bounds.lifetime().toNanos(), bornNanos, nowNanos) <= 0) {
                throw new SocketTimeoutException(
                        "Timed out: not done after " + bounds.lifetime().toMillis() + " ms");
            }
            if (leftOf(bounds.idle().toNanos(), lastActiveNanos, nowNanos) <= 0) {
                throw new SocketTimeoutException(
                        "Timed out: silent for " + bounds.idle().toMillis() + " ms");
            }
            pausing = false;
            owe(conversation.paused());
            write();
        });
    }

    @Override
    public long dueInNanos(long nowNanos) {
        long due = Math.min(
                leftOf(bounds.lifetime().toNanos(), bornNanos, nowNanos),
                leftOf(bounds.idle().toNanos(), lastActiveNanos, nowNanos));
        return pausing ? Math.min(due, leftOf(conversation.pause().toNanos(), lastActiveNanos, nowNanos)) : due;
    }

    private static long leftOf(long nanos, long sinceNanos, long nowNanos) {
        return nanos - (nowNanos - sinceNanos);
    }

    @FunctionalInterface
    private interface Step {
        void take() throws IOException;
    }

    private void step(Step step) {
        try {
            step.take();
            if (channel.isConnectionPending()) {
                return;
            }
            if (interest() == 0) {
                channel.close();
            } else {
                key.interestOps(interest());
            }
        } catch (IOException | RuntimeException e) {
            Lobby.closeQuietly(channel);
            onFailure.accept(e);
        }
    }

    /** What the selector is to watch for; 0 when there is nothing more to do. */
    private int interest() {
        boolean reads = !ended && !conversation.done() && owedBytes < MAX_OWED_BYTES;
        return (reads ? SelectionKey.OP_READ : 0) | (owed.isEmpty() ? 0 : SelectionKey.OP_WRITE);
    }
}
