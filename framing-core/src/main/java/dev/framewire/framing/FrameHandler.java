package dev.framewire.framing;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Receives frames that a {@link FramePump} pushes. Each call says whether to go on; a handler that is not ready for more
 * answers {@link Flow#PAUSE}, and nothing is pushed until the pump is called again.
 */
public interface FrameHandler {
    /** Whether to go on. */
    enum Flow {
        /** Push the next event. */
        CONTINUE,
        /** Return to whoever called the pump. */
        PAUSE
    }

    /**
     * A frame has begun.
     *
     * @param header its header, valid until the next frame begins
     * @param bodyLength the length of the body that follows
     * @return whether to go on
     * @throws IOException passed on to whoever called the pump
     */
    Flow onHeader(HeaderView header, long bodyLength) throws IOException;

    /**
     * A piece of the body.
     *
     * @param piece a read-only view of the caller's buffer, valid during the call
     * @return whether to go on
     * @throws IOException passed on to whoever called the pump
     */
    Flow onBody(ByteBuffer piece) throws IOException;

    /**
     * The frame is complete.
     *
     * @return whether to go on
     * @throws IOException passed on to whoever called the pump
     */
    Flow onEnd() throws IOException;

    /**
     * A header was bad, and the stream is still in step. The rest of that frame is stepped over. By default the exception
     * is thrown on, which ends the connection.
     *
     * @param error what is wrong, {@linkplain FrameException#recoverable() recoverable}
     * @return whether to go on
     * @throws IOException passed on to whoever called the pump
     */
    default Flow onBadHeader(FrameException error) throws IOException {
        throw error;
    }
}
