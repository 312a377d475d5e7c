package dev.framewire.netdisk;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.client.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server does with clients that want too much of it, and what it shows of them. */
class LimitsIT {
    private static final int MAX_CONNECTIONS = 6;
    private static final int MAX_SESSIONS = 3;
    private static final int MAX_WAITING = 64;

    @TempDir
    static Path folder;

    private static NetdiskProcess netdisk;
    private static String metricsPage;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void aServerSetUpByAFile() throws Exception {
        Path config = Files.writeString(folder.resolve("server.conf"), """
                # what is not said here has its default
                max-connections       = 2000
                max-sessions-per-user = 3
                metrics = 0
                quota = 64MiB
                """);
        netdisk = new NetdiskProcess(folder)
                .serve(
                        "--config",
                        config.toString(),
                        "--max-connections",
                        String.valueOf(MAX_CONNECTIONS), // a flag wins
                        "--login-limit",
                        "3600", // nobody who waits here is cut
                        "--silence-limit",
                        "3600");
        metricsPage = netdisk.nextLine().replace("netdisk: metrics at ", "");
        netdisk.user("lin").user("mia");
    }

    @AfterAll
    static void stop() {
        netdisk.close();
    }

    @AfterEach
    void leave() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        patiently().until(() -> metric("netdisk_open_connections") == 0);
    }

    private RawPeer peer() throws IOException {
        RawPeer peer = new RawPeer(netdisk.address());
        open.add(peer);
        return peer;
    }

    private static long metric(String name) throws Exception {
        HttpResponse<String> page = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(metricsPage)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        Optional<String> line =
                page.body().lines().filter(l -> l.startsWith(name + " ")).findFirst();
        return Long.parseLong(line.orElseThrow().substring(name.length() + 1));
    }

    @Test
    void theMetricsCountWhatHappened() throws Exception {
        long puts = metric("netdisk_puts_done_total");
        long received = metric("netdisk_received_bytes_total");
        Files.write(folder.resolve("file"), new byte[100_000]);
        netdisk.run("lin", "put", "file").expect(0);
        patiently().until(() -> metric("netdisk_puts_done_total") == puts + 1); // the client is told first
        assertThat(metric("netdisk_received_bytes_total")).isBetween(received + 100_000, received + 120_000);
    }

    @Test
    void aUserHasSoManySessionsAndAnotherUserNoFewer() throws Exception {
        for (int i = 0; i < MAX_SESSIONS; i++) {
            assertThat(peer().login("lin").ask("usage", "")).isEqualTo("ok");
        }
        assertThat(peer().login("lin").ask("usage", "")).isEqualTo("try-later");
        assertThat(netdisk.run("lin", "ls").expect(1).err()).contains("too many connections of this user");
        netdisk.run("mia", "ls").expect(0);
    }

    @Test
    void whoComesToAFullServerWaitsInLineAndWhoComesToAFullLineIsTurnedAway() throws Exception {
        for (int i = 0; i < MAX_CONNECTIONS; i++) {
            peer();
        }
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
            try (RawPeer peer = new RawPeer(netdisk.address())) {
                return peer.login("lin").ask("usage", "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        patiently().until(() -> metric("netdisk_waiting_connections") == 1);
        HostPort address = HostPort.parse(netdisk.address());
        for (int i = 0; i < MAX_WAITING + 9; i++) {
            open.add(new Socket(address.host(), address.port()));
        }
        patiently().until(() -> metric("netdisk_turned_away_total") >= 10);
        for (AutoCloseable one : open) {
            one.close();
        }
        assertThat(waiting.get()).isEqualTo("ok");
        netdisk.run("lin", "df").expect(0);
    }

    @Test
    void aPaceBelowTheFloorIsAMistakeAndNotAStackTrace() throws Exception {
        assertThat(netdisk.run("lin", "put", "--rate", "500", "file").expect(2).err())
                .contains("1024")
                .doesNotContain("Exception");
        for (String wrong : List.of("max-connections = many", "metric = 1", "silence-limit = 0")) {
            Path config = Files.writeString(folder.resolve("wrong.conf"), "\n" + wrong + "\n");
            assertThat(netdisk.run(
                                    "nobody",
                                    "serve",
                                    "--data",
                                    folder.resolve("x").toString(),
                                    "--config",
                                    config.toString())
                            .expect(2)
                            .err())
                    .contains(wrong.split(" ")[0]);
        }
    }
}
