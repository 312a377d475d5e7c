package dev.framewire.benchmarks.auth;

import dev.framewire.auth.HmacClient;
import dev.framewire.auth.HmacServer;
import dev.framewire.auth.HmacSuite;
import dev.framewire.auth.SecureSession;
import dev.framewire.auth.SharedKey;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Two ends of one session, over whatever transports. */
record SessionPair(SecureSession client, SecureSession server) {
    static SessionPair over(
            Transport client, Transport server, SharedKey key, HmacSuite suite, Watchdog watchdog, Executor executor)
            throws IOException {
        CompletableFuture<SecureSession> accepted = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return HmacServer.with(key)
                                .suites(suite)
                                .watchdog(watchdog)
                                .accept(server);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                executor);
        SecureSession connected =
                HmacClient.with(key).suites(suite).watchdog(watchdog).connect(client);
        return new SessionPair(connected, accepted.join());
    }
}
