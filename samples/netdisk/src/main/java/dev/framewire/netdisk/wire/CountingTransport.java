package dev.framewire.netdisk.wire;

import dev.framewire.framing.Transport;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** A socket whose bytes are counted where they pass the wire: below encryption, frames and everything else. */
public final class CountingTransport {
    private CountingTransport() {}

    public static Transport of(Socket socket, AtomicLong received, AtomicLong sent) throws IOException {
        Transport plain = Transport.of(socket);
        InputStream in = new FilterInputStream(plain.inputStream()) {
            @Override
            public int read() throws IOException {
                int b = super.read();
                received.addAndGet(b < 0 ? 0 : 1);
                return b;
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                int n = super.read(b, off, len);
                received.addAndGet(Math.max(n, 0));
                return n;
            }
        };
        OutputStream out = new FilterOutputStream(plain.outputStream()) {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
                sent.incrementAndGet();
            }

            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                out.write(b, off, len); // FilterOutputStream's own sends byte after byte
                sent.addAndGet(len);
            }
        };
        return Transport.of(in, out, plain::abort);
    }
}
