package dev.framewire.netdisk.server;

import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.netdisk.wire.Messages;
import dev.framewire.netdisk.wire.RefusedException;
import java.io.IOException;

/** Answers of the server on one connection. */
final class Replies {
    private final FrameWriter out;

    Replies(FrameWriter out) {
        this.out = out;
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

    private interface Writing {
        void run() throws IOException;
    }

    private static void write(Writing writing) throws ConnectionEndedException {
        try {
            writing.run();
        } catch (IOException e) {
            throw new ConnectionEndedException(e);
        }
    }

    static HeaderBuilder okHeader() {
        return new HeaderBuilder().put(Messages.TYPE, Messages.OK.name());
    }

    void ok() throws IOException {
        send(okHeader());
    }

    void ok(HeaderBuilder header) throws IOException {
        send(header);
    }

    private void send(HeaderBuilder header) throws IOException {
        write(() -> out.write(header));
    }

    void ok(byte[] body) throws IOException {
        ok(okHeader(), body);
    }

    void ok(HeaderBuilder header, byte[] body) throws IOException {
        write(() -> out.write(header, body));
    }

    void entries(boolean more, long hidden, byte[] lines, int length) throws IOException {
        HeaderBuilder header =
                new HeaderBuilder().put(Messages.TYPE, Messages.ENTRIES.name()).put(Messages.MORE, more);
        write(() -> out.write(more ? header : header.put(Messages.HIDDEN, hidden), lines, 0, length));
    }

    void working(long done, long size) throws IOException {
        send(new HeaderBuilder()
                .put(Messages.TYPE, Messages.WORKING.name())
                .put(Messages.DONE, done)
                .put(Messages.SIZE, size));
    }

    void error(RefusedException refusal) throws IOException {
        send(new HeaderBuilder()
                .put(Messages.TYPE, Messages.ERROR.name())
                .put(Messages.CODE, refusal.code().word())
                .put(Messages.MESSAGE, String.valueOf(refusal.getMessage())));
    }
}
