package dev.framewire.transfer;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * Both ends of some transfers in one JVM, of content that is made as it is read and thrown away as it is written: so that the
 * heap it is started with bounds what a transfer of any size takes.
 */
final class MemoryProcess {
    private MemoryProcess() {}

    /** Arguments: a folder, how many transfers at once, and the MiB of each. One goes into a store that is no file system. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        long size = Long.parseLong(arguments[2]) << 20;
        try (TransferEngine engine = TransferEngine.create();
                FileStore store = FileStore.open(folder.resolve(".xfer"), new DiscardingDisk(count));
                ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket near = new Socket(listening.getInetAddress(), listening.getLocalPort());
                Socket far = listening.accept()) {
            Function<String, TransferSink> sink = count == 1
                    ? name -> TransferSink.into(new DiscardingStore(), "me", name)
                    : name -> TransferSink.file(store, "me", folder.resolve(name));
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(engine, sink, far));
            FrameReader in = new FrameReader(near.getInputStream());
            FrameWriter out = new FrameWriter(near.getOutputStream());
            TransferConnection shared = engine.share(in, out, TransferEngine.MAX_SHARED_TRANSFERS, null);
            List<Transfer> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                TransferSource source = new GeneratedSource(size, i);
                PutRequest request = PutRequest.to("target" + i);
                all.add(count == 1 ? engine.put(in, out, source, request) : shared.put(source, request));
            }
            long bytes = 0;
            for (Transfer transfer : all) {
                bytes += transfer.await().wireBodyBytes();
            }
            near.shutdownOutput();
            served.join();
            System.out.println(bytes);
        }
    }

    private static void serve(TransferEngine engine, Function<String, TransferSink> sink, Socket far) {
        TransferSite site = new TransferSite() {
            @Override
            public TransferSink accept(PutOffer offer) {
                return sink.apply(offer.path());
            }

            @Override
            public TransferSource open(GetOffer offer) throws TransferRefusedException {
                throw new TransferRefusedException(TransferException.Kind.REFUSED, "only puts");
            }
        };
        try {
            FrameReader in = new FrameReader(far.getInputStream());
            FrameWriter out = new FrameWriter(far.getOutputStream());
            for (Frame frame = in.next(); frame != null; frame = in.next()) {
                engine.serveAll(frame, in, out, site, end -> {});
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Numbers that are never the same twice, and of any size. */
    private record GeneratedSource(long size, long seed) implements TransferSource {
        @Override
        public OptionalLong modifiedMillis() {
            return OptionalLong.empty();
        }

        @Override
        public String version() {
            return "generated";
        }

        @Override
        public int read(ByteBuffer target, long position) {
            if (position >= size) {
                return -1;
            }
            target.order(ByteOrder.BIG_ENDIAN);
            int count = (int) Math.min(target.remaining(), size - position);
            int at = 0;
            for (; at + Long.BYTES <= count; at += Long.BYTES) {
                target.putLong(position + at + seed);
            }
            for (; at < count; at++) {
                target.put((byte) at);
            }
            return count;
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    /** Keeps journals and no content. The first write of each part waits for that of all others: then most is under way. */
    private static final class DiscardingDisk extends ForwardingDisk {
        private final CountDownLatch begun;

        DiscardingDisk(int parts) {
            super(Disk.local());
            this.begun = new CountDownLatch(parts);
        }

        @Override
        DiskFile opened(Path name, DiskFile file) {
            return !name.toString().endsWith(".part")
                    ? file
                    : new ForwardingFile(file) {
                        private boolean waited;

                        @Override
                        public void write(ByteBuffer source, long position) throws IOException {
                            if (!waited) {
                                waited = true;
                                begun.countDown();
                                try {
                                    begun.await();
                                } catch (InterruptedException e) {
                                    throw new IOException(e);
                                }
                            }
                            source.position(source.limit());
                        }
                    };
        }
    }
}
