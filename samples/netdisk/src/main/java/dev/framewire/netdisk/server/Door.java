package dev.framewire.netdisk.server;

import dev.framewire.auth.SecureSession;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;

/** The way into a server: what turns a connection into a session, and by what clients know the server. */
public interface Door {
    /** Makes the handshake, within ten seconds. A failure closes the connection. */
    SecureSession enter(Transport wire, Watchdog watchdog) throws IOException;

    /** What clients pin: {@code SHA256:…}. */
    String fingerprint();
}
