package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server of 512 MiB of heap with many clients logged in that do nothing, and some that transfer. Prints what the server
 * took. Not part of a usual run: minutes, and twenty thousand file descriptors.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class UnderLoadCampaign {
    private static final String HEAP = "-Xmx512m";
    private static final int IDLE = 1_000;
    private static final int IDLE_WITH_VIRTUAL_THREADS = 10_000;
    private static final int TRANSFERRING = 50;
    private static final int FILE_BYTES = 16 << 20;
    /** Of which most are the record that is awaited, and what a thread that waits has on its stack. */
    private static final int MOST_BYTES_OF_A_CLIENT = 32 << 10;

    private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");

    @TempDir
    Path folder;

    private final List<RawPeer> idle = new ArrayList<>();

    @Test
    void aThousandIdleClientsAndFiftyTransfers() throws Exception {
        try (NetdiskProcess netdisk = serve(IDLE + TRANSFERRING)) {
            String token = tokenOf(netdisk);
            comeAndStay(netdisk, token, IDLE);
            report(netdisk, IDLE + " clients logged in");
            transfer(netdisk, token);
            assertStillThere();
            report(netdisk, TRANSFERRING + " transfers of " + FILE_BYTES + " bytes up and down beside them");
        } finally {
            leave();
        }
    }

    @Test
    void tenThousandIdleClientsWhereThreadsAreVirtual() throws Exception {
        int clients = Runtime.version().feature() >= 21 ? IDLE_WITH_VIRTUAL_THREADS : IDLE;
        try (NetdiskProcess netdisk = serve(clients)) {
            comeAndStay(netdisk, tokenOf(netdisk), clients);
            report(netdisk, clients + " clients logged in");
            assertThat(usedHeapBytes(netdisk) / clients)
                    .as("bytes of an idle client")
                    .isLessThan(MOST_BYTES_OF_A_CLIENT);
            assertStillThere();
        } finally {
            leave();
        }
    }

    private NetdiskProcess serve(int clients) throws IOException {
        String most = String.valueOf(clients + 2);
        return new NetdiskProcess(folder)
                .serverOptions(HEAP)
                .serve(
                        "--max-connections",
                        most,
                        "--max-sessions-per-user",
                        most,
                        "--silence-limit",
                        "3600", // on a slow machine the last one comes long behind the first
                        "--quota",
                        "10GiB")
                .registered("lin");
    }

    private static String tokenOf(NetdiskProcess netdisk) throws IOException {
        try (RawPeer peer = new RawPeer(netdisk.address()).login("lin")) {
            return peer.token();
        }
    }

    private void comeAndStay(NetdiskProcess netdisk, String token, int clients) throws IOException {
        for (int i = 0; i < clients; i++) {
            idle.add(new RawPeer(netdisk.address()).login("lin", token));
        }
    }

    private void assertStillThere() throws IOException {
        for (RawPeer peer : idle) {
            assertThat(peer.ask("usage", "")).isEqualTo("ok");
        }
    }

    private void leave() throws IOException {
        for (RawPeer peer : idle) {
            peer.close();
        }
    }

    /** All of them are logged in before the first one begins: a handshake has ten seconds, and a busy machine none to spare. */
    private void transfer(NetdiskProcess netdisk, String token) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(TRANSFERRING);
        List<RawPeer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < TRANSFERRING; i++) {
                peers.add(new RawPeer(netdisk.address()).login("lin", token));
            }
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < TRANSFERRING; i++) {
                int number = i;
                all.add(threads.submit(() -> {
                    upAndDown(peers.get(number), number);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
    }

    private void upAndDown(RawPeer peer, int number) throws IOException {
        Path here = Files.createDirectory(folder.resolve("client" + number));
        byte[] bytes = new byte[FILE_BYTES];
        new Random(number).nextBytes(bytes);
        Path file = Files.write(here.resolve("file"), bytes);
        assertThat(peer.put(file, "file" + number, false)).isNull();
        assertThat(peer.get("file" + number, here, false)).isNull();
        assertThat(here.resolve("got")).hasSameBinaryContentAs(file);
    }

    private static void report(NetdiskProcess netdisk, String when) throws IOException {
        long pid = netdisk.server().pid();
        String heap = jcmd(pid, "GC.heap_info");
        String threads = jcmd(pid, "Thread.print");
        System.out.printf(
                "JDK %d, %s, %s: %d threads of the system%n%s%n",
                Runtime.version().feature(),
                HEAP,
                when,
                threads.lines().filter(line -> line.contains(" nid=")).count(),
                heap);
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS") || line.startsWith("VmHWM")) {
                System.out.println(line);
            }
        }
    }

    private static long usedHeapBytes(NetdiskProcess netdisk) throws IOException {
        long pid = netdisk.server().pid();
        jcmd(pid, "GC.run");
        return USED.matcher(jcmd(pid, "GC.heap_info"))
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)) << 10)
                .sum();
    }

    private static String jcmd(long pid, String command) throws IOException {
        Process process = new ProcessBuilder(
                        Tools.java().resolveSibling("jcmd").toString(), String.valueOf(pid), command)
                .start();
        return new String(process.getInputStream().readAllBytes());
    }
}
