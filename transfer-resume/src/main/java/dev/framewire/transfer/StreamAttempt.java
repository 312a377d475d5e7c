package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** One attempt's handle on content that is read once, for whoever only hands it over: the engine knows it by its type. */
record StreamAttempt(StreamSource stream) implements TransferSource {
    @Override
    public long size() {
        return Geometry.UNKNOWN;
    }

    @Override
    public OptionalLong modifiedMillis() {
        return OptionalLong.empty();
    }

    @Override
    public String version() {
        return "";
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        throw new IOException("content that is read once is read by the engine alone");
    }

    @Override
    public void close() {
        // the stream is its maker's
    }
}
