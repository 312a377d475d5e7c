package dev.framewire.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One transfer's part of a {@link Link}: what has arrived for it and was not taken yet. The peer can fill it with no more
 * than the credit it was given, and a little besides: whoever reads for all never waits for one.
 */
final class Lane {
    private static final int MAX_MESSAGES = 4096;
    private static final int MAX_BODY_BYTES = 8 << 20;
    /** All pieces but the last of a chunk have 1,024 bytes or more, and a chunk 16 KiB: legal content never gets there. */
    private static final int LEAST_PIECE_BYTES = 512;

    final long id;
    final Buffers buffers;
    /** Bounds what lies in memory; null where the reader waits for this transfer, since there is no other. */
    final @Nullable Window window;

    final Link link;
    private final Deque<Message> arrived = new ArrayDeque<>();
    private int pieces;
    private int bodyBytes;

    Lane(Link link, long id, Buffers buffers, @Nullable Window window) {
        this.link = link;
        this.id = id;
        this.buffers = buffers;
        this.window = window;
    }

    /** The next message of this transfer. */
    Message next() throws IOException {
        return link.next(this);
    }

    void send(Message message) throws IOException {
        link.send(message);
    }

    /** The largest piece to send: small enough for the cache, and that those of other transfers get their turn. */
    int pieceBytes() {
        return PieceMemory.PIECE_BYTES;
    }

    /** How far the peer may send content, of which so much has been handled. */
    long credit(long handledBytes, long windowBytes) {
        Window shared = window;
        return shared == null ? handledBytes + windowBytes : shared.credit(handledBytes);
    }

    /** Somebody will be told how this transfer ended: the link does not count as empty before. */
    void telling() {
        link.telling();
    }

    /** And has been. */
    void told() {
        link.told();
    }

    /** The connection is of no more use, to this transfer and to all others. */
    void abort() {
        link.abort();
    }

    /** Nothing more is sent or taken. */
    void leave() {
        link.leave(this);
    }

    /** A piece is about to be read. Those that the transfer has taken and has not handled yet are under way as well. */
    void arrive(long bytes) throws TransferException {
        if (window != null) {
            window.arrive(bytes);
            if (buffers.taken() > window.outstandingBytes() / LEAST_PIECE_BYTES + Buffers.COUNT) {
                throw tooMuch();
            }
        }
    }

    private static TransferException tooMuch() {
        return MessageCodec.protocol("more under way for one transfer than it can have asked for");
    }

    /** Keeps a message for the thread that will ask for it. With the link's monitor held. */
    void add(Message message) throws TransferException {
        Message last = arrived.peekLast();
        if (message instanceof Message.Ack && last instanceof Message.Ack
                || message instanceof Message.Alive && last instanceof Message.Alive) {
            arrived.removeLast(); // what it said is said again, and the peer may say it as often as it likes
        }
        if (message instanceof Message.Data) {
            pieces++;
        }
        bodyBytes += bodyBytes(message);
        if (bodyBytes > MAX_BODY_BYTES || arrived.size() - pieces > MAX_MESSAGES) {
            throw tooMuch();
        }
        arrived.add(message);
    }

    /** The oldest message that was kept. With the link's monitor held. */
    @Nullable Message poll() {
        Message message = arrived.poll();
        if (message instanceof Message.Data) {
            pieces--;
        } else if (message != null) {
            bodyBytes -= bodyBytes(message);
        }
        return message;
    }

    private static int bodyBytes(Message message) {
        if (message instanceof Message.State m) {
            return m.held().length;
        } else if (message instanceof Message.Hashes m) {
            return m.digests().length;
        } else if (message instanceof Message.Need m) {
            return m.bitmap().length;
        } else if (message instanceof Message.Pack m) {
            return m.body().length;
        } else if (message instanceof Message.Want m) {
            return m.paths().length;
        } else if (message instanceof Message.Packed m) {
            return m.outcomes().length;
        }
        return 0;
    }

    /** Waits until something has arrived for somebody. With the link's monitor held. */
    static void await(Object monitor) throws InterruptedIOException {
        try {
            monitor.wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    static EOFException ended() {
        return new EOFException("Truncated: the connection ended during a transfer");
    }
}
