package dev.framewire.netdisk.client;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.framing.HeaderView;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.Messages;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Requests on one connection, each answered before the next is sent. Not thread-safe. */
final class Requests {
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

    /** A request that is answered by lines of JSON, on as many pages as it takes. */
    List<Header> lines(HeaderBuilder header) throws IOException, RefusedException {
        out.write(header);
        List<Header> lines = new ArrayList<>();
        while (true) {
            Reply page = reply();
            int from = 0;
            byte[] body = page.body();
            for (int i = 0; i < body.length; i++) {
                if (body[i] == '\n') {
                    lines.add(Header.parse(Arrays.copyOfRange(body, from, i)));
                    from = i + 1;
                }
            }
            if (!page.header().view().getBoolean(Messages.MORE, false)) {
                return lines;
            }
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
