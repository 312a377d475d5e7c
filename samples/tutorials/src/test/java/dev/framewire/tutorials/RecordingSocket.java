package dev.framewire.tutorials;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * A peer that says what it has to say and remembers each write by itself: on a real socket nobody can see afterwards how many there were, and a peer
 * that takes one {@code recv} for a message depends on it.
 */
public final class RecordingSocket extends Socket {
    private final List<byte[]> writes = new ArrayList<>();
    private final Supplier<byte[]> words;
    private ByteArrayInputStream in;

    private RecordingSocket(Supplier<byte[]> words) {
        this.words = words;
    }

    /** The peer says this and ends. */
    public static RecordingSocket saying(String words) {
        return new RecordingSocket(() -> words.getBytes(StandardCharsets.UTF_8));
    }

    /** The peer says this when it is first listened to, which may be behind the first write, and ends. */
    public static RecordingSocket answering(Supplier<byte[]> words) {
        return new RecordingSocket(words);
    }

    public List<byte[]> writes() {
        return writes;
    }

    /** The bytes of all writes. */
    public byte[] written() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        writes.forEach(all::writeBytes);
        return all.toByteArray();
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (in == null) {
                    in = new ByteArrayInputStream(words.get());
                }
                return in.read(into, offset, length);
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                writes.add(new byte[] {(byte) b});
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                writes.add(Arrays.copyOfRange(bytes, offset, offset + length));
            }
        };
    }

    @Override
    public void setSoTimeout(int millis) {}

    @Override
    public int getSoTimeout() {
        return 1000;
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void shutdownOutput() {}
}
