package dev.framewire.netdisk.server;

import dev.framewire.auth.SecureSession;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import dev.framewire.netdisk.wire.CountingTransport;
import dev.framewire.netdisk.wire.RefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;

/** One client, from the first byte to the last, on a thread of its own: handshake, login, commands. */
final class Connection implements Runnable {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());

    private final ServerContext context;
    private final Door door;
    private final Socket socket;

    Connection(ServerContext context, Door door, Socket socket) {
        this.context = context;
        this.door = door;
        this.socket = socket;
    }

    @Override
    public void run() {
        InetAddress source = socket.getInetAddress();
        try (Socket closing = socket) {
            closing.setTcpNoDelay(true);
            Transport wire =
                    CountingTransport.of(closing, context.metrics().bytesReceived, context.metrics().bytesSent);
            try (SecureSession session = door.enter(wire, context.watchdog())) {
                talk(session, source);
            }
        } catch (IOException e) {
            // a client that went away is no news; what it was is there for who looks for it
            LOG.log(System.Logger.Level.DEBUG, "connection-ended source=" + source.getHostAddress() + " error=" + e);
        } catch (RuntimeException | Error e) {
            // ends this connection; the thread is its own, and the server goes on
            LOG.log(System.Logger.Level.ERROR, "connection-failed source=" + source.getHostAddress(), e);
        }
    }

    private void talk(SecureSession session, InetAddress source) throws IOException {
        Transport transport = session.transport();
        Deadlines deadlines = context.options().deadlines();
        FrameLimits limits = FrameLimits.builder()
                .idleTimeout(deadlines.silence())
                .frameDeadline(deadlines.stall())
                .minBytesPerSecond(Deadlines.MIN_BYTES_PER_SECOND)
                .build();
        try (FrameReader in = new FrameReader(transport, FrameFormat.nativeFormat(), limits, context.watchdog());
                FrameWriter out = new FrameWriter(transport, FrameFormat.nativeFormat(), limits, context.watchdog())) {
            talk(session, source, in, out);
        }
    }

    private void talk(SecureSession session, InetAddress source, FrameReader in, FrameWriter out) throws IOException {
        Deadlines deadlines = context.options().deadlines();
        Replies replies = new Replies(out, context.watchdog(), () -> hangUp(session));
        Optional<Login.Identity> who;
        try (Watchdog.Guard guard = context.watchdog().guard(deadlines.login(), session.transport())) {
            who = new Login(context, session, source, in, replies).run();
            if (guard.expired()) {
                return;
            }
        }
        if (who.isEmpty()) {
            return;
        }
        String user = who.get().user();
        Optional<DiskAccounts.Lease> lease;
        try {
            lease = lease(user, replies);
        } catch (RefusedException e) {
            if (replies.diskAnswered()) {
                in.next(); // the first request, which this answers
                replies.error(e);
            }
            return;
        }
        if (lease.isEmpty()) {
            return;
        }
        try {
            new FileCommands(context, who.get(), lease.get().account(), in, out, replies).run();
        } finally {
            try {
                hangUp(session); // whoever is still there need not wait for the disk as well
            } finally {
                close(lease.get());
            }
        }
    }

    /** Empty when the home was opened so late that the client was told before that it is silent. */
    private Optional<DiskAccounts.Lease> lease(String user, Replies replies) throws IOException, RefusedException {
        DiskAccounts.Lease lease;
        boolean inTime;
        replies.awaitDisk(user);
        try {
            lease = context.threads().atDisk(() -> context.accounts().lease(user));
        } catch (IOException e) {
            throw Trouble.refusal(user, e);
        } finally {
            inTime = replies.diskAnswered();
        }
        if (!inTime) {
            close(lease);
            return Optional.empty();
        }
        return Optional.of(lease);
    }

    // and no more: the socket is closed when the thread of the connection leaves, which may be at a disk. Closed before
    // all that the client sends has been read, it would take our last answer with it
    private void hangUp(SecureSession session) {
        try (Watchdog.Guard guard = context.watchdog().guard(SecureSession.CLOSE_DEADLINE, session.transport())) {
            session.shutdownOutput();
            LOG.log(System.Logger.Level.DEBUG, "hung-up cut=" + guard.expired());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "not-hung-up error=" + e); // the client went first
        }
    }

    private void close(DiskAccounts.Lease lease) throws IOException {
        try {
            context.threads().atDisk(() -> {
                lease.close();
                return null;
            });
        } catch (RefusedException e) {
            throw new AssertionError("to leave is never refused", e);
        }
    }
}
