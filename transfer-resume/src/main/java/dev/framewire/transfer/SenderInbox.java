package dev.framewire.transfer;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What the reading thread hands to a sender's worker, which may be long about its source. The peer can fill it with no more than is bounded
 * elsewhere: what it holds by the order of the pages (each chunk once), what it needs by waiting for an {@code x.fin} before each of a few
 * rounds, and an acknowledgement takes the place of the one before it. Anything else is refused here, before it is kept: the order of what
 * comes out is right. Thread-safe.
 */
final class SenderInbox {
    /** Twice what the claims of the largest content take. */
    static final int MAX_BODY_BYTES = 2 * Geometry.MAX_CHUNKS * (MerkleTree.DIGEST_BYTES + 1);

    private static final int MAX_ROUNDS = 3;

    private final Deque<Message> queue = new ArrayDeque<>();
    private final Pages states;
    private final Pages needs;
    private final boolean sized;
    /** Of all content, or what there may be of it, in bytes. */
    private final long most;

    private boolean stateCame;
    private int rounds;
    private int bodyBytes;
    /** Whether everything was sent, and the peer has not asked for any of it since. */
    private boolean finished;

    /** Of a sender whose content has these chunks, or, if its size is not known, any number. */
    SenderInbox(Geometry geometry, boolean sized) {
        this.sized = sized;
        this.most = geometry.size();
        this.states = new Pages("x.state", geometry.chunks(), Pages.Kind.ANY);
        this.needs = new Pages("x.need", geometry.chunks(), Pages.Kind.FULL_OR_NONE);
    }

    /** Keeps a message for the worker. */
    synchronized void put(Message message) throws TransferException {
        if (message instanceof Message.State state) {
            if (!sized && stateCame) {
                throw MessageCodec.protocol("a second x.state, of content of unknown size");
            } else if (sized) {
                states.take(state.first(), state.count());
                more("x.state", state.more(), states);
            }
            stateCame = true;
            grow(state.held().length);
        } else if (message instanceof Message.Need need) {
            if (!finished || !sized) {
                throw MessageCodec.protocol(sized ? "x.need before x.fin" : "x.need of content of unknown size");
            }
            needs.take(need.first(), need.count());
            more("x.need", need.more(), needs);
            if (needs.complete()) {
                if (++rounds > MAX_ROUNDS) {
                    throw MessageCodec.protocol("x.need after " + MAX_ROUNDS + " rounds");
                }
                needs.restart();
                finished = false;
            }
            grow(need.bitmap().length);
        } else if (message instanceof Message.Ack ack) {
            if (outOfRange(ack.written()) || outOfRange(ack.durable()) || outOfRange(ack.verified())) {
                throw MessageCodec.protocol("x.ack beyond the size");
            }
            if (queue.peekLast() instanceof Message.Ack) {
                queue.removeLast(); // what it said is said again
            }
        } else {
            throw MessageCodec.protocol("a message that only a receiver takes");
        }
        queue.add(message);
    }

    private static void more(String message, boolean more, Pages pages) throws TransferException {
        if (more == pages.complete()) {
            throw MessageCodec.protocol(message + " says more: " + more + ", and is not right");
        }
    }

    private boolean outOfRange(long bytes) {
        return bytes < 0 || bytes > most;
    }

    private void grow(int bytes) throws TransferException {
        bodyBytes += bytes;
        if (bodyBytes > MAX_BODY_BYTES) {
            throw MessageCodec.protocol("more claimed or asked for than there can be");
        }
    }

    /** The oldest message that was kept. */
    synchronized @Nullable Message poll() {
        Message message = queue.poll();
        if (message instanceof Message.State state) {
            bodyBytes -= state.held().length;
        } else if (message instanceof Message.Need need) {
            bodyBytes -= need.bitmap().length;
        }
        return message;
    }

    /** {@code x.fin} is about to leave. */
    synchronized void finishes() {
        finished = true;
    }

    /** Whether {@code x.done} may come: the sender has nothing to read, and whoever asks it something waits for nothing. */
    synchronized boolean finished() {
        return finished;
    }
}
