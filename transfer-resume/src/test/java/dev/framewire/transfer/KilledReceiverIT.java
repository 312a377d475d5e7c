package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a receiving process again and again; what it promised must be there, and the file must come whole in the end. */
class KilledReceiverIT {
    private static final int SIZE = 24 << 20;
    private static final int ROUNDS = Integer.getInteger("framewire.kill.rounds", 12);

    @TempDir
    Path folder;

    @Test
    void whatWasPromisedOutlivesTheProcess() throws Exception {
        byte[] content = new byte[SIZE];
        Random random = new Random(5);
        random.nextBytes(content);
        Path source = folder.resolve("source");
        Files.write(source, content);
        Path target = folder.resolve("target");
        AtomicLong promised = new AtomicLong(); // by x.ack, seen outside the process that is killed
        int killed = 0;
        try (TransferEngine engine = TransferEngine.create();
                FileStore store = FileStore.open(folder.resolve(".xfer"))) {
            while (!Files.exists(target)) {
                long killAt = killed < ROUNDS ? promised.get() + (1 + random.nextInt(3)) * 700_000L : Long.MAX_VALUE;
                killed += attempt(engine, source, killAt, promised) ? 1 : 0;
                if (!Files.exists(target)) {
                    PartialInfo held = store.find("me", target).orElseThrow();
                    assertThat(held.durableBytes()).isGreaterThanOrEqualTo(promised.get());
                }
            }
        }
        assertThat(killed).isGreaterThan(2);
        assertThat(target).hasSameBinaryContentAs(source);
    }

    /** One process, killed once so many bytes were written; answers whether it was. */
    private boolean attempt(TransferEngine engine, Path source, long killAt, AtomicLong promised) throws Exception {
        String modules = System.getProperty("jdk.module.path", "");
        String path = System.getProperty("java.class.path", "") + File.pathSeparator + modules;
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        path,
                        ReceiverProcess.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        boolean arrived = false;
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(said.readLine()))) {
            Transfer transfer = engine.put(
                    new FrameReader(socket.getInputStream()),
                    new FrameWriter(socket.getOutputStream()),
                    TransferSource.file(source),
                    PutRequest.to("target").rateBytesPerSecond(40 << 20));
            transfer.onProgress(progress -> {
                promised.accumulateAndGet(progress.durableBytes(), Math::max);
                if (progress.writtenBytes() >= killAt) {
                    process.destroyForcibly();
                }
            });
            transfer.await();
            arrived = true;
        } catch (IOException e) {
            // killed
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
        return !arrived;
    }
}
