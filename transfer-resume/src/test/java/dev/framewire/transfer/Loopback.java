package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A loopback connection with a frame loop at its far end; the near side's bytes can be cut, and all before the cut arrives. */
final class Loopback implements AutoCloseable {
    interface Step {
        void run() throws IOException;
    }

    static final HeaderKey TYPE = HeaderKey.of("type");

    private final Socket near;
    private final Socket far;
    final FrameReader in;
    final FrameWriter out;
    final FrameReader serverIn;
    final FrameWriter serverOut;
    Step beforeServing = () -> {};
    /** What has ended of several transfers that are served at once; null where there is one at a time. */
    @Nullable Queue<EndedTransfer> ended;

    /** Runs when everything before the cut has been sent, and the cut has not been made. */
    volatile Step beforeCut = () -> {};

    /** Runs when the far end has taken all that was sent before the cut, and would wait for more. */
    volatile Step whenAllIsRead = () -> {};

    final AtomicReference<Throwable> serverError = new AtomicReference<>();
    private volatile boolean serving;
    private volatile boolean answersBroken;
    private final CompletableFuture<Void> served = new CompletableFuture<>();

    Loopback(long cutAfterBytes) throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            near = new Socket(listening.getInetAddress(), listening.getLocalPort());
            far = listening.accept();
        }
        in = new FrameReader(near.getInputStream());
        out = new FrameWriter(new CutStream(near, cutAfterBytes));
        serverIn = new FrameReader(new CountedStream(far, cutAfterBytes));
        serverOut = new FrameWriter(new FilterOutputStream(far.getOutputStream()) {
            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                if (answersBroken) {
                    throw new IOException("broken pipe");
                }
                out.write(b, off, len);
            }
        });
    }

    /** Serves transfers at the far end, and answers every other frame with itself. */
    void serve(TransferEngine engine, TransferSite site) {
        Thread thread = new Thread(() -> {
            try {
                for (Frame frame = serverIn.next(); frame != null; frame = serverIn.next()) {
                    if (TransferEngine.isTransferFrame(frame)) {
                        beforeServing.run();
                        try {
                            Queue<EndedTransfer> all = ended;
                            if (all == null) {
                                engine.serve(frame, serverIn, serverOut, site);
                            } else {
                                engine.serveAll(frame, serverIn, serverOut, site, all::add);
                            }
                        } catch (TransferException e) {
                            if (!e.connectionUsable()) {
                                throw e;
                            }
                        }
                    } else {
                        serverOut.write(frame.header().copy());
                    }
                }
            } catch (IOException | RuntimeException | Error e) {
                serverError.set(e);
            } finally {
                served.complete(null);
            }
        });
        thread.setDaemon(true);
        serving = true;
        thread.start();
    }

    /** The near side sends a frame of its own, past any engine. */
    static HeaderBuilder message(String type) {
        return Header.builder().put(TYPE, type).put(HeaderKey.of("id"), 1);
    }

    /** Opens a put by hand and answers the far end's first frame. */
    Frame openPut(String path, long size, int chunk) throws IOException {
        out.write(message("x.open")
                .put(HeaderKey.of("op"), "put")
                .put(HeaderKey.of("path"), path)
                .put(HeaderKey.of("size"), size)
                .put(HeaderKey.of("chunk"), chunk));
        return in.next();
    }

    /** The code of the error that comes next, behind whatever else is under way. */
    String error() throws IOException {
        for (Frame frame = in.next(); ; frame = in.next()) {
            if (frame.header().getString(TYPE).equals("x.error")) {
                return frame.header().getString(HeaderKey.of("code"));
            }
        }
    }

    /** The near end is gone. */
    void disconnect() throws IOException {
        near.close();
    }

    /** The far end is gone. */
    void hangUp() throws IOException {
        far.close();
    }

    /** From now on the far end's writes fail, while its reads show nothing of that. */
    void breakAnswers() {
        answersBroken = true;
    }

    void awaitServed() {
        served.join();
    }

    /** The near side sends no more. */
    void end() throws IOException {
        near.shutdownOutput();
    }

    void echo() throws IOException {
        out.write(Header.builder().put(TYPE, "echo"));
        assertThat(in.next().header().getString(TYPE)).isEqualTo("echo");
    }

    @Override
    public void close() throws IOException {
        near.close();
        if (serving) {
            served.join();
        }
        far.close();
    }

    private final class CutStream extends FilterOutputStream {
        private final Socket socket;
        private long left;

        CutStream(Socket socket, long bytes) throws IOException {
            super(socket.getOutputStream());
            this.socket = socket;
            this.left = bytes;
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            int count = (int) Math.min(len, left);
            OutputStream stream = out;
            stream.write(b, off, count);
            left -= count;
            if (count < len) {
                beforeCut.run();
                socket.shutdownOutput();
                if (serving) {
                    // else the near side closes with answers unread: the connection is reset, and what the far end
                    // has not read yet is lost
                    awaitServed();
                }
                throw new IOException("cut");
            }
        }
    }

    private final class CountedStream extends FilterInputStream {
        private long left;

        CountedStream(Socket socket, long bytes) throws IOException {
            super(socket.getInputStream());
            this.left = bytes;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            if (left == 0) {
                left = -1;
                whenAllIsRead.run();
            }
            int count = in.read(b, off, len);
            left -= Math.max(0, count);
            return count;
        }
    }
}
