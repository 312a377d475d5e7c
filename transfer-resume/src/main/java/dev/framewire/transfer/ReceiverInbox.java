package dev.framewire.transfer;

import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the reading thread hands to a receiver's worker. The peer can fill it with no more than is bounded elsewhere: pieces
 * by the session's buffers, digests by their order (each chunk once a round), and rounds by waiting for the worker after each
 * {@code x.fin}. Anything else is refused here, before it is kept. One thread puts, one takes.
 */
final class ReceiverInbox {
    private final BlockingQueue<Message> queue = new LinkedBlockingQueue<>();
    private final AtomicBoolean alive = new AtomicBoolean();
    /** The worker changes it before it says the first word to the peer. */
    private volatile @Nullable Pages hashes;
    /** The chunk of content whose size is not known yet; 0 where it is. By the reading thread only. */
    private int unsizedChunk;

    /** A receiver to which content of this size and chunk is offered. */
    void offered(long size, int chunk) throws TransferException {
        if (hashes != null) {
            throw MessageCodec.protocol("a second offer");
        }
        if (size == Geometry.UNKNOWN && Geometry.validUnknown(chunk)) {
            unsizedChunk = chunk;
            hashes = new Pages("x.hashes", Geometry.MAX_CHUNKS, Pages.Kind.ANY);
            return;
        }
        if (!Geometry.valid(size, chunk)) {
            throw MessageCodec.protocol("size " + size + " in chunks of " + chunk);
        }
        hashes = new Pages("x.hashes", new Geometry(size, chunk).chunks(), Pages.Kind.FULL);
    }

    /** From now on the digest of each chunk comes by itself, behind its pieces. */
    void inOrder(Geometry geometry) {
        if (geometry.chunks() > 0) {
            hashes = new Pages("x.hashes", geometry.chunks(), Pages.Kind.ANY);
        }
    }

    /** Keeps a message for the worker. */
    void put(Message message) throws TransferException {
        if (message instanceof Message.Offer offer) {
            offered(offer.size(), offer.chunk());
        } else if (message instanceof Message.Size size) {
            sized(size.size());
        } else if (message instanceof Message.Data
                || message instanceof Message.Hashes
                || message instanceof Message.Fin) {
            order(message);
        } else if (message instanceof Message.Alive) {
            if (hashes == null) {
                throw MessageCodec.protocol("a message before the offer");
            }
            if (!alive.compareAndSet(false, true)) {
                return; // one answer is enough for all that wait
            }
        } else {
            throw MessageCodec.protocol("a message that only a sender takes");
        }
        queue.add(message);
    }

    private void sized(long size) throws TransferException {
        Pages pages = hashes;
        if (pages == null || unsizedChunk == 0 || !Geometry.valid(size, unsizedChunk)) {
            throw MessageCodec.protocol("x.size of " + size + " where none is to be told");
        }
        pages.end(new Geometry(size, unsizedChunk).chunks());
        unsizedChunk = 0;
    }

    private void order(Message message) throws TransferException {
        Pages pages = hashes;
        if (pages == null) {
            throw MessageCodec.protocol("a message before the offer");
        }
        if (message instanceof Message.Hashes page) {
            if (page.digests().length % MerkleTree.DIGEST_BYTES != 0) {
                throw MessageCodec.protocol("x.hashes of " + page.digests().length + " bytes");
            }
            pages.take(page.first(), page.digests().length / MerkleTree.DIGEST_BYTES);
        } else if (message instanceof Message.Data && pages.complete()) {
            throw MessageCodec.protocol("x.data between x.hashes and x.fin");
        } else if (message instanceof Message.Fin) {
            if (!pages.complete()) {
                throw MessageCodec.protocol("x.fin before all digests");
            }
            pages.restart();
        }
    }

    /** Makes the worker look around. */
    void wake(long id) {
        queue.add(new Message.Cancel(id, true));
    }

    @Nullable Message poll() {
        return taken(queue.poll());
    }

    Message take() throws InterruptedException {
        Message message = queue.take();
        return message instanceof Message.Alive ? Objects.requireNonNull(taken(message)) : message;
    }

    private @Nullable Message taken(@Nullable Message message) {
        if (message instanceof Message.Alive) {
            alive.set(false);
        }
        return message;
    }
}
