package dev.framewire.netdisk.server;

import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import dev.framewire.netdisk.wire.Messages;
import dev.framewire.netdisk.wire.RefusedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Answers of the server on one connection, and how long its client waits for a disk.
 *
 * <p>Nobody can call back a thread that is in a system call of a file system that does not answer. So its client is told by
 * another thread, and hears nothing more: what the first one says when it comes back is not sent. One thread answers; thread-safe
 * as far as the one is that gives up.
 */
final class Replies {
    /** How long nothing may move at a disk while a client waits; ours wait for a minute. */
    static final Duration DISK_PATIENCE = Duration.ofSeconds(45);

    private static final System.Logger LOG = System.getLogger(Replies.class.getName());

    private final FrameWriter out;
    private final Watchdog watchdog;
    private final Runnable hangUp;
    private final Transport silence; // a watchdog aborts a transport, and nothing else
    private volatile Watchdog.Guard disk; // of what is done for the client now, or was done last; null before the first
    private String user = "none";
    private boolean told;

    /** @param hangUp lets the client know that nothing more comes */
    Replies(FrameWriter out, Watchdog watchdog, Runnable hangUp) {
        this.out = out;
        this.watchdog = watchdog;
        this.hangUp = hangUp;
        this.silence = Transport.of(InputStream.nullInputStream(), OutputStream.nullOutputStream(), this::giveUp);
    }

    /**
     * The client cannot be talked to any more. Told apart from the disk's exceptions, which are answered: of an {@link IOException}
     * alone nobody can say whose it is.
     */
    static final class ConnectionEndedException extends IOException {
        private static final long serialVersionUID = 1;

        ConnectionEndedException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /**
     * A client waits for a disk from now on: until its request is answered, or {@link #diskAnswered} is called. After {@link
     * #DISK_PATIENCE} in which nothing {@linkplain #diskMoved moved} the request is answered with TRY_LATER, and the
     * connection ends. To answer takes as long as the client likes, within its own deadline.
     */
    synchronized void awaitDisk(String owner) {
        user = owner;
        disk = watchdog.guard(DISK_PATIENCE, silence);
    }

    /** The disk did something, and more is to come. */
    void diskMoved() {
        disk.restart();
    }

    /**
     * Nobody waits for the disk any more.
     *
     * @return false when that comes too late: the client was told so, and can be told nothing else
     */
    synchronized boolean diskAnswered() {
        if (disk != null) {
            disk.close();
            if (disk.expired()) {
                giveUp(); // the one who does it otherwise may not have begun
            }
        }
        return !told;
    }

    private synchronized void giveUp() {
        if (told) {
            return;
        }
        told = true;
        try {
            out.write(errorHeader(Trouble.silentDisk(user, DISK_PATIENCE)));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "not-told user=" + user + " error=" + e);
        }
        hangUp.run();
    }

    private interface Writing {
        void run() throws IOException;
    }

    private synchronized void write(boolean isLast, Writing writing) throws ConnectionEndedException {
        if (!diskAnswered()) {
            throw new ConnectionEndedException(new EOFException("the client was told that its disk does not answer"));
        }
        try {
            writing.run();
        } catch (IOException e) {
            throw new ConnectionEndedException(e);
        }
        if (!isLast) {
            awaitDisk(user);
        }
    }

    static HeaderBuilder okHeader() {
        return new HeaderBuilder().put(Messages.TYPE, Messages.OK.name());
    }

    void ok() throws IOException {
        ok(okHeader());
    }

    void ok(HeaderBuilder header) throws IOException {
        write(true, () -> out.write(header));
    }

    void ok(byte[] body) throws IOException {
        ok(okHeader(), body);
    }

    void ok(HeaderBuilder header, byte[] body) throws IOException {
        write(true, () -> out.write(header, body));
    }

    void entries(boolean more, long hidden, byte[] lines, int length) throws IOException {
        HeaderBuilder header =
                new HeaderBuilder().put(Messages.TYPE, Messages.ENTRIES.name()).put(Messages.MORE, more);
        write(!more, () -> out.write(more ? header : header.put(Messages.HIDDEN, hidden), lines, 0, length));
    }

    void working(long done, long size) throws IOException {
        HeaderBuilder header = new HeaderBuilder()
                .put(Messages.TYPE, Messages.WORKING.name())
                .put(Messages.DONE, done)
                .put(Messages.SIZE, size);
        write(false, () -> out.write(header));
    }

    void error(RefusedException refusal) throws IOException {
        write(true, () -> out.write(errorHeader(refusal)));
    }

    private static HeaderBuilder errorHeader(RefusedException refusal) {
        return new HeaderBuilder()
                .put(Messages.TYPE, Messages.ERROR.name())
                .put(Messages.CODE, refusal.code().word())
                .put(Messages.MESSAGE, String.valueOf(refusal.getMessage()));
    }
}
