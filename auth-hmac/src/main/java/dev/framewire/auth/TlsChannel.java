package dev.framewire.auth;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS over a transport, with an engine of the JDK.
 *
 * <p>Not an {@code SSLSocket}, because that reports a stream that was cut as one that ended. Here an end is the peer's
 * {@code close_notify}, and everything else is an error. Its two directions end one by one, as TLS 1.3 has it.
 */
final class TlsChannel extends SessionChannel {
    private final SSLEngine engine;
    private final TlsInput input;
    private final TlsOutput output;

    TlsChannel(Transport transport, SSLEngine engine, @Nullable Watchdog watchdog) {
        super(transport, watchdog, SecureSession.CLOSE_DEADLINE);
        this.engine = engine;
        this.output = new TlsOutput(transport, engine, this);
        this.input = new TlsInput(transport, engine, output, this);
    }

    SSLEngine engine() {
        return engine;
    }

    @Override
    InputStream input() {
        return input;
    }

    @Override
    OutputStream output() {
        return output;
    }

    @Override
    void shutdownOutput() throws IOException {
        output.shutdown();
    }

    @Override
    void forget() {
        output.forget();
    }

    /** Once, and before anybody reads or writes. */
    void handshake() throws IOException {
        try {
            engine.beginHandshake();
            while (true) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_WRAP -> {
                        if (output.wrapOwn() == 0 && engine.isOutboundDone()) {
                            throw new SSLException("TLS ended before its handshake did");
                        }
                    }
                    case NEED_TASK -> runTasks(engine);
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                        if (!input.unwrap()) {
                            throw new AuthException(AuthException.Kind.REFUSED, "the peer closed TLS");
                        }
                    }
                    default -> {
                        return;
                    }
                }
            }
        } catch (SSLException e) {
            output.sendOwn();
            throw e;
        }
    }

    static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
