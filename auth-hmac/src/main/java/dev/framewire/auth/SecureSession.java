package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/**
 * Two protected streams, and who is at the other end. Only a finished handshake makes one.
 *
 * <pre>{@code
 * try (SecureSession session = HmacClient.with(key).connect(Transport.of(socket))) {
 *     OutputStream out = session.outputStream();
 *     out.write(request);
 *     out.flush();                                     // sends the record
 *     byte[] answer = session.inputStream().readAllBytes();
 * }
 * }</pre>
 *
 * <p>The end of the input is the peer's own word: a stream that is cut before it throws {@link AuthException} of kind
 * {@code TRUNCATED}, never returns -1. A changed, replayed, reordered or missing record throws kind {@code TAMPERED} and
 * ends the session in both directions. A failure is final.
 *
 * <p>One thread may read while another writes; any thread may close. The session owns the transport it was made from
 * and closes it. Closing either stream closes the session, as with a socket. SPEC.md, <i>Records</i>.
 */
public final class SecureSession implements Closeable {
    /** How long {@link #close()} tries to tell a peer that does not read; then the transport is aborted. */
    public static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    private final SessionChannel channel;
    private final Peer peer;
    private final Security security;
    private final List<ChannelBinding> channelBindings;

    SecureSession(SessionChannel channel, Peer peer, Security security, List<ChannelBinding> channelBindings) {
        this.channel = channel;
        this.peer = peer;
        this.security = security;
        this.channelBindings = List.copyOf(channelBindings);
    }

    /**
     * The same channel after a login inside it: same streams, more known about the peer.
     *
     * @param suite names the login; it follows the channel's own suite after a plus sign
     */
    SecureSession withPeer(Peer loggedIn, String suite) {
        Security more = new Security(
                security.suite() + '+' + suite,
                true,
                security.encrypted(),
                security.serverAuthenticated(),
                security.forwardSecret(),
                !channelBindings.isEmpty());
        return new SecureSession(channel, loggedIn, more, channelBindings);
    }

    /**
     * What can tie a login to this session and to no other: a login MUST use one of them. A client has one at most. None
     * only where both ends were told to do without.
     */
    List<ChannelBinding> channelBindings() {
        return channelBindings;
    }

    /**
     * The bytes of the peer. {@code read} returns what one record brings, and waits for the first byte only. A read that
     * throws leaves no byte of the record that failed in the caller's array: where they would have come there may be zeros.
     *
     * @return the stream
     */
    public InputStream inputStream() {
        return channel.input();
    }

    /**
     * The bytes for the peer. They are collected up to 64 KiB; {@link OutputStream#flush()} sends them.
     *
     * @return the stream
     */
    public OutputStream outputStream() {
        return channel.output();
    }

    /**
     * The two streams and the handle that aborts them, for what is built on top.
     *
     * @return a transport; closing it closes the session
     */
    public Transport transport() {
        return Transport.of(channel.input(), channel.output(), channel::abort);
    }

    /**
     * Who is at the other end.
     *
     * @return what the handshake, and a login inside the session, proved
     */
    public Peer peer() {
        return peer;
    }

    /**
     * What this session protects.
     *
     * @return the facts
     */
    public Security security() {
        return security;
    }

    /**
     * Sends what is collected, and says that nothing more comes: the peer reads the rest and then -1. Reading goes on.
     * Has no effect the second time.
     *
     * @throws IOException if it could not be sent
     */
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    /**
     * Tells the peer that nothing more comes, unless it was told or the session has failed, and closes the transport.
     * Overwrites the session's secrets; copies that the JDK's ciphers hold are out of reach.
     *
     * <p>Does not wait for the peer's own end. Bytes that the peer has sent and nobody has read are lost, and many networks
     * then lose our own last bytes as well: who wants to be sure calls {@link #shutdownOutput()} and reads until -1 first.
     *
     * @throws IOException if the peer could not be told, within {@link #CLOSE_DEADLINE}, or the transport not be closed
     */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Names the peer and the suite. */
    @Override
    public String toString() {
        return "SecureSession[" + peer + ", " + security.suite() + "]";
    }
}
