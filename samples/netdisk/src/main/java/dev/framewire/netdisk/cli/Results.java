package dev.framewire.netdisk.cli;

import java.io.IOException;
import java.io.OutputStream;

/** Standard output. It remembers why something could not be written, which a {@link java.io.PrintStream} does not tell. */
final class Results extends OutputStream {
    private final OutputStream out;
    private IOException failure; // the first since it was last asked for

    Results(OutputStream out) {
        this.out = out;
    }

    private interface Writing {
        void run() throws IOException;
    }

    private synchronized void write(Writing writing) throws IOException {
        try {
            writing.run();
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(() -> out.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        write(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
        write(out::flush);
    }

    /** Why something could not be written since this was last called; null when all could. */
    synchronized IOException takeFailure() {
        IOException first = failure;
        failure = null;
        return first;
    }
}
