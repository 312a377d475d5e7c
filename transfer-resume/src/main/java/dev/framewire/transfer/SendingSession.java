package dev.framewire.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A {@link Sender} on a connection: the reading thread fills a queue, the worker feeds it to the sender, and sends what it answers. */
final class SendingSession extends Session {
    private final Message opening;
    private final String path;
    private final Sending sender;
    private final Pace pace;
    /**
     * What the worker has not fed to the sender yet. The reading thread does not do it: the worker may be reading its source, and
     * whoever waits for that reads nothing, neither the peer's cancel nor what belongs to others on the connection.
     */
    private final SenderInbox inbox;
    /** Held by whoever asks the sender: the worker, for as long as its source takes; and the reading thread, behind {@code x.fin}. */
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
        this.sender = source instanceof StreamAttempt once
                ? new StreamSender(opening.id(), once.stream(), nanos, meter)
                : new Sender(opening.id(), source, geometry, nanos, meter);
        this.inbox = new SenderInbox(geometry, geometry.told(source) != Geometry.UNKNOWN);
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
                feed();
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
                    inbox.finishes();
                    meter.phase(Phase.SYNCING);
                }
                sendOrAbort(message);
            }
        }
    }

    private void feed() throws TransferException {
        for (Message message = inbox.poll(); message != null; message = inbox.poll()) {
            if (message instanceof Message.State state) {
                sender.onState(state);
            } else if (message instanceof Message.Need need) {
                sender.onNeed(need);
            } else {
                sender.onAck((Message.Ack) message);
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
        if (message instanceof Message.Done done) {
            return result(done);
        }
        inbox.put(message);
        if (message instanceof Message.Ack ack) {
            meter.acknowledged(ack); // here: the worker may be long about its source
        }
        ready();
        return null;
    }

    private TransferResult result(Message.Done done) throws TransferException {
        if (!inbox.finished()) {
            throw MessageCodec.protocol("x.done before x.fin");
        }
        synchronized (turn) {
            String asked = opening instanceof Message.Open open ? open.sha256() : null;
            return new TransferResult(
                    path,
                    sender.checked(done),
                    done.root(),
                    wire,
                    meter.reused.get(),
                    Optional.ofNullable(WholeDigest.checked(asked, done.sha256())));
        }
    }

    @Override
    boolean publishes() {
        return false;
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
