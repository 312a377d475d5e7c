package dev.framewire.framing;

import java.io.IOException;
import java.io.OutputStream;

/** Fails after an abort, so that nobody takes bytes that went nowhere for sent. */
final class TransportOutputStream extends OutputStream {
    private final OutputStream out;
    private final Transport transport;

    TransportOutputStream(OutputStream out, Transport transport) {
        this.out = out;
        this.transport = transport;
    }

    @Override
    public void write(int b) throws IOException {
        check();
        out.write(b);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        check();
        out.write(b, off, len);
        check();
    }

    @Override
    public void flush() throws IOException {
        check();
        out.flush();
        check();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void check() throws IOException {
        if (transport.aborted()) {
            throw new IOException("the transport was aborted");
        }
    }
}
