package dev.framewire.testtools;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A line to a server that lets so many bytes of each connection pass in either direction, and from then on hardly any: whoever
 * wants to end one of the two in the middle of a transfer has minutes for it, on a loaded machine too.
 */
public final class HeldLine implements AutoCloseable {
    // enough that something happens every second at either end
    private static final int TRICKLE_BYTES = 2 << 10;
    private static final int TRICKLE_MILLIS = 32;

    // or the system would take megabytes in advance of what passes
    private static final int BUFFER_BYTES = 128 << 10;

    private final long freeBytes;
    private final Line line;
    private final Set<CountDownLatch> held = ConcurrentHashMap.newKeySet();
    private volatile boolean holding = true;

    /**
     * @param target a port of this machine's
     * @param freeBytes how many pass at once
     */
    public HeldLine(int target, long freeBytes) throws IOException {
        this.freeBytes = freeBytes;
        line = new Line(target, BUFFER_BYTES, this::carrier);
    }

    /** Where clients connect to. */
    public String address() {
        return line.address();
    }

    public int port() {
        return line.port();
    }

    /** Connections to come are held, as they are from the beginning. */
    public void hold() {
        holding = true;
    }

    /** The rest of the connections that there are passes as well, and all of those to come. */
    public void release() {
        holding = false;
        held.forEach(CountDownLatch::countDown);
    }

    @Override
    public void close() {
        line.close();
    }

    private Line.Carrier carrier(Line.Connection connection) {
        CountDownLatch released = new CountDownLatch(1);
        held.add(released);
        if (!holding) {
            released.countDown();
        }
        return (from, to, ofServer) -> {
            try {
                carry(from, to, released);
            } finally {
                held.remove(released);
                connection.cut();
            }
        };
    }

    /** Until one of the two has left; then the other hears of it. */
    private void carry(Socket from, Socket to, CountDownLatch released) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] bytes = new byte[64 << 10];
        long passed = 0;
        boolean holds = false;
        int n;
        while ((n = in.read(bytes, 0, holds ? TRICKLE_BYTES : bytes.length)) > 0) {
            out.write(bytes, 0, n);
            passed += n;
            holds = passed >= freeBytes && !released(released, holds ? TRICKLE_MILLIS : 0);
        }
    }

    private static boolean released(CountDownLatch released, long millis) throws IOException {
        try {
            return released.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
