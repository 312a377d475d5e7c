package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.testtools.NeedsTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The experiment that tells resumption by content from resumption by offset: half of an old file is held, the source has become
 * a different file of the same size, and the transfer is resumed.
 */
class StalePartialTest {
    private static final int SIZE = 2 << 20;
    /** Spoken to by pipes, without ssh: what it does with offsets is the same. */
    private static final String SFTP_SERVER = "/usr/lib/openssh/sftp-server";

    @TempDir
    Path folder;

    private byte[] oldContent;
    private byte[] newContent;
    private Path source;
    private Path target;

    @BeforeEach
    void changeTheSource() throws IOException {
        oldContent = random(1);
        newContent = random(2);
        source = folder.resolve("source");
        target = folder.resolve("target");
        Files.write(source, newContent);
        Files.write(target, Arrays.copyOf(oldContent, SIZE / 2));
    }

    @Test
    void oursSendsEveryChunkThatDiffers() throws IOException {
        Files.delete(target);
        Path old = folder.resolve("old");
        Files.write(old, oldContent);
        try (FileStore store = FileStore.open(folder.resolve(".xfer"))) {
            Geometry geometry = Geometry.of(SIZE);
            Partial partial = store.acquire("me", target, geometry);
            for (int chunk = 0; chunk < geometry.chunks() / 2; chunk++) {
                byte[] bytes = Arrays.copyOfRange(
                        oldContent, chunk * geometry.chunkBytes(), (chunk + 1) * geometry.chunkBytes());
                partial.write(ByteBuffer.wrap(bytes, 0, bytes.length), geometry.offset(chunk));
                partial.written(
                        chunk,
                        ChunkHasher.of(geometry).update(bytes, 0, bytes.length).finish());
            }
            partial.checkpoint();
            partial.close();
            assertThat(store.find("me", target).orElseThrow().durableBytes()).isEqualTo(SIZE / 2);

            try (TransferEngine engine = TransferEngine.create();
                    ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    Socket near = new Socket(listening.getInetAddress(), listening.getLocalPort());
                    Socket far = listening.accept()) {
                Transfer transfer = engine.put(
                        new FrameReader(near.getInputStream()),
                        new FrameWriter(near.getOutputStream()),
                        TransferSource.file(source),
                        PutRequest.to("target"));
                FrameReader in = new FrameReader(far.getInputStream());
                engine.serve(in.next(), in, new FrameWriter(far.getOutputStream()), new TransferSite() {
                    @Override
                    public TransferSink accept(PutOffer offer) {
                        return TransferSink.file(store, "me", target);
                    }

                    @Override
                    public TransferSource open(GetOffer offer) throws IOException {
                        return TransferSource.file(source);
                    }
                });
                assertThat(transfer.await().wireBodyBytes()).isEqualTo(SIZE);
            }
        }
        assertThat(Files.readAllBytes(target)).isEqualTo(newContent);
    }

    @Test
    @NeedsTool("curl")
    void curlSplices() throws Exception {
        assertThat(resumeByHttp("curl", "-sS", "-C", "-", "-o", target.toString()))
                .isZero();
        assertSpliced();
    }

    @Test
    @NeedsTool("wget")
    void wgetSplices() throws Exception {
        assertThat(resumeByHttp("wget", "-q", "-c", "-O", target.toString())).isZero();
        assertSpliced();
    }

    @Test
    @NeedsTool("lftp")
    void lftpSplices() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            String url = serveSource(listening);
            assertThat(run("lftp", "-c", "get -c " + url + " -o " + target)).isZero();
        }
        assertSpliced();
    }

    @Test
    @NeedsTool({"sftp", SFTP_SERVER})
    void sftpSplices() throws Exception {
        Path commands = Files.writeString(folder.resolve("commands"), "reget " + source + " " + target + "\n");
        assertThat(run("sftp", "-q", "-b", commands.toString(), "-D", SFTP_SERVER))
                .isZero();
        assertSpliced();
    }

    @Test
    @NeedsTool("rsync")
    void rsyncSplicesWhenToldToAppend() throws Exception {
        assertThat(run("rsync", "--append", source.toString(), target.toString()))
                .isZero();
        assertSpliced();
    }

    @Test
    @NeedsTool("rsync")
    void rsyncDoesNotWhenItComparesBlocks() throws Exception {
        assertThat(run("rsync", "--partial", source.toString(), target.toString()))
                .isZero();
        assertThat(Files.readAllBytes(target)).isEqualTo(newContent);
    }

    private void assertSpliced() throws IOException {
        byte[] spliced = newContent.clone();
        System.arraycopy(oldContent, 0, spliced, 0, SIZE / 2);
        assertThat(Files.readAllBytes(target))
                .as("old head, new tail, and exit code 0")
                .isEqualTo(spliced);
    }

    /** Runs a tool against a server of one file that knows ranges, and nothing else. */
    private int resumeByHttp(String... command) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            String[] whole = Arrays.copyOf(command, command.length + 1);
            whole[command.length] = serveSource(listening);
            return run(whole);
        }
    }

    private String serveSource(ServerSocket listening) {
        Thread server = new Thread(() -> serve(listening));
        server.setDaemon(true);
        server.start();
        return "http://127.0.0.1:" + listening.getLocalPort() + "/source";
    }

    private void serve(ServerSocket listening) {
        while (true) {
            try (Socket socket = listening.accept()) {
                BufferedReader request =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                int from = 0;
                for (String line = request.readLine(); line != null && !line.isEmpty(); line = request.readLine()) {
                    if (line.toLowerCase(Locale.ROOT).startsWith("range: bytes=")) {
                        from = Integer.parseInt(line.substring(13, line.indexOf('-')));
                    }
                }
                OutputStream out = socket.getOutputStream();
                String status = from == 0
                        ? "HTTP/1.1 200 OK\r\n"
                        : "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " + from + "-" + (SIZE - 1) + "/" + SIZE
                                + "\r\n";
                out.write((status + "Accept-Ranges: bytes\r\nConnection: close\r\nContent-Length: " + (SIZE - from)
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.write(newContent, from, SIZE - from);
            } catch (IOException e) {
                if (listening.isClosed()) {
                    return; // the tool has ended
                }
            }
        }
    }

    private int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start()
                .waitFor();
    }

    private static byte[] random(int seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
