package dev.framewire.benchmarks.transfer;

import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.transfer.FileStore;
import dev.framewire.transfer.GetRequest;
import dev.framewire.transfer.PackRequest;
import dev.framewire.transfer.PackTransfer;
import dev.framewire.transfer.PutRequest;
import dev.framewire.transfer.SmallFile;
import dev.framewire.transfer.Transfer;
import dev.framewire.transfer.TransferEngine;
import dev.framewire.transfer.TransferException;
import dev.framewire.transfer.TransferResult;
import dev.framewire.transfer.TransferSink;
import dev.framewire.transfer.TransferSource;
import dev.framewire.transfer.WantedFile;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * The engine's asking side in a warm JVM. A command a line on standard input, its parts separated by tabs:
 *
 * <pre>
 *   put PORT FILE NAME          get PORT NAME FILE
 *   blake3-put PORT FILE NAME   blake3-get PORT NAME FILE           digested by BLAKE3
 *   known-put PORT FILE NAME                                    the same, its digests remembered, once it was sent whole
 *   crc-put PORT FILE NAME      crc-get PORT NAME FILE              checked by CRCs alone
 *   put-tree PORT FOLDER NAME   get-tree PORT FOLDER NAME TARGET    many small files, in packs; FOLDER has their names
 *   blake3-put-tree …           blake3-get-tree …                   the same, digested by BLAKE3
 *   many PORT FILE NAME COUNT   so many uploads at once, to NAME0, NAME1 …
 *   half-put PORT FILE NAME     a blake3-put that breaks off when half is written
 *   first-put PORT FILE NAME    a blake3-put whose time is that until the first byte of content left
 * </pre>
 *
 * The answer is {@code ok SECONDS SENT REUSED} or {@code failed MESSAGE}. Each command has a connection of its own.
 */
public final class EngineClient {
    private static final String OWNER = "bench";
    private static final long HELD_LOOK_MILLIS = 10;

    private final TransferEngine engine = TransferEngine.create();
    private final FileStore store;

    private EngineClient(Path folder) throws IOException {
        store = FileStore.open(folder.resolve(".xfer"));
    }

