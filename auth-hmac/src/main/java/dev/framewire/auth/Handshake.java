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

    /** A handshake that makes no session. */
    interface Check {
        void run() throws IOException;
    }

    private interface Work<T extends @Nullable Object> {
        T run() throws IOException;
    }

    /**
     * A session, or an exception and a closed transport. Whatever can throw because of the caller, such as the use of a
     * wiped key, belongs into the steps: nobody else closes.
     */
    static SecureSession run(Transport transport, HandshakeOptions options, Steps steps) throws IOException {
        HandshakeFrames frames = new HandshakeFrames(transport);
        // One frame for every cause; the guard bounds the time a peer that does not read can take.
        return guarded(transport, options, () -> steps.run(frames), frames::sendFailed);
    }

    /** Nothing, or an exception and a closed transport. The peer is told what the check itself tells it. */
    static void withinDeadline(Transport transport, HandshakeOptions options, Check check) throws IOException {
        Work<@Nullable Void> work = () -> {
            check.run();
            return null;
        };
        guarded(transport, options, work, () -> {});
    }

    private static <T extends @Nullable Object> T guarded(
            Transport transport, HandshakeOptions options, Work<T> work, Check farewell) throws IOException {
        try (Watchdog own = options.watchdog() == null ? Watchdog.create() : null) {
            Watchdog watchdog = own == null ? options.watchdog() : own;
            if (watchdog == null) {
                throw new IllegalStateException("no watchdog");
            }
            return guarded(transport, watchdog.guard(options.deadline(), transport), work, farewell);
        } catch (RuntimeException | Error e) {
            // Around the watchdog too: one that is closed, or a thread that cannot be had, leaves nobody waiting.
            transport.abort();
            throw e;
        }
    }

    private static <T extends @Nullable Object> T guarded(
            Transport transport, Watchdog.Guard guard, Work<T> work, Check farewell) throws IOException {
        try (guard) {
            T result = work(transport, guard, work, farewell);
            guard.close();
            if (guard.expired()) {
                throw timeout(null);
            }
            return result;
        }
    }

    /** With a guard that is open until the end: a peer that does not read the refusal cannot hold it up. */
    private static <T extends @Nullable Object> T work(
            Transport transport, Watchdog.Guard guard, Work<T> work, Check farewell) throws IOException {
        try {
            return work.run();
        } catch (IOException e) {
            if (guard.expired()) {
                throw timeout(e);
            }
            leave(transport, farewell);
            throw e;
        }
    }

    private static void leave(Transport transport, Check farewell) {
        try (transport) {
            farewell.run();
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
