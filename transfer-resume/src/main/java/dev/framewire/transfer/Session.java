package dev.framewire.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One transfer on a connection, seen from one end: the thread that calls {@link #run} reads, another one works and writes.
 *
 * <p>How it ends: {@code x.done} ends it at once. Whoever gives up sends {@code x.error} or {@code x.cancel} and reads on, past
 * what is under way, until the other side has sent one of its own; whoever gets one without having sent one answers with
 * {@code x.cancel}. So both sides know which frame was the last.
 */
abstract class Session {
    final long id;
    final Buffers buffers;
    final ProgressMeter meter;
    final Lane lane;
    private final Executor threads;

    /** Why this side gave up, once it has; its last frame says so. */
    private @Nullable TransferException mine;

    private @Nullable IOException broken;
    /** Threads that work or write for this transfer; it is not over before they are. */
    private int helpers;

    private boolean begun;
    private boolean cancelledEarly;
    private volatile boolean keepAfterCancel = true;

    /** Held while a frame leaves: none leaves behind the answer to the peer's last one. */
    private final ReentrantLock leaving = new ReentrantLock();

    private boolean answered;

    Session(Lane lane, Executor threads, ProgressMeter meter) {
        this.id = lane.id;
        this.lane = lane;
        this.buffers = lane.buffers;
        this.threads = threads;
        this.meter = meter;
    }

    /** Sends what the transfer begins with, if this side begins. */
    abstract void begin() throws IOException;

    /** What the worker does until {@link #ended}. An exception becomes this side's {@code x.error}. */
    abstract void work() throws IOException;

    /** One message from the peer that is neither an end nor another transfer's. Answers the result when it was the last. */
    abstract @Nullable TransferResult on(Message message) throws IOException;

    /** Whether nothing follows a message, not even an answer to what we said before it came. */
    boolean last(Message message) {
        return false;
    }

    /**
     * Whether what the worker does may be seen when it is over. Then the peer's cancel is answered behind the worker: nothing is published behind
     * the answer. Else it is answered at once, however long a source takes.
     */
    boolean publishes() {
        return true;
    }

    /** The end of it, however it came; runs once, after the worker. */
    abstract void over(boolean keepPartial) throws IOException;

    /** What this end has published, though the transfer failed behind that; null if nothing. Asked when it is over. */
    @Nullable TransferResult published() {
        return null;
    }

    final TransferResult run() throws IOException {
        try {
            return converse();
        } catch (IOException e) {
            TransferResult stands = published();
            if (stands == null) {
                throw e;
            }
            meter.done(
                    stands.size()); // what has its name is not taken back, and whoever tried again would find it taken
            return stands;
        }
    }

    private TransferResult converse() throws IOException {
        boolean keep = true;
        try {
            begin();
            boolean cancelled;
            synchronized (this) {
                begun = true;
                cancelled = cancelledEarly;
            }
            help(this::runWorker);
            if (cancelled) {
                giveUpAside(new TransferException(TransferException.Kind.CANCELLED, "cancelled here"));
            }
            while (true) {
                Message message = lane.next();
                if (message instanceof Message.Failure f) {
                    throw ended(new TransferException(f.kind(), MessageCodec.printable(f.text()), true, null));
                } else if (message instanceof Message.Cancel c) {
                    keep = c.keep();
                    throw ended(new TransferException(
                            TransferException.Kind.CANCELLED, "the other side cancelled the transfer", true, null));
                }
                if (last(message)) {
                    TransferResult result = Objects.requireNonNull(on(message));
                    meter.done(result.size());
                    return result;
                }
                try {
                    if (message instanceof Message.Malformed malformed) {
                        throw malformed.why();
                    }
                    TransferResult result = mine() == null ? on(message) : drop(message);
                    if (result != null) {
                        meter.done(result.size());
                        return result;
                    }
                } catch (TransferException e) {
                    giveUpAside(e);
                }
            }
        } catch (IOException e) {
            IOException cause = cause(e);
            keep &= !(cancelledHere() && !keepAfterCancel);
            if (!(e instanceof TransferException told && told.connectionUsable())) {
                abort(cause); // the worker may be writing to a peer that does not read
            }
            throw cause;
        } catch (RuntimeException | Error e) {
            abort(new IOException("this end failed", e));
            throw e;
        } finally {
            stopWorker();
            try {
                over(keep);
            } finally {
                lane.leave();
            }
        }
    }

    /** It never ran. */
    final void unused() {
        try {
            over(true);
        } catch (IOException e) {
            // nothing was begun that could be lost
        } finally {
            lane.leave();
        }
    }

    /** Does something on another thread, before the end of the transfer. */
    private void help(Runnable task) throws TransferException {
        synchronized (this) {
            helpers++;
        }
        boolean started = false;
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    helped();
                }
            });
            started = true;
        } catch (RejectedExecutionException e) {
            throw new TransferException(TransferException.Kind.CLOSED, "the engine was closed", false, e);
        } finally {
            if (!started) {
                helped();
            }
        }
    }

    private synchronized void helped() {
        helpers--;
        notifyAll();
    }

    private synchronized boolean cancelledHere() {
        return mine != null && mine.kind() == TransferException.Kind.CANCELLED;
    }

    /** What the worker ran into is the reason; that the stream was closed because of it is not. */
    private synchronized IOException cause(IOException seen) {
        if (broken != null) {
            return broken;
        }
        return mine != null && !(seen instanceof TransferException) ? mine : seen;
    }

    final @Nullable TransferResult drop(Message message) {
        if (message instanceof Message.Data data) {
            buffers.give(data.content());
        }
        return null;
    }

    /** The peer's last frame has come: answer it unless ours has gone already, and say whose failure it was. */
    private TransferException ended(TransferException theirs) throws IOException {
        TransferException ours;
        synchronized (this) {
            ours = mine;
            if (ours == null) {
                mine = theirs;
            }
        }
        if (ours == null) {
            if (publishes()) {
                stopWorker();
            }
            leaving.lock();
            try {
                send(new Message.Cancel(id, true));
                answered = true;
            } finally {
                leaving.unlock();
            }
            return theirs;
        }
        return new TransferException(ours.kind(), String.valueOf(ours.getMessage()), true, ours);
    }

    final synchronized @Nullable TransferException mine() {
        return mine;
    }

    /** Gives up: the peer is told, once. */
    final void giveUp(TransferException why) throws IOException {
        if (decide(why)) {
            say(why);
        }
    }

    /**
     * Gives up without waiting for the writer. To be used by whoever reads: if both ends waited until the other has read,
     * both would wait for ever.
     */
    private void giveUpAside(TransferException why) throws TransferException {
        if (decide(why)) {
            help(() -> {
                try {
                    say(why);
                } catch (IOException | RuntimeException | Error e) {
                    abort(e instanceof IOException io ? io : new IOException(e));
                }
            });
        }
    }

    private boolean decide(TransferException why) {
        synchronized (this) {
            if (mine != null) {
                return false;
            }
            mine = why;
            notifyAll();
        }
        woken();
        return true;
    }

    private void say(TransferException why) throws IOException {
        boolean cancel = why.kind() == TransferException.Kind.CANCELLED;
        Message failure = new Message.Failure(id, why.kind(), String.valueOf(why.getMessage()));
        send(cancel ? new Message.Cancel(id, keepAfterCancel) : failure);
    }

    final void cancel(boolean keepPartial) {
        keepAfterCancel = keepPartial;
        synchronized (this) {
            if (!begun) {
                cancelledEarly = true; // an end that came before its beginning would be taken for a late one
                return;
            }
        }
        try {
            giveUpAside(new TransferException(TransferException.Kind.CANCELLED, "cancelled here"));
        } catch (TransferException e) {
            // the engine is closed, and every transfer of it has ended or is about to
        }
    }

    final void send(Message message) throws IOException {
        leaving.lock();
        try {
            if (!answered) {
                lane.send(message);
            }
        } finally {
            leaving.unlock();
        }
    }

    /** A stream that broke is no failure of the source: nobody is there to be told. */
    final void sendOrAbort(Message message) throws IOException {
        try {
            send(message);
        } catch (IOException e) {
            abort(e);
            throw e;
        }
    }

    /** Waits until something has come from the peer, or the session is over. With the monitor held. */
    final void waitForPeer() throws InterruptedIOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Ends the connection: the other threads' reads and writes fail, and this is the reason. */
    final void abort(IOException why) {
        breaks(why);
        lane.abort();
    }

    /** The connection is about to end, and this is the reason. */
    final synchronized void breaks(IOException why) {
        if (broken == null) {
            broken = why;
        }
    }

    /** Makes the worker look at {@link #mine} again. */
    void woken() {}

    private void runWorker() {
        try {
            work();
        } catch (IOException | RuntimeException | Error e) {
            tell(e); // an Error too: whoever waits for this transfer must not wait for a thread that is no more
        }
    }

    private void tell(Throwable e) {
        try {
            giveUp(failure(e));
        } catch (IOException | RuntimeException | Error second) {
            e.addSuppressed(second);
            abort(e instanceof IOException io ? io : new IOException(e));
        }
    }

    /** What the peer is told of an exception: its kind, but no path or text of this machine. */
    static TransferException failure(Throwable e) {
        if (e instanceof TransferException transfer) {
            return transfer;
        }
        if (e instanceof Error) {
            return new TransferException(TransferException.Kind.IO, "this side ran out of a resource", false, e);
        }
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        boolean full =
                text.contains("no space left") || text.contains("quota exceeded") || text.contains("disk is full");
        return full
                ? new TransferException(TransferException.Kind.NO_SPACE, "the disk is full", false, e)
                : new TransferException(TransferException.Kind.IO, "a file could not be read or written", false, e);
    }

    private void stopWorker() {
        synchronized (this) {
            if (mine == null) {
                mine = new TransferException(TransferException.Kind.CLOSED, "the transfer is over");
            }
            notifyAll();
        }
        woken();
        buffers.open();
        boolean interrupted = false;
        synchronized (this) {
            while (helpers > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
