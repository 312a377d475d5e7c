package dev.framewire.tutorials.multiplex;

import dev.framewire.tutorials.tinyhttp.TinyHttpClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One file over HTTP/1.0, whose answer ends where the stream does. */
public final class HttpFetch implements Conversation {
    private static final int MAX_ANSWER_BYTES = TinyHttpClient.MAX_BODY_BYTES + 64 * 1024;

    private final String path;
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private TinyHttpClient.Page page;

    public HttpFetch(String path) {
        this.path = path;
    }

    public String path() {
        return path;
    }

    /** Null until the whole of it is here. */
    public TinyHttpClient.Page page() {
        return page;
    }

    @Override
    public ByteBuffer opening() {
        return ByteBuffer.wrap(TinyHttpClient.request(path).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public ByteBuffer received(ByteBuffer in) throws IOException {
        if (answer.size() + in.remaining() > MAX_ANSWER_BYTES) {
            throw new IOException("Answer too long: the limit is " + MAX_ANSWER_BYTES + " bytes");
        }
        byte[] chunk = new byte[in.remaining()];
        in.get(chunk);
        answer.writeBytes(chunk);
        return NOTHING;
    }

    @Override
    public ByteBuffer ended() throws IOException {
        page = TinyHttpClient.read(new ByteArrayInputStream(answer.toByteArray()));
        return NOTHING;
    }

    @Override
    public boolean done() {
        return page != null;
    }
}
