package dev.framewire.framing;

import java.io.IOException;
import java.io.InputStream;

/** Fails after an abort, also where the stream beneath would report a clean end (a pipe whose writer was killed). */
final class TransportInputStream extends InputStream {
    private final InputStream in;
    private final Transport transport;

    TransportInputStream(InputStream in, Transport transport) {
        this.in = in;
        this.transport = transport;
    }

    @Override
    public int read() throws IOException {
        check();
        int value = in.read();
        check();
        return value;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        check();
        int count = in.read(b, off, len);
        check();
        return count;
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void check() throws IOException {
        if (transport.aborted()) {
            throw new IOException("the transport was aborted");
        }
    }
}
