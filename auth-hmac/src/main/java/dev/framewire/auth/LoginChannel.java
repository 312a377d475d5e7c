package dev.framewire.auth;

/** What a password or a token may travel over. */
final class LoginChannel {
    private LoginChannel() {}

    /**
     * The binding of a channel that is fit for a login.
     *
     * @throws IllegalStateException if everyone could read it, or the server could be anyone
     */
    static ChannelBinding binding(SecureSession channel) {
        Security security = channel.security();
        if (!security.encrypted() || !security.serverAuthenticated()) {
            throw new IllegalStateException(
                    "passwords and tokens need a channel that is encrypted and whose server is authenticated: "
                            + security);
        }
        return channel.channelBinding();
    }
}
