package dev.framewire.transfer;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * One end of a transfer in a process of its own, which is there to be killed. It says its port, or how many bytes are written
 * and how many durable, line by line: what was said outlives it.
 *
 * <pre>
 *   serve FOLDER           says its port; puts to "target" go to FOLDER/target, gets of "source" come from FOLDER/source
 *   put FOLDER PORT        puts FOLDER/source
 *   get FOLDER PORT        gets "source" into FOLDER/target
 * </pre>
 */
final class TransferProcess implements AutoCloseable {
    static final String OWNER = "me";
    private static final long RATE = 40 << 20;

    private final Process process;
    private final BufferedReader said;

    private TransferProcess(Process process) {
        this.process = process;
        this.said = process.inputReader(StandardCharsets.UTF_8);
    }

    static TransferProcess start(String... arguments) throws IOException {
        String path = System.getProperty("java.class.path", "")
                + File.pathSeparator
                + System.getProperty("jdk.module.path", "");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                path,
                TransferProcess.class.getName());
        builder.command().addAll(List.of(arguments));
        return new TransferProcess(
                builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    int port() throws IOException {
        return Integer.parseInt(said.readLine());
    }

    /** Hears what it says until it is dead; a line that death cut short was not said. */
    void listen(LongConsumer written, LongConsumer durable) {
        try {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                String[] numbers = line.split(" ");
                if (numbers.length == 3 && numbers[2].equals(".")) {
                    durable.accept(Long.parseLong(numbers[1]));
                    written.accept(Long.parseLong(numbers[0]));
                }
            }
        } catch (IOException e) {
            // it was killed
        }
    }

    /** Ends it as {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        kill();
        process.onExit().join();
    }

    private static void say(Progress progress) {
        System.out.println(progress.writtenBytes() + " " + progress.durableBytes() + " .");
        System.out.flush();
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        try (TransferEngine engine =
                        TransferEngine.builder().checkpointBytes(1 << 20).build();
                FileStore store = FileStore.open(folder.resolve(".xfer"))) {
            if (arguments[0].equals("serve")) {
                serve(engine, store, folder);
                return;
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[2]))) {
                FrameReader in = new FrameReader(socket.getInputStream());
                FrameWriter out = new FrameWriter(socket.getOutputStream());
                Transfer transfer = arguments[0].equals("put")
                        ? engine.put(
                                in, out, source(folder), PutRequest.to("target").rateBytesPerSecond(RATE))
                        : engine.get(
                                in,
                                out,
                                sink(store, folder),
                                GetRequest.of("source").rateBytesPerSecond(RATE));
                transfer.onProgress(TransferProcess::say);
                transfer.await();
            }
        } catch (IOException e) {
            System.err.println(arguments[0] + ", the other end was killed: " + e); // or else the test fails
        }
    }

    static TransferSource source(Path folder) throws IOException {
        return TransferSource.file(folder.resolve("source"));
    }

    private static TransferSink sink(FileStore store, Path folder) {
        return TransferSink.file(store, OWNER, folder.resolve("target"));
    }

    private static void serve(TransferEngine engine, FileStore store, Path folder) throws IOException {
        TransferSite site = new TransferSite() {
            @Override
            public TransferSink accept(PutOffer offer) {
                return sink(store, folder);
            }

            @Override
            public TransferSource open(GetOffer offer) throws IOException {
                return source(folder);
            }
        };
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.out.println(listening.getLocalPort());
            System.out.flush();
            try (Socket socket = listening.accept()) {
                FrameReader in = new FrameReader(socket.getInputStream());
                FrameWriter out = new FrameWriter(socket.getOutputStream());
                for (Frame frame = in.next(); frame != null; frame = in.next()) {
                    engine.serve(frame, in, out, site);
                }
            }
        }
    }
}
