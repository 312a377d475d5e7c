package dev.framewire.framing;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Pushes the events of a {@link FrameDecoder} into a {@link FrameHandler}: the skin for event loops. Not thread-safe.
 */
public final class FramePump {
    private final FrameDecoder decoder;
    private final FrameHandler handler;
    private boolean pushing;

    /**
     * A pump.
     *
     * @param decoder at the start of a stream
     * @param handler receives its frames
     */
    public FramePump(FrameDecoder decoder, FrameHandler handler) {
        this.decoder = decoder;
        this.handler = handler;
    }

    /**
     * Pushes what the bytes hold, until they run out or the handler pauses.
     *
     * @param in bytes of the stream; what is not consumed belongs into the next call, in front of what arrives
     * @return {@code NEED_INPUT}, with every byte consumed; {@code NEED_MEMORY}; or the event at which the handler paused
     * @throws IOException if the bytes are no frames, or the handler threw
     * @throws IllegalStateException if called from inside the handler
     */
    public FrameDecoder.Event push(ByteBuffer in) throws IOException {
        if (pushing) {
            throw new IllegalStateException("push was called from inside the handler");
        }
        pushing = true;
        try {
            ByteBuffer view = in.asReadOnlyBuffer();
            while (true) {
                FrameDecoder.Event event;
                FrameHandler.Flow flow;
                try {
                    event = decoder.next(in);
                } catch (FrameException e) {
                    if (!e.recoverable()) {
                        throw e;
                    }
                    if (handler.onBadHeader(e) == FrameHandler.Flow.PAUSE) {
                        return FrameDecoder.Event.HEADER;
                    }
                    continue;
                }
                switch (event) {
                    case HEADER -> flow = handler.onHeader(decoder.header(), decoder.bodyLength());
                    case BODY -> {
                        int end = decoder.chunkOffset() + decoder.chunkLength();
                        flow = handler.onBody(view.limit(end).position(decoder.chunkOffset()));
                        view.clear();
                    }
                    case END -> flow = handler.onEnd();
                    default -> {
                        return event;
                    }
                }
                if (flow == FrameHandler.Flow.PAUSE) {
                    return event;
                }
            }
        } finally {
            pushing = false;
        }
    }
}
