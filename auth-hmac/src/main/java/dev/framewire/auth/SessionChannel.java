package dev.framewire.auth;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What protects the two streams of a session, our own records or TLS beneath, and the streams' common end. */
abstract class SessionChannel implements RecordInput.SessionEnd {
    private final Transport transport;
    private final @Nullable Watchdog watchdog;
    private final Duration closeDeadline;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean dead;

    SessionChannel(Transport transport, @Nullable Watchdog watchdog, Duration closeDeadline) {
        this.transport = transport;
        this.watchdog = watchdog;
        this.closeDeadline = closeDeadline;
    }

    abstract InputStream input();

    abstract OutputStream output();

    /** Tells the peer that nothing more comes. No effect the second time. */
    abstract void shutdownOutput() throws IOException;

    /** The session is over in both directions: forgets its secrets. A thread that uses them is about to fail, and does it. */
    abstract void forget();

    @Override
    public void abort() {
        dead = true;
        transport.abort();
        forget();
    }

    @Override
    public void close() throws IOException {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        try {
            closeBoth();
        } finally {
            forget();
        }
    }

    @SuppressWarnings("try") // the resources are there to be closed, in this order
    private void closeBoth() throws IOException {
        if (dead) {
            transport.close();
            return;
        }
        // A peer that does not read would block the last record, or hold the lock of a write that blocks already.
        try (Watchdog own = watchdog == null ? Watchdog.create() : null;
                Watchdog.Guard guard = guard(own);
                Transport last = transport) {
            shutdownOutput();
        }
    }

    /** What a read or a write throws after the first one that failed: the same kind, from where it is called now. */
    static IOException again(IOException first) {
        return first instanceof AuthException auth
                ? new AuthException(auth.kind(), String.valueOf(auth.getMessage()), auth)
                : new IOException("the session failed earlier", first);
    }

    private Watchdog.@Nullable Guard guard(@Nullable Watchdog own) {
        Watchdog either = own == null ? watchdog : own;
        return either == null ? null : either.guard(closeDeadline, transport);
    }
}
