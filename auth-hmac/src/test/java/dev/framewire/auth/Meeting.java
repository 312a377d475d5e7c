package dev.framewire.auth;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Two sides meet over a wire: each makes its handshake, says one thing, hears one thing, and closes. */
final class Meeting implements AutoCloseable {
    static final String FROM_CLIENT = "GET secret";
    static final String FROM_SERVER = "the secret";

    /** A deadline where no deadline is tested: however slow the machine is, it does not pass. */
    static final Duration AMPLE = Duration.ofMinutes(10);

    /** One side's handshake. */
    interface Side {
        SecureSession meet(Transport transport) throws IOException;
    }

    /** What one side ended up with. {@code heard} is what it accepted as the peer's words; empty if nothing. */
    record Outcome(
            @Nullable SecureSession session,
            String heard,
            @Nullable Exception failure) {
        AuthException.@Nullable Kind kind() {
            return failure instanceof AuthException auth ? auth.kind() : null;
        }
    }

    record Outcomes(Outcome client, Outcome server) {}

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "meeting");
        thread.setDaemon(true);
        return thread;
    });
    final Watchdog watchdog = Watchdog.create();
    final HandshakeOptions options = new HandshakeOptions(AMPLE, watchdog, new SecureRandom());

    Outcomes run(Wire wire, Side client, Side server) {
        return run(wire.client(), wire.server(), client, server);
    }

    Outcomes run(Transport clientEnd, Transport serverEnd, Side client, Side server) {
        Future<Outcome> clientOutcome = threads.submit(() -> talk(clientEnd, client, FROM_CLIENT));
        Future<Outcome> serverOutcome = threads.submit(() -> talk(serverEnd, server, FROM_SERVER));
        return new Outcomes(get(clientOutcome), get(serverOutcome));
    }

    private static Outcome talk(Transport transport, Side side, String words) {
        SecureSession session = null;
        String heard = "";
        try {
            session = side.meet(transport);
            session.outputStream().write(words.getBytes(StandardCharsets.US_ASCII));
            session.outputStream().flush();
            byte[] buffer = new byte[64];
            int n = session.inputStream().read(buffer);
            heard = new String(Arrays.copyOf(buffer, Math.max(n, 0)), StandardCharsets.US_ASCII);
            session.shutdownOutput();
            if (session.inputStream().read() != -1) {
                throw new IOException("more than was said");
            }
            session.close();
            return new Outcome(session, heard, null);
        } catch (IOException e) {
            transport.abort();
            return new Outcome(session, heard, e);
        }
    }

    private static Outcome get(Future<Outcome> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * What is left are idle daemon threads, and not ended here: a test that failed is run once more after its class was
     * closed, with the meeting of that class.
     */
    @Override
    public void close() {}
}
