package dev.framewire.framing;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Names the protocol that begins with five bytes which no frame begins with. */
final class Diagnosis {
    private Diagnosis() {}

    static @Nullable String of(byte[] b) {
        String text = new String(b, 0, 5, StandardCharsets.ISO_8859_1);
        for (String method :
                new String[] {"GET /", "POST ", "PUT /", "HEAD ", "HTTP/", "DELET", "OPTIO", "PATCH", "CONNE", "PRI *"
                }) {
            if (text.equals(method)) {
                return "this peer speaks HTTP";
            }
        }
        if (b[0] == 0x16 && b[1] == 3) {
            return "this peer speaks TLS";
        }
        if (text.equals("SSH-2") || text.equals("SSH-1")) {
            return "this peer speaks SSH";
        }
        if (b[0] == '{') {
            return "this peer sends bare JSON, without the lengths in front";
        }
        int little = (b[0] & 0xff) | (b[1] & 0xff) << 8;
        if (b[2] == 0 && b[3] == 0 && little >= 2) {
            return little + " if little-endian: does the peer use struct.pack('i', n)?";
        }
        if (b[0] == 0 && b[1] == 0 && b[4] == '{') {
            return "this peer sends the header's length only (a header-carried format)";
        }
        return null;
    }

    /** The same from four bytes, for formats in which the fifth may be anything. */
    static @Nullable String ofFour(byte[] b) {
        return switch (new String(b, 0, 4, StandardCharsets.ISO_8859_1)) {
            case "GET ", "POST", "PUT ", "HEAD", "HTTP", "DELE", "OPTI", "PATC", "CONN", "PRI " ->
                "this peer speaks HTTP";
            case "SSH-" -> "this peer speaks SSH";
            default ->
                b[0] == 0x16 && b[1] == 3 && b[2] <= 4
                        ? "this peer speaks TLS"
                        : b[0] == '{' && b[1] == '"' ? "this peer sends bare JSON, without a length in front" : null;
        };
    }
}
