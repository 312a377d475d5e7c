package dev.framewire.netdisk.server;

import dev.framewire.auth.ScramLimits;
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
        ConnectionThreads threads,
        Metrics metrics,
        AttemptLimit registrationLimit,
        LoginLimits loginLimits,
        byte[] scramSecret) {
    /**
     * Of PBKDF2 in a verifier that a client sends: what clients take by default. Fewer are no protection when the sheet is
     * stolen, and no client of ours would log in with them; more are an attack on the patience of whoever logs in.
     */
    static final int MIN_ITERATIONS = ScramLimits.DEFAULT_MIN_ITERATIONS;

    static final int MAX_ITERATIONS = ScramLimits.DEFAULT_MAX_ITERATIONS;

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
