package dev.framewire.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A {@link Sender} on a connection: the reading thread feeds it, the worker sends what it answers. */
final class SendingSession extends Session {
    private final Message opening;
    private final String path;
    private final Sending sender;
    private final Pace pace;
    /**
     * Held by whoever asks the sender or feeds it. Not the session's own monitor: it is held for as long as the source takes to
     * read, and whoever cancels must not wait for that.
     */
    private final Object turn = new Object();

    private long wire;
    /** Whether there may be something to send that there was not when the sender was last asked. */
    private boolean heard;

    SendingSession(
            Lane lane,
            Message opening,
            String path,
            TransferSource source,
            Geometry geometry,
            long rate,
            LongSupplier nanos,
            Executor threads,
            ProgressMeter meter)
            throws IOException {
        super(lane, threads, meter);
        this.opening = opening;
        this.path = path;
        this.sender = source instanceof StreamSource.Attempt once
                ? new StreamSender(opening.id(), once.stream(), nanos, meter)
                : new Sender(opening.id(), source, geometry, nanos, meter);
        this.pace = new Pace(rate, nanos);
    }

    @Override
    void begin() throws IOException {
        send(opening);
    }

    @Override
    void work() throws IOException {
        sender.begin(this::ready);
        while (true) {
            synchronized (this) {
                heard = false;
            }
            Message message;
            synchronized (turn) {
                message = mine() == null ? sender.next(buffers, pace.piece(lane.pieceBytes())) : null;
            }
            if (message == null) {
                if (mine() != null) {
                    return;
                }
                awaitNews(sender.idleMillis());
                continue;
            }
            if (message instanceof Message.Data data) {
                if (!paced(data.length())) {
                    buffers.give(data.content());
                    return;
                }
                sendOrAbort(message);
                buffers.give(data.content());
                wire += data.length();
                meter.wire.addAndGet(data.length());
                meter.tick();
            } else {
                if (message instanceof Message.Fin) {
                    meter.phase(Phase.SYNCING);
                }
                sendOrAbort(message);
            }
        }
    }

    private synchronized void ready() {
        heard = true;
        notifyAll();
    }

    /** Waits unless something has come since the sender was asked. */
    private synchronized void awaitNews(long millis) throws InterruptedIOException {
        if (!heard && mine() == null) {
            await(millis);
        }
    }

    /** Waits until so many bytes may leave; false if the transfer ended meanwhile, and they may not. */
    private synchronized boolean paced(int bytes) throws InterruptedIOException {
        pace.take(bytes);
        for (long left = pace.waitNanos(); left > 0 && mine() == null; left = pace.waitNanos()) {
            await(left / 1_000_000 + 1);
        }
        return mine() == null;
    }

    private void await(long millis) throws InterruptedIOException {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    @Nullable TransferResult on(Message message) throws IOException {
        synchronized (turn) {
            if (message instanceof Message.State state) {
                sender.onState(state);
            } else if (message instanceof Message.Ack ack) {
                sender.onAck(ack);
            } else if (message instanceof Message.Need need) {
                sender.onNeed(need);
            } else if (message instanceof Message.Done done) {
                String asked = opening instanceof Message.Open open ? open.sha256() : null;
                return new TransferResult(
                        path,
                        sender.checked(done),
                        done.root(),
                        wire,
                        meter.reused.get(),
                        Optional.ofNullable(WholeDigest.checked(asked, done.sha256())));
            } else {
                drop(message);
                throw MessageCodec.protocol("a message that only a receiver takes");
            }
        }
        ready();
        return null;
    }

    /** It is published, whatever we may have wanted since: a cancel that crosses it is not answered. */
    @Override
    boolean last(Message message) {
        return message instanceof Message.Done;
    }

    @Override
    void over(boolean keepPartial) throws IOException {
        TransferException why = mine();
        if (why != null
                && (why.kind() == TransferException.Kind.CORRUPT
                        || why.kind() == TransferException.Kind.WRONG_DIGEST)) {
            sender.doubt();
        }
        sender.close();
    }
}
