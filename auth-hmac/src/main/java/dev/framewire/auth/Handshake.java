package dev.framewire.auth;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Runs the steps of a handshake under its deadline, and ends every failure in the same way. */
final class Handshake {
    private Handshake() {}

    /** The frames one side sends and expects, in order. */
    interface Steps {
        SecureSession run(HandshakeFrames frames) throws IOException;
    }

    /**
     * A session, or an exception and a closed transport.
     *
     * @param binding what the channel beneath is known by; empty if nothing is
     */
    static SecureSession run(Transport transport, HandshakeOptions options, byte[] binding, Steps steps)
            throws IOException {
        try (Watchdog own = options.watchdog() == null ? Watchdog.create() : null) {
            Watchdog watchdog = own == null ? options.watchdog() : own;
            if (watchdog == null) {
                throw new IllegalStateException("no watchdog");
            }
            return run(transport, watchdog.guard(options.deadline(), transport), binding, steps);
        }
    }

    private static SecureSession run(Transport transport, Watchdog.Guard guard, byte[] binding, Steps steps)
            throws IOException {
        HandshakeFrames frames = new HandshakeFrames(transport, binding);
        try (guard) {
            SecureSession session = steps.run(frames);
            guard.close();
            if (guard.expired()) {
                throw timeout(null);
            }
            return session;
        } catch (IOException e) {
            if (guard.expired()) {
                throw timeout(e);
            }
            tell(transport, frames);
            throw e;
        } catch (RuntimeException | Error e) {
            transport.abort();
            throw e;
        }
    }

    /** One frame for every cause; the guard bounds the time a peer that does not read can take. */
    private static void tell(Transport transport, HandshakeFrames frames) {
        try (transport) {
            frames.sendFailed();
        } catch (IOException e) {
            transport.abort();
        }
    }

    private static AuthException timeout(@Nullable IOException cause) {
        String text = "the handshake did not end within its deadline";
        return cause == null
                ? new AuthException(AuthException.Kind.TIMEOUT, text)
                : new AuthException(AuthException.Kind.TIMEOUT, text, cause);
    }
}
