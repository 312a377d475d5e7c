package dev.framewire.netdisk.server;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The counters at {@code http://127.0.0.1:PORT/metrics}, on loopback only: one request a connection. Whoever does not come to
 * the end of one is cut behind ten seconds, and sooner where others want the place. The JDK's own HTTP server has a limit for
 * neither, unless properties of the whole JVM set one.
 */
final class MetricsPage implements Closeable {
    /** At once. One more takes the place of the one that is there longest: a request takes no time, so that one is silent. */
    static final int MAX_CONNECTIONS = 8;
    /** From the connection to the end of the answer. */
    static final Duration DEADLINE = Duration.ofSeconds(10);

    static final int MAX_HEAD_BYTES = 8 << 10;
    static final String THREADS = "netdisk-metrics";

    private static final System.Logger LOG = System.getLogger(MetricsPage.class.getName());

    private final Metrics metrics;
    private final Watchdog watchdog;
    private final ServerSocket listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Deque<Socket> open = new ArrayDeque<>(); // under its own lock; the oldest first

    private MetricsPage(Metrics metrics, Watchdog watchdog, ServerSocket listener) {
        this.metrics = metrics;
        this.watchdog = watchdog;
        this.listener = listener;
    }

    static MetricsPage open(Metrics metrics, int port, Watchdog watchdog) throws IOException {
        ServerSocket listener = new ServerSocket();
        boolean bound = false;
        try {
            listener.setReuseAddress(true); // as the server's own
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MAX_CONNECTIONS);
            bound = true;
        } finally {
            if (!bound) {
                listener.close();
            }
        }
        MetricsPage page = new MetricsPage(metrics, watchdog, listener);
        start(page::acceptAll);
        return page;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, THREADS);
        thread.setDaemon(true);
        thread.start();
    }

    /** The port is the real one. */
    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                admit(socket);
                start(() -> answer(socket));
            } catch (IOException | RuntimeException | Error e) { // as with the server's own connections
                if (listener.isClosed()) {
                    return;
                }
                LOG.log(System.Logger.Level.ERROR, "metrics-accept-failed error=" + e);
                try {
                    closed.await(100, TimeUnit.MILLISECONDS);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    private void admit(Socket socket) throws IOException {
        Socket oldest = null;
        synchronized (open) {
            if (open.size() >= MAX_CONNECTIONS) {
                oldest = open.pollFirst();
            }
            open.addLast(socket);
        }
        if (oldest != null) {
            oldest.close();
        }
    }

    private void answer(Socket socket) {
        try (Socket closing = socket;
                Watchdog.Guard limit = watchdog.guard(DEADLINE, Transport.of(closing))) {
            byte[] answer = answer(requestLine(new BufferedInputStream(closing.getInputStream())));
            closing.getOutputStream().write(answer);
            LOG.log(System.Logger.Level.TRACE, "metrics-answered late=" + limit.expired());
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "metrics-ended error=" + e);
        } finally {
            synchronized (open) {
                open.remove(socket);
            }
        }
    }

    /** The first line of a request, whose head is read to its end; empty where there is none of a decent length. */
    private static String requestLine(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int i = 0; i < MAX_HEAD_BYTES; i++) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            if (b == '\r' || b == '\n' && head.length() == 0) { // empty lines before a request are none of it
                continue;
            }
            head.append((char) b);
            if (b == '\n' && head.charAt(head.length() - 2) == '\n') {
                return head.substring(0, head.indexOf("\n"));
            }
        }
        return "";
    }

    private byte[] answer(String requestLine) {
        String[] words = requestLine.split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            return answer("400 Bad Request", "", "this is no request\n", true);
        }
        boolean get = words[0].equals("GET");
        if (!get && !words[0].equals("HEAD")) {
            return answer("405 Method Not Allowed", "Allow: GET, HEAD\r\n", "", true);
        }
        if (!words[1].equals("/metrics") && !words[1].startsWith("/metrics?")) {
            return answer("404 Not Found", "", "the counters are at /metrics\n", get);
        }
        return answer("200 OK", "", metrics.text(), get);
    }

    private static byte[] answer(String status, String field, String text, boolean withBody) {
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n" + field
                + "Content-Length: " + text.getBytes(StandardCharsets.UTF_8).length + "\r\nConnection: close\r\n\r\n";
        return (withBody ? head + text : head).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        try (Closer all = new Closer()) {
            synchronized (open) {
                open.forEach(all::later);
            }
            all.later(listener);
        }
    }
}