    /** With the folder that downloads go to, or below. */
    public static void main(String[] arguments) throws IOException {
        EngineClient client = new EngineClient(Path.of(arguments[0]));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String answer;
            try {
                answer = client.run(line.split("\t"));
            } catch (Throwable e) { // an OutOfMemoryError too is an answer, and no reason to end
                e.printStackTrace();
                answer = "failed " + e;
            }
            System.out.println(answer);
        }
    }

    private String run(String[] words) throws IOException, InterruptedException {
        int port = Integer.parseInt(words[1]);
        String from = words[2];
        String to = words[3];
        Answer answer = switch (words[0]) {
            case "put" -> put(port, () -> TransferSource.file(Path.of(from)), PutRequest.to(to));
            case "known-put" ->
                put(port, () -> store.source(Path.of(from)), PutRequest.to(to).blake3());
            case "get" -> get(port, GetRequest.of(from), Path.of(to));
            case "blake3-put" ->
                put(
                        port,
                        () -> TransferSource.file(Path.of(from)),
                        PutRequest.to(to).blake3());
            case "blake3-get" -> get(port, GetRequest.of(from).blake3(), Path.of(to));
            case "crc-put" ->
                put(
                        port,
                        () -> TransferSource.file(Path.of(from)),
                        PutRequest.to(to).crcOnly());
            case "crc-get" -> get(port, GetRequest.of(from).crcOnly(), Path.of(to));
            case "put-tree" -> putTree(port, Path.of(from), to, PackRequest.any());
            case "get-tree" -> getTree(port, Path.of(from), to, Path.of(words[4]), PackRequest.any());
            case "blake3-put-tree" ->
                putTree(port, Path.of(from), to, PackRequest.any().blake3());
            case "blake3-get-tree" ->
                getTree(
                        port,
                        Path.of(from),
                        to,
                        Path.of(words[4]),
                        PackRequest.any().blake3());
            case "many" -> many(port, Path.of(from), to, Integer.parseInt(words[4]));
            case "half-put" -> halfPut(port, Path.of(from), PutRequest.to(to).blake3());
            case "first-put" -> firstPut(port, Path.of(from), PutRequest.to(to).blake3());
            default -> throw new IllegalArgumentException("unknown: " + words[0]);
        };
        return "ok " + answer.seconds + " " + answer.sent + " " + answer.reused;
    }

    private record Answer(double seconds, long sent, long reused) {
        static Answer since(long start, TransferResult result) {
            return new Answer((System.nanoTime() - start) / 1e9, result.wireBodyBytes(), result.reusedBytes());
        }
    }

    private interface Opening {
        TransferSource open() throws IOException;
    }

    private Answer put(int port, Opening source, PutRequest request) throws IOException {
        long start = System.nanoTime();
        try (Connection connection = new Connection(port)) {
            return Answer.since(start, connection.put(source.open(), request).await());
        }
    }

    private Answer get(int port, GetRequest request, Path file) throws IOException {
        long start = System.nanoTime();
        try (Connection connection = new Connection(port)) {
            return Answer.since(start, connection.get(request, file).await());
        }
    }

    private Answer putTree(int port, Path folder, String name, PackRequest request) throws IOException {
        List<SmallFile> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile)
                    .map(file -> new SmallFile(name + "/" + folder.relativize(file), file))
                    .toList();
        }
        return packs(
                port,
                (connection, failures) -> engine.putAll(
                        connection.in,
                        connection.out,
                        files.iterator(),
                        request,
                        result -> Optional.ofNullable(result.failure()).ifPresent(failures::add)));
    }

    /** The names are those of a folder here, which has the same files. */
    private Answer getTree(int port, Path names, String name, Path target, PackRequest request) throws IOException {
        List<WantedFile> files;
        try (Stream<Path> all = Files.walk(names)) {
            files = all.filter(Files::isRegularFile)
                    .map(names::relativize)
                    .map(file -> new WantedFile(
                            name + "/" + file, TransferSink.file(store, OWNER, target.resolve(file.toString()))))
                    .toList();
        }
        return packs(
                port,
                (connection, failures) -> engine.getAll(
                        connection.in,
                        connection.out,
                        files.iterator(),
                        request,
                        result -> Optional.ofNullable(result.failure()).ifPresent(failures::add)));
    }

    /** Begins to move many files, and collects what fails. */
    private interface Packing {
        PackTransfer start(Connection connection, Queue<TransferException> failures);
    }

    private Answer packs(int port, Packing packing) throws IOException {
        Queue<TransferException> failures = new ConcurrentLinkedQueue<>();
        long start = System.nanoTime();
        try (Connection connection = new Connection(port)) {
            long bytes = packing.start(connection, failures).await();
            TransferException first = failures.peek();
            if (first != null) {
                throw new IOException(failures.size() + " files failed, the first with", first);
            }
            return new Answer((System.nanoTime() - start) / 1e9, bytes, 0);
        }
    }

    private Answer many(int port, Path file, String name, int count) throws IOException {
        long start = System.nanoTime();
        List<Connection> connections = new ArrayList<>();
        try {
            List<Transfer> transfers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Connection connection = new Connection(port);
                connections.add(connection);
                transfers.add(connection.put(file, PutRequest.to(name + i)));
            }
            long sent = 0;
            for (Transfer transfer : transfers) {
                sent += transfer.await().wireBodyBytes();
            }
            return new Answer((System.nanoTime() - start) / 1e9, sent, 0);
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    /**
     * Held half-way, it cannot be over before it is broken off, however late this thread looks. That it is held is the sign, not
     * its progress, which may be told before or behind that.
     */
    private Answer halfPut(int port, Path file, PutRequest request) throws IOException, InterruptedException {
        long size = Files.size(file);
        long start = System.nanoTime();
        HeldSource source = new HeldSource(TransferSource.file(file), size / 2);
        try (Connection connection = new Connection(port)) {
            Transfer transfer = connection.put(source, request);
            while (!transfer.isDone() && !source.awaitHeld(HELD_LOOK_MILLIS)) {
                // a transfer that fails before is never held
            }
            transfer.cancel(true);
            source.release();
            try {
                transfer.await();
            } catch (TransferException e) {
                if (e.kind() == TransferException.Kind.CANCELLED) {
                    return new Answer((System.nanoTime() - start) / 1e9, size / 2, 0);
                }
                throw e;
            }
            throw new IOException("it was over before it could be broken off");
        }
    }

    private Answer firstPut(int port, Path file, PutRequest request) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (Connection connection = new Connection(port)) {
            Transfer transfer = connection.put(file, request);
            while (!transfer.isDone() && transfer.progress().wireBodyBytes() == 0) {
                Thread.sleep(0, 200_000);
            }
            double first = (System.nanoTime() - start) / 1e9;
            TransferResult result = transfer.await();
            return new Answer(first, result.wireBodyBytes(), result.reusedBytes());
        }
    }

    private final class Connection implements Closeable {
        private final SocketChannel channel;
        private final FrameReader in;
        private final FrameWriter out;

        Connection(int port) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            in = new FrameReader(channel, FrameFormat.nativeFormat(), FrameLimits.defaults());
            out = new FrameWriter(channel, FrameFormat.nativeFormat(), FrameLimits.defaults());
        }

        Transfer put(Path file, PutRequest request) throws IOException {
            return put(TransferSource.file(file), request);
        }

        Transfer put(TransferSource source, PutRequest request) {
            return engine.put(in, out, source, request);
        }

        Transfer get(GetRequest request, Path file) {
            return engine.get(in, out, TransferSink.file(store, OWNER, file), request);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
