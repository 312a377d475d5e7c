package dev.framewire.netdisk.client;

import dev.framewire.auth.AuthException;
import java.io.IOException;

/**
 * The server has the identity that is pinned, and does not know the verifier of the password: whoever it is, the user was not
 * registered there. Nothing but the login was asked of it.
 */
public final class UnprovenServerException extends IOException {
    private static final long serialVersionUID = 1;

    UnprovenServerException(HostPort server, String user, AuthException cause) {
        super(
                server + " did not prove that " + user
                        + " is registered there: somebody else may have its identity, or its"
                        + " users are lost; nothing was asked of it",
                cause);
    }
}
