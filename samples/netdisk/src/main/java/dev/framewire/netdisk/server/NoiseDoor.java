package dev.framewire.netdisk.server;

import dev.framewire.auth.NoiseNxServer;
import dev.framewire.auth.SecureSession;
import dev.framewire.auth.ServerIdentity;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;

/** noise-nx with a key of the server's own. */
record NoiseDoor(ServerIdentity identity) implements Door {
    @Override
    public SecureSession enter(Transport wire, Watchdog watchdog) throws IOException {
        return NoiseNxServer.with(identity).watchdog(watchdog).accept(wire);
    }

    @Override
    public String fingerprint() {
        return identity.fingerprint();
    }
}
