package dev.framewire.tutorials.tinyhttp;

import dev.framewire.tutorials.concurrent.ConcurrentServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers every GET with the same page. */
public final class TinyHttpServer implements ConcurrentServer.Handler {
    /** What a request may have before its empty line; Apache's line limit is 8,190. */
    public static final int MAX_REQUEST_BYTES = 8192;

    private static final String PAGE = "<h1>hello from Framewire</h1>\n";

    @Override
    public void serve(Socket client) throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        String head = readHead(in);
        OutputStream out = client.getOutputStream();
        out.write(answer(head));
        out.flush();
        client.shutdownOutput();
        // A close with unread bytes is a reset, which may overtake the answer. So read what is left, but not for ever.
        in.skipNBytes(Math.min(in.available(), MAX_REQUEST_BYTES));
    }

    private static byte[] answer(String head) {
        if (head.isEmpty()) {
            return response("431 Request Header Fields Too Large", "a request is at most 8192 bytes\n", true);
        }
        String[] words = head.substring(0, head.indexOf("\r\n")).split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            return response("400 Bad Request", "this is no HTTP/1.1 request\n", true);
        }
        return switch (words[0]) {
            case "GET" -> response("200 OK", PAGE, true);
            case "HEAD" -> response("200 OK", PAGE, false);
            default -> response("405 Method Not Allowed", "GET and HEAD only\n", true);
        };
    }

    /** Up to and with the empty line; an empty string when there is none within the limit. */
    static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0; // how much of \r\n\r\n has been seen
        while (ends < 4) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("Truncated HTTP head: the end came after " + head.size() + " bytes");
            }
            if (head.size() == MAX_REQUEST_BYTES) {
                return "";
            }
            head.write(b);
            boolean expected = b == (ends % 2 == 0 ? '\r' : '\n');
            ends = expected ? ends + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] response(String status, String page, boolean withBody) {
        byte[] body = page.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + "\r\n"
                + "Content-Type: text/html; charset=utf-8\r\n"
                + "Content-Length: " + body.length + "\r\n"
                + "Connection: close\r\n\r\n";
        return (head + (withBody ? page : "")).getBytes(StandardCharsets.UTF_8);
    }
}
