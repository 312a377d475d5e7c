package dev.framewire.tutorials;

import dev.framewire.testtools.Line;
import dev.framewire.tutorials.sticky.Silence;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Stands between a client and a server, merges what either writes in quick succession, and cuts it where it is told. */
public final class Chopper implements Closeable {
    /** What was written within this long of each other is merged. Far below the gap that the tests of raw formats use. */
    private static final int HOLD_MS = 3;

    /** Between two pieces of a cut, so that the receiver reads the first by itself. Too short on a busy machine, it is a cut less, and no failure. */
    private static final int CUT_MS = 3;

    private final AtomicInteger connections = new AtomicInteger();
    private final ByteArrayOutputStream clientsBytes = new ByteArrayOutputStream();
    private final ByteArrayOutputStream serversBytes = new ByteArrayOutputStream();
    private final Line line;
    private final IntFunction<Cuts> clientsCuts;
    private final IntFunction<Cuts> serversCuts;
    private final Silence silence;
    private final boolean echo;

    /** Where one side's bytes on one connection are cut. */
    @FunctionalInterface
    public interface Cuts {
        Cuts NONE = (offset, length) -> length;

        /** How many of the {@code length} bytes from {@code offset} on go in one piece. */
        int piece(long offset, int length);

        static Cuts at(long position) {
            return (offset, length) ->
                    offset < position && position < offset + length ? (int) (position - offset) : length;
        }

        static Cuts seeded(long seed) {
            Random random = new Random(seed);
            return (offset, length) -> {
                // A large body in pieces of four bytes would take all day; the splits of interest are near the lengths.
                boolean rest = offset > 4096 && random.nextInt(4) == 0;
                int piece = 1 + random.nextInt(offset > 4096 ? 64 * 1024 : random.nextInt(4) == 0 ? 1024 : 7);
                return rest ? length : Math.min(length, piece);
            };
        }
    }

    /** @param clientsCuts what each connection's client writes is cut there, by the number of the connection; so too the server's */
    Chopper(int target, IntFunction<Cuts> clientsCuts, IntFunction<Cuts> serversCuts) throws IOException {
        this(new Silence(), target, clientsCuts, serversCuts);
    }

    /** @param silence is told when all that either side wrote has been delivered */
    Chopper(Silence silence, int target, IntFunction<Cuts> clientsCuts, IntFunction<Cuts> serversCuts)
            throws IOException {
        this(silence, false, target, clientsCuts, serversCuts);
    }

    private Chopper(
            Silence silence, boolean echo, int target, IntFunction<Cuts> clientsCuts, IntFunction<Cuts> serversCuts)
            throws IOException {
        this.silence = silence;
        this.echo = echo;
        this.clientsCuts = clientsCuts;
        this.serversCuts = serversCuts;
        line = new Line(target, this::carrier);
    }

    /** What clients write is cut by a seed. The answers pass untouched: most originals' clients could not read them otherwise. */
    public Chopper(long seed, int target) throws IOException {
        this(new Silence(), seed, target);
    }

    Chopper(Silence silence, long seed, int target) throws IOException {
        this(silence, target, connection -> Cuts.seeded(seed + connection), connection -> Cuts.NONE);
    }

    /** Both directions are cut by a seed. */
    static Chopper bothWays(Silence silence, long seed, int target) throws IOException {
        return new Chopper(silence, target, n -> Cuts.seeded(seed + n), n -> Cuts.seeded(seed - 1 - n));
    }

    /**
     * Both directions of one connection to a server that answers each byte with itself, and that may hold any number of them for any time: the
     * client is told of a pause once it has been sent as many bytes as it wrote.
     */
    static Chopper ofAnEcho(Silence silence, long seed, int target) throws IOException {
        return new Chopper(silence, true, target, n -> Cuts.seeded(seed + n), n -> Cuts.seeded(seed - 1 - n));
    }

    public String port() {
        return Integer.toString(line.port());
    }

    /** Everything that clients have written. */
    byte[] clientsBytes() {
        synchronized (clientsBytes) {
            return clientsBytes.toByteArray();
        }
    }

    /** Everything that the server has written. */
    byte[] serversBytes() {
        synchronized (serversBytes) {
            return serversBytes.toByteArray();
        }
    }

    private Line.Carrier carrier(Line.Connection connection) {
        int number = connections.getAndIncrement();
        Cuts clients = clientsCuts.apply(number);
        Cuts servers = serversCuts.apply(number);
        return (from, to, ofServer) -> {
            to.setTcpNoDelay(true);
            if (ofServer) {
                try (to) {
                    chop(from, to, servers, serversBytes);
                }
            } else {
                chop(from, to, clients, clientsBytes);
            }
        };
    }

    private void chop(Socket from, Socket to, Cuts cuts, ByteArrayOutputStream seen) throws IOException {
        Silence.Delivery delivery = silence.begin(to);
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] held = new byte[64 * 1024];
        long offset = 0;
        int n;
        while ((n = in.read(held)) >= 0) {
            delivery.holds();
            n += cuts == Cuts.NONE ? 0 : more(from, held, n);
            synchronized (seen) {
                seen.write(held, 0, n);
            }
            for (int at = 0; at < n; ) {
                int piece = cuts.piece(offset, n - at);
                out.write(held, at, piece);
                at += piece;
                offset += piece;
                if (at < n && n < 4096) {
                    pause();
                }
            }
            if (!echo || offset == clientsBytes().length) {
                delivery.delivered(offset);
            }
        }
        to.shutdownOutput();
    }

    private static int more(Socket from, byte[] held, int start) throws IOException {
        int end = start;
        from.setSoTimeout(HOLD_MS);
        try {
            int n;
            while (end < held.length && (n = from.getInputStream().read(held, end, held.length - end)) > 0) {
                end += n;
            }
        } catch (SocketTimeoutException e) {
            // Quiet: what there is goes on together.
        } finally {
            from.setSoTimeout(0);
        }
        return end - start;
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(CUT_MS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        line.close();
    }
}
