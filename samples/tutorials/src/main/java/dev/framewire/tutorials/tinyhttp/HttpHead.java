package dev.framewire.tutorials.tinyhttp;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Where a request, and an answer's head, ends: at its first empty line, however many reads that takes. */
final class HttpHead {
    /** What may come before the empty line; Apache's limit for one line is 8,190. */
    static final int MAX_BYTES = 8192;

    private static final byte[] END = {'\r', '\n', '\r', '\n'};

    private HttpHead() {}

    /** Up to and with the empty line; an empty string when there is none within the limit. */
    static String read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int seen = 0; // of END
        while (seen < END.length) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("Truncated HTTP head: the end came after " + head.size() + " bytes");
            }
            if (head.size() == MAX_BYTES) {
                return "";
            }
            head.write(b);
            seen = b == END[seen] ? seen + 1 : b == END[0] ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** Without its line end. */
    static String firstLine(String head) {
        return head.substring(0, head.indexOf("\r\n"));
    }
}
