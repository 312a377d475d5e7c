package dev.framewire.netdisk.server;

import dev.framewire.auth.ScramServer;
import dev.framewire.auth.ScramVerifier;
import dev.framewire.framing.Watchdog;
import dev.framewire.netdisk.users.PrivateFiles;
import dev.framewire.netdisk.users.UserStore;
import dev.framewire.transfer.TransferEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** What the connections of a server share. */
record ServerContext(
        ServerOptions options,
        UserStore users,
        DiskAccounts accounts,
        TransferEngine engine,
        Watchdog watchdog,
        Metrics metrics,
        AttemptLimit registrationLimit,
        LoginLimits loginLimits,
        byte[] scramSecret) {
    /** Of PBKDF2 in a verifier that a client sends; fewer are no protection, more are an attack on the client's patience. */
    static final int MIN_ITERATIONS = 4096;

    static final int MAX_ITERATIONS = 10_000_000;

    static AttemptLimit defaultRegistrationLimit() {
        return new AttemptLimit(30, Duration.ofSeconds(20));
    }

    /**
     * What one login needs.
     *
     * @param claimed told the name that is claimed, in the form in which it is looked up
     */
    ScramServer.Config scramConfig(Consumer<String> claimed) {
        return ScramServer.Config.of(
                name -> {
                    claimed.accept(name);
                    // a disabled user's too: Login refuses that one after the proof, so that no changed salt gives it
                    // away
                    return users.find(name).map(u -> ScramVerifier.parse(u.verifier()));
                },
                scramSecret);
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
