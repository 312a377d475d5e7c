package dev.framewire.auth;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a password or a token may travel over. */
final class LoginChannel {
    private LoginChannel() {}

    /**
     * What a login in this channel can be bound to; one of them, if there is any, it must be bound to.
     *
     * @throws IllegalStateException if everyone could read it, or the server could be anyone
     */
    static List<ChannelBinding> bindings(SecureSession channel) {
        Security security = channel.security();
        if (!security.encrypted() || !security.serverAuthenticated()) {
            throw new IllegalStateException(
                    "a login needs a channel that is encrypted and whose server is authenticated: " + security);
        }
        return channel.channelBindings();
    }

    /** The one that a client was told to use, or none. */
    static @Nullable ChannelBinding clientBinding(SecureSession channel) {
        List<ChannelBinding> bindings = bindings(channel);
        return bindings.isEmpty() ? null : bindings.get(0);
    }

    /** A binding to a certificate is the same on every connection: a recorded token message would log in again. */
    static Optional<ChannelBinding> freshBinding(SecureSession channel) {
        return bindings(channel).stream()
                .filter(binding -> !binding.type().equals(ChannelBinding.TLS_SERVER_END_POINT))
                .findFirst();
    }
}
