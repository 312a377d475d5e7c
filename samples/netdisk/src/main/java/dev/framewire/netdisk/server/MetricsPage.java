package dev.framewire.netdisk.server;

import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The counters at {@code http://127.0.0.1:PORT/metrics}, on loopback only. */
final class MetricsPage implements Closeable {
    private final HttpServer http;
    private final ExecutorService threads;

    private MetricsPage(HttpServer http, ExecutorService threads) {
        this.http = http;
        this.threads = threads;
    }

    static MetricsPage open(Metrics metrics, int port) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
        http.createContext("/metrics", exchange -> {
            byte[] body = metrics.text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        // a thread for each request: one that never comes to its end must not be waited for by the others
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "netdisk-metrics");
            thread.setDaemon(true);
            return thread;
        });
        http.setExecutor(threads);
        http.start();
        return new MetricsPage(http, threads);
    }

    /** The port is the real one. */
    InetSocketAddress address() {
        return http.getAddress();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
