package dev.framewire.tutorials.tinyhttp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Fetches one page. */
public final class TinyHttpClient {
    /** A longer body is an error; it is held in memory. */
    public static final int MAX_BODY_BYTES = 8 * 1024 * 1024;

    private TinyHttpClient() {}

    /** @param body where the answer said how long it is, exactly that long */
    public record Page(String status, byte[] body) {}

    public static Page get(Socket server, String path) throws IOException {
        server.getOutputStream().write(request(path).getBytes(StandardCharsets.US_ASCII));
        return read(new BufferedInputStream(server.getInputStream()));
    }

    /** HTTP/1.0, so that the answer's end is its length or the end of the stream, and never a chunk. */
    public static String request(String path) {
        if (!path.matches("/[!-~]*")) {
            throw new IllegalArgumentException("not a path: " + path);
        }
        return "GET " + path + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n";
    }

    public static Page read(InputStream in) throws IOException {
        String head = HttpHead.read(in);
        if (!head.startsWith("HTTP/1.")) {
            throw new IOException("Unsupported answer: not HTTP/1.x");
        }
        String status = HttpHead.firstLine(head);
        long length = contentLength(head);
        if (length > MAX_BODY_BYTES) {
            throw new IOException("Body too long: " + length + " bytes, the limit is " + MAX_BODY_BYTES);
        }
        // One byte more than allowed is enough to know that an undeclared length is too much.
        byte[] body = in.readNBytes(length >= 0 ? (int) length : MAX_BODY_BYTES + 1);
        if (body.length < length) {
            throw new IOException("Truncated body: " + body.length + " of " + length + " bytes");
        }
        if (body.length > MAX_BODY_BYTES) {
            throw new IOException("Body too long: the limit is " + MAX_BODY_BYTES);
        }
        return new Page(status, body);
    }

    /** −1 where the head does not say: then the end of the stream is the end of the body (the original's answer). */
    private static long contentLength(String head) throws IOException {
        long length = -1;
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                String value = line.substring("content-length:".length()).strip();
                if (!value.matches("[0-9]{1,18}") || length >= 0 && length != Long.parseLong(value)) {
                    throw new IOException("Corrupt Content-Length");
                }
                length = Long.parseLong(value);
            }
        }
        return length;
    }
}
