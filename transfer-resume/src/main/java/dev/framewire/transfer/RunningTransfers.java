package dev.framewire.transfer;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What runs in an engine, and the threads that it runs on: to close it ends all of it. Thread-safe. */
final class RunningTransfers {
    private final ExecutorService threads;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final Set<ResumingTransfer> resuming = ConcurrentHashMap.newKeySet();
    private final Duration closeDeadline;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean closed;

    /** Whose {@link #close} waits for so long, at most. */
    RunningTransfers(Duration closeDeadline) {
        this.closeDeadline = closeDeadline;
        AtomicLong number = new AtomicLong();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "framewire-transfer-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Where what belongs to a transfer runs beside it; rejects everything once this is closed. */
    Executor threads() {
        return threads;
    }

    /** Runs a session on a thread of its own; false if that cannot be, and then it has failed already. */
    boolean start(Session session, CompletableFuture<TransferResult> result, Runnable after) {
        try {
            threads.execute(() -> {
                try {
                    result.complete(run(session));
                } catch (IOException | RuntimeException | Error e) {
                    result.completeExceptionally(e);
                } finally {
                    after.run();
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(closing(e));
            session.unused();
            return false;
        }
    }

    /** Runs a session on this thread. */
    TransferResult run(Session session) throws IOException {
        sessions.add(session);
        try {
            if (closed) { // it began after close had looked for what to end
                session.abort(closing(null));
            }
            return session.run();
        } finally {
            sessions.remove(session);
        }
    }

    /** Runs a transfer that connects by itself on a thread of its own; if that cannot be, it has failed already. */
    void start(ResumingTransfer transfer) {
        resuming.add(transfer);
        try {
            threads.execute(() -> {
                try {
                    if (closed) {
                        transfer.close();
                    }
                    transfer.run();
                } finally {
                    resuming.remove(transfer);
                }
            });
        } catch (RejectedExecutionException e) {
            resuming.remove(transfer);
            transfer.rejected(closing(e));
        }
    }

    /** Why nothing runs any more. */
    static TransferException closing(@Nullable RejectedExecutionException cause) {
        return new TransferException(TransferException.Kind.CLOSED, "the engine was closed", false, cause);
    }

    /** Ends what runs, and its connections; what begins after this ends at once. */
    void close() {
        closed = true;
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        resuming.forEach(ResumingTransfer::close);
        Set<Link> links = new HashSet<>();
        for (Session session : sessions) {
            session.breaks(closing(null));
            links.add(session.lane.link);
        }
        new EndingLinks(links, threads).await(closeDeadline);
        threads.shutdown();
    }
}
