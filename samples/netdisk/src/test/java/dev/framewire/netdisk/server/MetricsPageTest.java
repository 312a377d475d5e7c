package dev.framewire.netdisk.server;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
    private static String get(InetSocketAddress where) {
        URI page = URI.create("http://" + where.getAddress().getHostAddress() + ":" + where.getPort() + "/metrics");
        try (InputStream in = page.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void whoBeginsARequestAndFallsSilentHoldsUpNobody() throws Exception {
        try (MetricsPage page = MetricsPage.open(new Metrics(), 0);
                Socket silent = new Socket()) {
            silent.connect(page.address());
            silent.getOutputStream().write("GET /met".getBytes(StandardCharsets.US_ASCII));
            CompletableFuture<String> seen = new CompletableFuture<>();
            Thread asking = new Thread(() -> seen.complete(get(page.address())));
            asking.setDaemon(true); // one that never ends must not keep the JVM
            asking.start();
            patiently().until(seen::isDone);
            assertThat(seen.get()).contains("netdisk_connections_total 0");
        }
    }
}
