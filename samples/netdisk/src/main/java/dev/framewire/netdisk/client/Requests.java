package dev.framewire.netdisk.client;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.framing.HeaderView;
import dev.framewire.netdisk.client.NetdiskClient.Refusals;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.Messages;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;

/** Requests on one connection. Not thread-safe. */
final class Requests {
    /** So few answers fit into what a socket holds, even while nobody reads them. */
    private static final int MAX_UNANSWERED = 32;

    private final FrameReader in;
    private final FrameWriter out;

    Requests(FrameReader in, FrameWriter out) {
        this.in = in;
        this.out = out;
    }

    /** An answer that is no refusal. */
    record Reply(Header header, byte[] body) {}

    static HeaderBuilder header(HeaderKey type) {
        return new HeaderBuilder().put(Messages.TYPE, type.name());
    }

    static HeaderBuilder header(HeaderKey type, RemotePath path) {
        return header(type).put(Messages.PATH, path.toString());
    }

    Reply ask(HeaderBuilder header) throws IOException, RefusedException {
        out.write(header);
        return reply();
    }

    Reply ask(HeaderBuilder header, byte[] body) throws IOException, RefusedException {
        out.write(header, body);
        return reply();
    }

    /**
     * Sends requests ahead of their answers, so that a server some way off is not waited for with each.
     *
     * @param refusals what it throws ends this with answers under way: the connection is of no use then
     */
    void askEach(Iterator<HeaderBuilder> requests, Refusals refusals) throws Exception {
        for (int unanswered = 0; unanswered > 0 || requests.hasNext(); unanswered--) {
            while (unanswered < MAX_UNANSWERED && requests.hasNext()) {
                out.write(requests.next());
                unanswered++;
            }
            try {
                reply();
            } catch (RefusedException e) {
                refusals.refused(e);
            }
        }
    }

    /** Is told the lines of an answer. */
    interface Lines {
        void line(HeaderView line) throws IOException;
    }

    /**
     * A request that is answered by lines of JSON, on as many pages as it takes. Each is told as soon as it has come: the server
     * makes the next ones meanwhile.
     *
     * @throws IOException also the first that a line made, when all have come: what is asked next gets its own answer
     */
    void lines(HeaderBuilder header, Lines lines) throws IOException, RefusedException {
        out.write(header);
        IOException first = null;
        boolean more = true;
        while (more) {
            Reply page = reply();
            int from = 0;
            byte[] body = page.body();
            for (int i = 0; i < body.length && first == null; i++) {
                if (body[i] == '\n') {
                    try {
                        lines.line(
                                Header.parse(Arrays.copyOfRange(body, from, i)).view());
                    } catch (IOException e) {
                        first = e;
                    }
                    from = i + 1;
                }
            }
            more = page.header().view().getBoolean(Messages.MORE, false);
        }
        if (first != null) {
            throw first;
        }
    }

    private Reply reply() throws IOException, RefusedException {
        while (true) {
            Frame frame = in.next();
            if (frame == null) {
                throw new EOFException("the server closed the connection");
            }
            HeaderView header = frame.header();
            if (header.stringEquals(Messages.TYPE, Messages.ERROR)) {
                throw new RefusedException(
                        ErrorCode.of(header.getString(Messages.CODE)), header.getString(Messages.MESSAGE));
            }
            if (!header.stringEquals(Messages.TYPE, Messages.WORKING)) {
                return new Reply(header.copy(), frame.readBody(Messages.MAX_BODY_BYTES));
            }
        }
    }
}
