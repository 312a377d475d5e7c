package dev.framewire.transfer;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

final class BytesSource implements TransferSource {
    private final byte[] content;

    BytesSource(byte[] content) {
        this.content = content;
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public OptionalLong modifiedMillis() {
        return OptionalLong.empty();
    }

    @Override
    public String version() {
        return "bytes";
    }

    @Override
    public int read(ByteBuffer target, long position) {
        if (position >= content.length) {
            return -1;
        }
        int count = (int) Math.min(target.remaining(), content.length - position);
        target.put(content, (int) position, count);
        return count;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
