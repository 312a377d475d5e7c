package dev.framewire.netdisk.server;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.framing.SetWatchdog;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MetricsPageTest {
    private final SetWatchdog time = new SetWatchdog();
    private final List<Socket> sockets = new ArrayList<>();
    private MetricsPage page;

    @BeforeEach
    void open() throws IOException {
        page = MetricsPage.open(new Metrics(), 0, time.watchdog());
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        page.close();
    }

    private static String get(InetSocketAddress where) {
        URI page = URI.create("http://" + where.getAddress().getHostAddress() + ":" + where.getPort() + "/metrics");
        try (InputStream in = page.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void assertAnswers() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        Thread asking = new Thread(() -> seen.complete(get(page.address())));
        asking.setDaemon(true); // one that never ends must not keep the JVM
        asking.start();
        patiently().until(seen::isDone);
        assertThat(seen.get()).contains("netdisk_connections_total 0");
    }

    private Socket says(String begun) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.connect(page.address());
        socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static boolean isCut(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(MetricsPage.THREADS))
                .count();
    }

    @Test
    void whoBeginsARequestAndFallsSilentHoldsUpNobody() throws Exception {
        says("GET /met");
        assertAnswers();
    }

    @Test
    void whoBeginsARequestAndFallsSilentIsCutBehindTheDeadline() throws Exception {
        Socket silent = says("GET /met");
        patiently().until(() -> time.held() == 1);

        time.pass(MetricsPage.DEADLINE);

        assertThat(isCut(silent)).isTrue();
        assertAnswers();
        patiently().until(() -> time.held() == 0);
    }

    @Test
    void silentClientsTakeNoMoreThreadsThanThereArePlacesAndOneMoreTakesTheOldestPlace() throws Exception {
        for (int i = 0; i < 10 * MetricsPage.MAX_CONNECTIONS; i++) {
            says("GET /met");
        }
        assertAnswers();
        assertThat(isCut(sockets.get(0))).isTrue();
        patiently().until(() -> threads() <= MetricsPage.MAX_CONNECTIONS + 1); // one accepts
        page.close();
        assertThat(isCut(sockets.get(sockets.size() - 1))).isTrue();
        patiently().until(() -> threads() == 0 && time.held() == 0);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /metrics HTTP/1.1,         200 OK",
        "GET /metrics?of=all HTTP/1.0,  200 OK",
        "HEAD /metrics HTTP/1.1,        200 OK",
        "GET / HTTP/1.1,                404 Not Found",
        "GET /metricsandmore HTTP/1.1,  404 Not Found",
        "POST /metrics HTTP/1.1,        405 Method Not Allowed",
        "GET /metrics,                  400 Bad Request",
        "GET /metrics SSH-2.0,          400 Bad Request",
        "'',                            400 Bad Request"
    })
    void aRequestIsAnsweredByItsStatus(String line, String status) throws Exception {
        String answer = answer(says(line + "\r\nHost: localhost\r\n\r\n"));
        assertThat(answer).startsWith("HTTP/1.1 " + status + "\r\n").contains("\r\nConnection: close\r\n");
        assertThat(answer.contains("netdisk_connections_total 0"))
                .isEqualTo(line.startsWith("GET /metrics") && status.startsWith("200"));
    }

    @Test
    void aHeadWithoutEndIsReadNoFurtherThanItsLimit() throws Exception {
        String begun = "GET /metrics HTTP/1.1\r\nx: ";
        Socket endless = says(begun + "a".repeat(MetricsPage.MAX_HEAD_BYTES - begun.length()));
        assertThat(answer(endless)).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void aPortThatIsTakenIsNoPage() {
        assertThatThrownBy(() -> MetricsPage.open(new Metrics(), page.address().getPort(), time.watchdog()))
                .isInstanceOf(BindException.class);
    }
}
