package dev.framewire.tutorials.tinyhttp;

import dev.framewire.tutorials.concurrent.ConcurrentServer;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Answers one GET or HEAD.
 *
 * <pre>
 *     GET /a.png HTTP/1.1          HTTP/1.1 200 OK
 *     Host: …                      Content-Type: image/png
 *     (an empty line)              Content-Length: n
 *                                  (an empty line)
 *                                  n bytes
 * </pre>
 */
final class TinyHttpServer implements ConcurrentServer.Handler {
    private static final int COPY_BYTES = 64 * 1024;

    private final Site site;

    TinyHttpServer(Site site) {
        this.site = site;
    }

    @Override
    public void serve(Socket client) throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        // Head and page leave together where they can: to some clients, too, one recv is an answer.
        OutputStream out = new BufferedOutputStream(client.getOutputStream(), COPY_BYTES);
        String head = HttpHead.read(in);
        if (head.isEmpty()) {
            refuse(out, "431 Request Header Fields Too Large", "a request is at most " + HttpHead.MAX_BYTES + " bytes");
        } else {
            answer(out, HttpHead.firstLine(head).split(" ", -1));
        }
        out.flush();
        client.shutdownOutput();
        // A close with unread bytes is a reset, which may overtake the answer. So read what is left, but not for ever.
        in.skipNBytes(Math.min(in.available(), HttpHead.MAX_BYTES));
    }

    /** @param request method, path and version, if it is one */
    private void answer(OutputStream out, String[] request) throws IOException {
        if (request.length != 3 || !request[2].startsWith("HTTP/1.")) {
            refuse(out, "400 Bad Request", "this is no HTTP/1.1 request");
            return;
        }
        boolean head = request[0].equals("HEAD");
        if (!head && !request[0].equals("GET")) {
            refuse(out, "405 Method Not Allowed", "GET and HEAD only");
            return;
        }
        try (Site.Page page = site.find(request[1])) {
            Site.Page found = page == null ? Site.Page.html("there is no such page\n") : page;
            send(out, page == null ? "404 Not Found" : "200 OK", found, !head);
        }
    }

    private static void refuse(OutputStream out, String status, String why) throws IOException {
        send(out, status, Site.Page.html(why + "\n"), true);
    }

    private static void send(OutputStream out, String status, Site.Page page, boolean withBody) throws IOException {
        String head = "HTTP/1.1 " + status + "\r\n"
                + "Content-Type: " + page.type() + "\r\n"
                + "Content-Length: " + page.length() + "\r\n"
                + "Connection: close\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        if (withBody) {
            copy(page, out);
        }
    }

    /** As many bytes as were announced: a file that grows meanwhile would be read as an answer that nobody asked for. */
    private static void copy(Site.Page page, OutputStream out) throws IOException {
        byte[] buffer = new byte[COPY_BYTES];
        for (long left = page.length(); left > 0; ) {
            int n = page.body().read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new EOFException("the file has become shorter by " + left + " bytes");
            }
            out.write(buffer, 0, n);
            left -= n;
        }
    }
}
