package dev.framewire.benchmarks.transfer;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.transfer.FileStore;
import dev.framewire.transfer.GetOffer;
import dev.framewire.transfer.PutOffer;
import dev.framewire.transfer.TransferEngine;
import dev.framewire.transfer.TransferException;
import dev.framewire.transfer.TransferSink;
import dev.framewire.transfer.TransferSite;
import dev.framewire.transfer.TransferSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The engine's serving side, without authentication or encryption, in a JVM of its own. Prints its port; ends when killed. */
public final class EngineServer {
    /** Below that name are the same files, and their digests are remembered once they were got whole. */
    static final String REMEMBERED = "remembered/";

    private final Path home;
    private final FileStore store;
    private final TransferEngine engine = TransferEngine.create();

    private EngineServer(Path home) throws IOException {
        this.home = Files.createDirectories(home);
        this.store = FileStore.open(home.resolve(".xfer"));
    }

    /** With the folder of its files. */
    public static void main(String[] arguments) throws IOException {
        EngineServer server = new EngineServer(Path.of(arguments[0]));
        try (ServerSocketChannel listener =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            System.out.println(((InetSocketAddress) listener.getLocalAddress()).getPort());
            while (true) {
                SocketChannel connection = listener.accept();
                new Thread(() -> server.serve(connection), "connection").start();
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
            FrameReader in = new FrameReader(connection, FrameFormat.nativeFormat(), FrameLimits.defaults());
            FrameWriter out = new FrameWriter(connection, FrameFormat.nativeFormat(), FrameLimits.defaults());
            for (Frame frame = in.next(); frame != null; frame = in.next()) {
                try {
                    engine.serve(frame, in, out, new Home());
                } catch (TransferException e) {
                    if (!e.connectionUsable()) {
                        throw e;
                    }
                }
            }
        } catch (IOException e) {
            // the client broke off: some measurements need just that
        }
    }

    private final class Home implements TransferSite {
        @Override
        public boolean takesPacks() {
            return true;
        }

        @Override
        public boolean allowsCrcOnly() {
            return true;
        }

        @Override
        public TransferSink accept(PutOffer offer) {
            return TransferSink.file(store, "bench", home.resolve(offer.path()));
        }

        @Override
        public TransferSource open(GetOffer offer) throws IOException {
            String path = offer.path();
            return path.startsWith(REMEMBERED)
                    ? store.source(home.resolve(path.substring(REMEMBERED.length())))
                    : TransferSource.file(home.resolve(path));
        }
    }
}
