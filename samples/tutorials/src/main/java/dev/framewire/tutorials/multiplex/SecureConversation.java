package dev.framewire.tutorials.multiplex;

import dev.framewire.auth.HmacClient;
import dev.framewire.auth.HmacServer;
import dev.framewire.auth.SecureSession;
import dev.framewire.framing.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A conversation inside a protected channel. The channel's streams wait for whole records, which a selector's thread must not; so they are read only
 * when there is one:
 *
 * <pre>
 *     socket → received() → RecordStreams: … | record | rec…  → a whole one → session → plain bytes → the conversation inside
 *     socket ←              RecordStreams: ←  session  ←  its answers
 * </pre>
 */
final class SecureConversation implements Conversation {
    private final SecureSession session;
    private final RecordStreams streams;
    private final Conversation inside;
    private final byte[] plain = new byte[4096];
    private boolean saidGoodbye;
    private boolean heardGoodbye;

    private SecureConversation(SecureSession session, RecordStreams streams, Conversation inside) {
        this.session = session;
        this.streams = streams;
        this.inside = inside;
        streams.select();
    }

    /** The server's: the client proves the key, within the handshake's deadline, or is turned away. */
    static Door door(HmacServer handshake, Supplier<Conversation> inside) {
        return channel -> {
            RecordStreams streams = new RecordStreams(channel);
            SecureSession session = handshake.accept(Transport.of(streams.in, streams.out, channel));
            return new SecureConversation(session, streams, inside.get());
        };
    }

    /** The client's: connects, and has the server prove the key, too. */
    static Door door(SocketAddress server, Duration timeout, HmacClient handshake, Conversation inside) {
        return channel -> {
            channel.socket().connect(server, (int) timeout.toMillis());
            RecordStreams streams = new RecordStreams(channel);
            SecureSession session = handshake.connect(Transport.of(streams.in, streams.out, channel));
            return new SecureConversation(session, streams, inside);
        };
    }

    @Override
    public ByteBuffer opening() throws IOException {
        return answer(inside.opening());
    }

    @Override
    public ByteBuffer received(ByteBuffer in) throws IOException {
        streams.put(in);
        InputStream records = session.inputStream();
        while (!heardGoodbye && (records.available() > 0 || streams.showRecord())) {
            int n = records.read(plain);
            heardGoodbye = n < 0;
            seal(heardGoodbye ? inside.ended() : inside.received(ByteBuffer.wrap(plain, 0, n)));
        }
        return answer(NOTHING);
    }

    /** A socket that ends before the peer's goodbye was cut. */
    @Override
    public ByteBuffer ended() throws IOException {
        while (!heardGoodbye) {
            heardGoodbye = session.inputStream().read() < 0; // throws: there is nothing whole to read
        }
        return NOTHING;
    }

    private void seal(ByteBuffer bytes) throws IOException {
        if (bytes.hasRemaining()) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            session.outputStream().write(copy);
        }
    }

    private ByteBuffer answer(ByteBuffer bytes) throws IOException {
        seal(bytes);
        session.outputStream().flush();
        if (!saidGoodbye && (heardGoodbye || inside.done())) {
            saidGoodbye = true;
            session.shutdownOutput();
        }
        return streams.takeLeaving();
    }

    /** Both have said goodbye: who closes sooner may take the other's last bytes away. */
    @Override
    public boolean done() {
        return saidGoodbye && heardGoodbye;
    }
}
