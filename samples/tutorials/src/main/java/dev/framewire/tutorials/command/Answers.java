package dev.framewire.tutorials.command;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderKey;
import dev.framewire.framing.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * How the answers of S3 go over the wire, forms (b) and (c). All integers are {@code struct.pack('i', n)}: little-endian, signed.
 *
 * <pre>
 *     (b)  | n: i32 | output: n bytes |
 *     (c)  | h: i32 | {"md5":…,"file_name":…,"total_size":n}: h bytes | output: n bytes |
 * </pre>
 */
final class Answers {
    static final FrameFormat LENGTH =
            FrameFormat.plain(4, ByteOrder.LITTLE_ENDIAN).withSignedLength();
    static final FrameFormat HEADER =
            FrameFormat.headerCarried(ByteOrder.LITTLE_ENDIAN, "total_size").withSignedLength();

    /** An answer is held in memory, whatever length is claimed. */
    static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;

    static final FrameLimits LIMITS = FrameLimits.builder()
            .maxBodyBytes(MAX_ANSWER_BYTES)
            .maxBodyInMemoryBytes(MAX_ANSWER_BYTES)
            .build();

    private static final HeaderKey MD5 = HeaderKey.of("md5");
    private static final HeaderKey FILE_NAME = HeaderKey.of("file_name");
    private static final HeaderKey TOTAL_SIZE = HeaderKey.of("total_size");

    private Answers() {}

    static void sendLength(Transport client, String line, byte[] output) throws IOException {
        new FrameWriter(client.outputStream(), LENGTH, LIMITS).write(Header.none(), output);
    }

    static void sendHeader(Transport client, String line, byte[] output) throws IOException {
        Header header = Header.builder()
                .put(MD5, md5(output))
                .put(FILE_NAME, "output.txt")
                .put(TOTAL_SIZE, output.length)
                .build();
        new FrameWriter(client.outputStream(), HEADER, LIMITS).write(header, output);
    }

    /** One answer; in form (c) its MD5 is compared where it is one. The originals' servers often send a word in its place. */
    static byte[] receive(FrameReader server) throws IOException {
        Frame frame = server.next();
        if (frame == null) {
            throw new EOFException("the server closed the connection without an answer");
        }
        String md5 = frame.header().getString(MD5, "").toLowerCase(Locale.ROOT);
        byte[] output = frame.readBody(MAX_ANSWER_BYTES);
        if (md5.matches("[0-9a-f]{32}") && !md5.equals(md5(output))) {
            throw new IOException("Corrupt answer: its MD5 is not the one in its header");
        }
        return output;
    }

    private static String md5(byte[] output) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(output));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
