package dev.framewire.tutorials.multiplex;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Sends back what came before a pause: without framing, a pause is all that ends a message. Other than {@code QuietGap}, this does not wait for it;
 * it is told.
 */
public final class RawEcho implements Conversation {
    /** A message is held in memory. */
    public static final int MAX_MESSAGE_BYTES = 64 * 1024;

    private final Duration gap;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    public RawEcho(Duration gap) {
        this.gap = gap;
    }

    @Override
    public ByteBuffer received(ByteBuffer in) throws IOException {
        byte[] piece = new byte[in.remaining()];
        in.get(piece);
        message.writeBytes(piece);
        if (message.size() > MAX_MESSAGE_BYTES) {
            throw new IOException("Message too long: over " + MAX_MESSAGE_BYTES + " bytes without a pause");
        }
        return NOTHING;
    }

    @Override
    public Duration pause() {
        return gap;
    }

    @Override
    public ByteBuffer paused() {
        ByteBuffer whole = ByteBuffer.wrap(message.toByteArray());
        message.reset();
        return whole;
    }

    @Override
    public ByteBuffer ended() {
        return paused();
    }
}
