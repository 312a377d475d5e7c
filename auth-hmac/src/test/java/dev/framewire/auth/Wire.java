package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A connection in memory with a man in the middle, who sees every write as one message and decides what arrives.
 *
 * <p>When both ends wait for bytes that nobody will send, the wire is cut: no test waits for a deadline.
 */
final class Wire {
    /** The man in the middle. */
    @FunctionalInterface
    interface Mallory {
        /** What arrives instead of a message; nothing drops it. */
        List<byte[]> pass(boolean fromClient, int index, byte[] message);
    }

    static final Mallory HONEST = (fromClient, index, message) -> List.of(message);

    private final Mallory mallory;
    private final Pipe toServer = new Pipe();
    private final Pipe toClient = new Pipe();
    private final Transport client = end(toClient, toServer, true);
    private final Transport server = end(toServer, toClient, false);
    private final List<byte[]> fromClient = new ArrayList<>();
    private final List<byte[]> fromServer = new ArrayList<>();
    private boolean cutsWhenBothWait = true;
    private int waiting;

    Wire(Mallory mallory) {
        this.mallory = mallory;
    }

    static Wire honest() {
        return new Wire(HONEST);
    }

    /** A wire for sides that read and write on different threads: both may wait, and go on. */
    static Wire patient() {
        return patient(HONEST);
    }

    static Wire patient(Mallory mallory) {
        Wire wire = new Wire(mallory);
        wire.cutsWhenBothWait = false;
        return wire;
    }

    Transport client() {
        return client;
    }

    Transport server() {
        return server;
    }

    /** What one side wrote, message by message. */
    synchronized List<byte[]> sent(boolean byClient) {
        return List.copyOf(byClient ? fromClient : fromServer);
    }

    /** Puts bytes on the wire that nobody sent. */
    synchronized void inject(boolean toTheServer, byte[] message) {
        (toTheServer ? toServer : toClient).put(message);
        notifyAll();
    }

    /** The stream towards one side ends here. */
    synchronized void cut(boolean towardsServer) {
        (towardsServer ? toServer : toClient).ended = true;
        notifyAll();
    }

    private final class Pipe {
        private final Deque<byte[]> messages = new ArrayDeque<>();
        private int at;
        private boolean ended;

        void put(byte[] message) {
            if (message.length > 0) {
                messages.add(message);
            }
        }

        int read(byte[] b, int off, int len) throws IOException {
            if (len == 0) {
                return 0;
            }
            synchronized (Wire.this) {
                waiting++;
                try {
                    while (messages.isEmpty() && !ended) {
                        if (cutsWhenBothWait
                                && waiting == 2
                                && toServer.messages.isEmpty()
                                && toClient.messages.isEmpty()) {
                            toServer.ended = true;
                            toClient.ended = true;
                            Wire.this.notifyAll();
                            break;
                        }
                        Wire.this.wait();
                    }
                } catch (InterruptedException e) {
                    throw new IOException("interrupted", e);
                } finally {
                    waiting--;
                }
                if (messages.isEmpty()) {
                    return -1;
                }
                byte[] first = messages.element();
                int n = Math.min(len, first.length - at);
                System.arraycopy(first, at, b, off, n);
                at += n;
                if (at == first.length) {
                    messages.remove();
                    at = 0;
                }
                return n;
            }
        }
    }

    private Transport end(Pipe in, Pipe out, boolean isClient) {
        InputStream input = new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                return in.read(b, off, len);
            }
        };
        OutputStream output = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                synchronized (Wire.this) {
                    if (out.ended) {
                        throw new IOException("the other side is gone");
                    }
                    List<byte[]> sent = isClient ? fromClient : fromServer;
                    byte[] message = Arrays.copyOfRange(b, off, off + len);
                    sent.add(message);
                    for (byte[] arriving : mallory.pass(isClient, sent.size() - 1, message.clone())) {
                        out.put(arriving);
                    }
                    Wire.this.notifyAll();
                }
            }
        };
        return Transport.of(input, output, () -> {
            synchronized (Wire.this) {
                in.ended = true;
                out.ended = true;
                Wire.this.notifyAll();
            }
        });
    }
}
