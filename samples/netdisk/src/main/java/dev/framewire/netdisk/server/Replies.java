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

    static HeaderBuilder okHeader() {
        return new HeaderBuilder().put(Messages.TYPE, Messages.OK.name());
    }

    void ok() throws IOException {
        out.write(okHeader());
    }

    void ok(HeaderBuilder header) throws IOException {
        out.write(header);
    }

    void ok(byte[] body) throws IOException {
        out.write(okHeader(), body);
    }

    void entries(boolean more, long hidden, byte[] lines, int length) throws IOException {
        HeaderBuilder header =
                new HeaderBuilder().put(Messages.TYPE, Messages.ENTRIES.name()).put(Messages.MORE, more);
        out.write(more ? header : header.put(Messages.HIDDEN, hidden), lines, 0, length);
    }

    void working(long done, long size) throws IOException {
        out.write(new HeaderBuilder()
                .put(Messages.TYPE, Messages.WORKING.name())
                .put(Messages.DONE, done)
                .put(Messages.SIZE, size));
    }

    void error(RefusedException refusal) throws IOException {
        out.write(new HeaderBuilder()
                .put(Messages.TYPE, Messages.ERROR.name())
                .put(Messages.CODE, refusal.code().word())
                .put(Messages.MESSAGE, String.valueOf(refusal.getMessage())));
    }
}
