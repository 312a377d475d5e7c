package dev.framewire.netdisk.server;

import dev.framewire.auth.ScramServer;
import dev.framewire.framing.Watchdog;
import dev.framewire.netdisk.users.PrivateFiles;
import dev.framewire.netdisk.users.UserStore;
import dev.framewire.transfer.TransferEngine;
import java.io.IOException;
import java.time.Duration;

/** What the connections of a server share. */
record ServerContext(
        ServerOptions options,
        UserStore users,
        DiskAccounts accounts,
        TransferEngine engine,
        Watchdog watchdog,
        Metrics metrics,
        SourceLimit registrationLimit,
        SourceLimit loginLimit,
        ScramServer.Config scramConfig) {
    /** Of PBKDF2 in a verifier that a client sends; fewer are no protection, more are an attack on the client's patience. */
    static final int MIN_ITERATIONS = 4096;

    static final int MAX_ITERATIONS = 10_000_000;

    static SourceLimit defaultRegistrationLimit() {
        return new SourceLimit(30, Duration.ofSeconds(20));
    }

    static SourceLimit defaultLoginLimit() {
        return new SourceLimit(10, Duration.ofSeconds(5));
    }

    long quotaOf(String user) {
        return users.find(user)
                .map(u -> u.quotaBytes())
                .filter(bytes -> bytes >= 0)
                .orElse(options.quotaBytes());
    }

    boolean isEnabled(String user) {
        return users.find(user).filter(u -> !u.disabled()).isPresent();
    }

    void makeHome(String user) throws IOException {
        PrivateFiles.createFolder(options.data().resolve("homes").resolve(user));
    }
}
