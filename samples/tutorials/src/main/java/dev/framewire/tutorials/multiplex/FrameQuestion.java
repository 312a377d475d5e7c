package dev.framewire.tutorials.multiplex;

import dev.framewire.framing.FrameDecoder;
import dev.framewire.framing.FrameEncoder;
import dev.framewire.framing.Header;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One frame there, one frame back. */
public final class FrameQuestion implements Conversation {
    private final String text;
    private final FrameDecoder decoder = new FrameDecoder();
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private boolean done;

    public FrameQuestion(String text) {
        this.text = text;
    }

    public String answer() {
        return answer.toString(StandardCharsets.UTF_8);
    }

    @Override
    public ByteBuffer opening() {
        return ByteBuffer.wrap(FrameEncoder.encode(Header.builder().build(), text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public ByteBuffer received(ByteBuffer in) throws IOException {
        FrameDecoder.Event event;
        while (!done && (event = decoder.next(in)) != FrameDecoder.Event.NEED_INPUT) {
            if (event == FrameDecoder.Event.BODY) {
                byte[] chunk = new byte[decoder.chunkLength()];
                in.get(decoder.chunkOffset(), chunk);
                answer.writeBytes(chunk);
            }
            done = event == FrameDecoder.Event.END;
        }
        return NOTHING;
    }

    @Override
    public ByteBuffer ended() throws IOException {
        decoder.endOfInput();
        if (!done) {
            throw new EOFException("the server closed the connection without an answer");
        }
        return NOTHING;
    }

    @Override
    public boolean done() {
        return done;
    }
}
