package dev.framewire.auth;

import dev.framewire.framing.FrameException;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.framing.HeaderView;
import dev.framewire.framing.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The frames of one handshake: native frames, small, one at a time, each of them in the transcript.
 *
 * <pre>
 *     0        4                 12              12+H            12+H+B
 *     | H: u32 | B: u64          | header: H     | body: B       |      2 ≤ H ≤ 1024, 0 ≤ B ≤ 1024
 * </pre>
 *
 * <p>It reads to the end of a frame and not one byte further, so whatever follows the last frame is the record layer's.
 * One array of fixed size takes every frame that a stranger may send.
 */
final class HandshakeFrames {
    static final int PREFIX_BYTES = 12;
    static final int MAX_HEADER_BYTES = 1024;
    static final int MAX_BODY_BYTES = 1024;
    static final HeaderKey TYPE = HeaderKey.of("type");

    private static final String FAILED = "failed";

    private final Transport transport;
    private Transcript transcript;
    private final byte[] buffer = new byte[PREFIX_BYTES + MAX_HEADER_BYTES + MAX_BODY_BYTES];

    /** The last frame received is {@code buffer[0..receivedBytes)}. */
    private int receivedBytes;

    /** Bound to nothing, until {@link #bind} says to what. */
    HandshakeFrames(Transport transport) {
        this.transport = transport;
        this.transcript = new Transcript(new byte[0]);
    }

    /** A received frame. The raw bytes of prefix and header go into a Noise prologue. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Received(HeaderView header, byte[] prefixAndHeader, byte[] body) {
        /** The peer's string, or the peer's fault. */
        String text(HeaderKey key) throws AuthException {
            try {
                return header.getString(key);
            } catch (FrameException e) {
                throw HandshakeFrames.malformed("field \"" + key.name() + "\" is missing or not a string", e);
            }
        }

        /** A name, or nothing where the peer has none. */
        String name(HeaderKey key) throws AuthException {
            String name = text(key);
            if (!name.isEmpty() && !Names.valid(name)) {
                throw HandshakeFrames.malformed("field \"" + key.name() + "\" is not a name");
            }
            return name;
        }
    }

    static HeaderBuilder header(String type) {
        return new HeaderBuilder().put(TYPE, type);
    }

    /** Sends one frame in one write. */
    void send(HeaderBuilder header, byte[] body) throws IOException {
        byte[] headerBytes = header.toByteArray();
        byte[] frame = frame(headerBytes, body);
        transcript.add(frame, 0, frame.length);
        transport.outputStream().write(frame);
        transport.outputStream().flush();
    }

    /** What {@link #send} will put before the body. */
    static byte[] prefixAndHeader(HeaderBuilder header, int bodyBytes) {
        byte[] headerBytes = header.toByteArray();
        return Arrays.copyOf(frame(headerBytes, new byte[bodyBytes]), PREFIX_BYTES + headerBytes.length);
    }

    static byte[] frame(byte[] header, byte[] body) {
        return ByteBuffer.allocate(PREFIX_BYTES + header.length + body.length)
                .putInt(header.length)
                .putLong(body.length)
                .put(header)
                .put(body)
                .array();
    }

    /**
     * Reads the one frame that may come now.
     *
     * @throws AuthException if it is another one, has more or other fields, or is not a frame
     */
    Received receive(String type, int fieldCount, int bodyBytes) throws IOException {
        return receive(type, fieldCount, bodyBytes, bodyBytes);
    }

    /** {@link #receive} for a body whose length only its content knows. */
    Received receiveUpTo(String type, int fieldCount, int maxBodyBytes) throws IOException {
        return receive(type, fieldCount, 1, maxBodyBytes);
    }

    private Received receive(String type, int fieldCount, int minBody, int maxBody) throws IOException {
        read(0, PREFIX_BYTES);
        ByteBuffer prefix = ByteBuffer.wrap(buffer, 0, PREFIX_BYTES);
        long headerBytes = prefix.getInt() & 0xffff_ffffL;
        long declaredBody = prefix.getLong();
        if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES || declaredBody < 0 || declaredBody > maxBody) {
            throw HandshakeFrames.malformed("not a handshake frame: header of " + headerBytes + " and body of "
                    + Long.toUnsignedString(declaredBody) + " bytes, limits " + MAX_HEADER_BYTES + " and " + maxBody);
        }
        int bodyAt = PREFIX_BYTES + (int) headerBytes;
        read(PREFIX_BYTES, bodyAt + (int) declaredBody);
        HeaderView header;
        try {
            header = Header.parse(Arrays.copyOfRange(buffer, PREFIX_BYTES, bodyAt))
                    .view();
        } catch (FrameException e) {
            throw HandshakeFrames.malformed("the header of a handshake frame is not a JSON object", e);
        }
        if (type(header).equals(FAILED)) {
            throw new AuthException(AuthException.Kind.REFUSED, "the peer refused");
        }
        if (!type(header).equals(type)
                || header.fieldCount() != fieldCount
                || declaredBody < minBody
                || declaredBody > maxBody) {
            throw HandshakeFrames.malformed("expected a frame of type \"" + type + "\" with " + fieldCount
                    + " fields and a body of " + minBody + " to " + maxBody + " bytes");
        }
        int bodyBytes = (int) declaredBody;
        receivedBytes = bodyAt + bodyBytes;
        transcript.add(buffer, 0, receivedBytes);
        return new Received(
                header, Arrays.copyOf(buffer, bodyAt), Arrays.copyOfRange(buffer, bodyAt, bodyAt + bodyBytes));
    }

    private static String type(HeaderView header) throws AuthException {
        try {
            return header.getString(TYPE, "");
        } catch (FrameException e) {
            throw HandshakeFrames.malformed("field \"type\" is not a string", e);
        }
    }

    private void read(int from, int to) throws IOException {
        InputStream in = transport.inputStream();
        int at = from;
        while (at < to) {
            int n = in.read(buffer, at, to - at);
            if (n < 0) {
                throw new AuthException(
                        AuthException.Kind.TRUNCATED, "Truncated handshake: the stream ended before its last frame");
            }
            at += n;
        }
    }

    byte[] transcriptHash() {
        return transcript.hash();
    }

    /**
     * What the channel beneath is known by. Before the first frame, or after it by the end that learns only from it which
     * binding the other one uses: then the transcript begins with that frame anew.
     */
    void bind(byte[] binding) {
        transcript = new Transcript(binding);
        transcript.add(buffer, 0, receivedBytes);
    }

    /** The one answer to everything that goes wrong. */
    void sendFailed() throws IOException {
        transport.outputStream().write(frame(header(FAILED).toByteArray(), new byte[0]));
        transport.outputStream().flush();
    }

    static AuthException malformed(String what) {
        return new AuthException(AuthException.Kind.MALFORMED, "Corrupt handshake: " + what);
    }

    static AuthException malformed(String what, Throwable cause) {
        return new AuthException(AuthException.Kind.MALFORMED, "Corrupt handshake: " + what, cause);
    }
}
