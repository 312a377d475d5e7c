package dev.framewire.tutorials.multiplex;

import dev.framewire.framing.FrameDecoder;
import dev.framewire.framing.FrameEncoder;
import dev.framewire.framing.FrameException;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.Header;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Sends every frame's body back in a frame, once it is whole. */
public final class FrameEcho implements Conversation {
    /** A frame is held in memory until it is whole, and there are many connections. */
    public static final int MAX_BODY_BYTES = 64 * 1024;

    private static final FrameLimits LIMITS = FrameLimits.builder()
            .maxHeaderBytes(4096)
            .maxBodyBytes(MAX_BODY_BYTES)
            .build();

    private final FrameDecoder decoder = new FrameDecoder(FrameFormat.nativeFormat(), LIMITS);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @Override
    public ByteBuffer received(ByteBuffer in) throws FrameException {
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        while (true) {
            switch (decoder.next(in)) {
                case NEED_INPUT -> {
                    // The rest of this frame comes with a later read, and the decoder remembers what there is.
                    return ByteBuffer.wrap(answers.toByteArray());
                }
                case NEED_MEMORY -> throw new AssertionError("no budget is shared here");
                case HEADER -> body.reset();
                case BODY -> {
                    byte[] chunk = new byte[decoder.chunkLength()];
                    in.get(decoder.chunkOffset(), chunk);
                    body.writeBytes(chunk);
                }
                case END ->
                    answers.writeBytes(FrameEncoder.encode(Header.builder().build(), body.toByteArray()));
            }
        }
    }

    @Override
    public ByteBuffer ended() throws FrameException {
        decoder.endOfInput();
        return NOTHING;
    }
}
