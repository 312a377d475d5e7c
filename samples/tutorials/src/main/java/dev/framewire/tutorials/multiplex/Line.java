package dev.framewire.tutorials.multiplex;

import dev.framewire.tutorials.concurrent.Bounds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** One connection among many: its conversation, what it is owed, and how long it may still take. */
final class Line implements Watched {
    private final SocketChannel channel;
    private final Conversation conversation;
    private final Consumer<Exception> onFailure;
    private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    private final Owed owed = new Owed();
    private final Deadlines deadlines;
    private SelectionKey key;
    private boolean ended;

    Line(
            SocketChannel channel,
            Conversation conversation,
            Bounds bounds,
            long nowNanos,
            Consumer<Exception> onFailure) {
        this.channel = channel;
        this.conversation = conversation;
        this.onFailure = onFailure;
        this.deadlines = new Deadlines(bounds, nowNanos);
    }

    /** From now on the selector's thread calls. */
    void begin(Selector selector) throws IOException {
        owed.add(conversation.opening());
        channel.configureBlocking(false);
        key = channel.register(selector, channel.isConnected() ? interest() : SelectionKey.OP_CONNECT, this);
    }

    @Override
    public void ready(long nowNanos) {
        step(() -> {
            deadlines.active(nowNanos);
            if (key.isConnectable()) {
                channel.finishConnect();
            }
            if (key.isReadable()) {
                read();
            }
            owed.writeTo(channel);
        });
    }

    private void read() throws IOException {
        ended = channel.read(buffer.clear()) < 0;
        deadlines.awaitPause(ended ? null : conversation.pause());
        owed.add(ended ? conversation.ended() : conversation.received(buffer.flip()));
    }

    @Override
    public void tick(long nowNanos) {
        if (dueInNanos(nowNanos) > 0) {
            return;
        }
        step(() -> {
            deadlines.check(nowNanos);
            deadlines.awaitPause(null);
            owed.add(conversation.paused());
            owed.writeTo(channel);
        });
    }

    @Override
    public long dueInNanos(long nowNanos) {
        return deadlines.dueInNanos(nowNanos);
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
        boolean reads = !ended && !conversation.done() && !owed.isFull();
        return (reads ? SelectionKey.OP_READ : 0) | (owed.isEmpty() ? 0 : SelectionKey.OP_WRITE);
    }
}
