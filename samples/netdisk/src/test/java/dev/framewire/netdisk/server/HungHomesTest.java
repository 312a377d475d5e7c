package dev.framewire.netdisk.server;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.auth.ScramVerifier;
import dev.framewire.netdisk.client.HostPort;
import dev.framewire.netdisk.client.NetdiskClient;
import dev.framewire.netdisk.users.User;
import dev.framewire.netdisk.users.UserStore;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Homes on a file system that does not answer, more of them than the machine has processors. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HungHomesTest {
    private static final char[] PASSWORD = "of a test".toCharArray();
    private static final int HUNG = Runtime.getRuntime().availableProcessors() + 2;

    @TempDir
    Path data;

    private Server server;
    private final List<Path> pipes = new ArrayList<>();

    private NetdiskClient login(String user) throws Exception {
        NetdiskClient client =
                NetdiskClient.connect(new HostPort("127.0.0.1", server.address().getPort()), server.fingerprint());
        client.login(user, PASSWORD);
        return client;
    }

    private static CompletableFuture<Void> begin(AutoCloseable task) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                task.close();
                end.complete(null);
            } catch (Exception e) {
                end.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return end;
    }

    /** A home whose partials cannot be counted before somebody writes into a pipe: to open it waits for that. */
    private void hang(String user) throws IOException, InterruptedException {
        Path partials =
                Files.createDirectories(data.resolve("homes").resolve(user).resolve(RemotePath.PARTIALS));
        String key = "0123456789abcdef".repeat(2);
        Files.createFile(partials.resolve(key + ".part"));
        Path pipe = partials.resolve(key + ".journal");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        pipes.add(pipe);
    }

    @Test
    @NeedsTool("mkfifo")
    void theOtherUsersAreServed() throws Exception {
        ServerOptions options = ServerOptions.of(data, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        String verifier =
                ScramVerifier.derive(PASSWORD, ServerContext.MIN_ITERATIONS).encoded();
        try (UserStore users = UserStore.open(options.sheet())) {
            users.add("lin", verifier, User.DEFAULT_QUOTA);
            for (int i = 0; i < HUNG; i++) {
                users.add("hung" + i, verifier, User.DEFAULT_QUOTA);
                hang("hung" + i);
            }
        }
        List<NetdiskClient> hung = new ArrayList<>();
        List<RandomAccessFile> writers = new ArrayList<>();
        server = Server.start(options);
        try {
            for (int i = 0; i < HUNG; i++) {
                hung.add(login("hung" + i));
            }
            List<CompletableFuture<Void>> waiting = new ArrayList<>();
            hung.forEach(client -> waiting.add(begin(client::usage)));
            CompletableFuture<Void> other = begin(() -> {
                try (NetdiskClient client = login("lin")) {
                    for (int i = 0; i < 100; i++) { // the others are sure to have come to their pipes meanwhile
                        client.usage();
                    }
                }
            });

            patiently().until(other::isDone);
            other.get();
            // who waited as long as anybody does is told so by then
            assertThat(waiting).allMatch(usage -> !usage.isDone() || usage.isCompletedExceptionally());
        } finally {
            for (Path pipe : pipes) {
                writers.add(new RandomAccessFile(pipe.toFile(), "rw")); // which lets everybody go on
            }
            for (NetdiskClient client : hung) {
                begin(client); // some of them are cut by then
            }
            server.close();
            for (RandomAccessFile writer : writers) {
                writer.close();
            }
        }
    }
}
