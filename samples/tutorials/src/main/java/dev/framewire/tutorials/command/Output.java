package dev.framewire.tutorials.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a process writes, until it ends, has written too much, or has taken too long. */
final class Output implements Runnable {
    private final InputStream in;
    private final int maxBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CountDownLatch done = new CountDownLatch(1);

    private Output(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** What it wrote, and at the end of it, where that is not all, a line that says so. */
    static byte[] of(Process process, Duration time, int maxBytes) throws InterruptedException {
        Output output = new Output(process.getInputStream(), maxBytes);
        // A thread of its own, because a grandchild that outlives the kill may hold the pipe open for ever.
        Thread reader = new Thread(output, "output-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        boolean ended = output.done.await(time.toMillis(), TimeUnit.MILLISECONDS);
        return output.withNote(ended ? "" : "\ncut: it ran for more than " + time.toMillis() + " ms\n");
    }

    @Override
    public void run() {
        byte[] buffer = new byte[8192];
        try {
            int n;
            // One byte more than is allowed is enough to know that there is more.
            while ((n = in.read(buffer, 0, Math.min(buffer.length, maxBytes - bytes.size() + 1))) > 0) {
                bytes.write(buffer, 0, n);
                if (bytes.size() > maxBytes) {
                    break;
                }
            }
        } catch (IOException e) {
            // The pipe was closed under us by the kill; what came until then is the output.
        } finally {
            done.countDown();
        }
    }

    private byte[] withNote(String note) {
        byte[] all = bytes.toByteArray();
        String end = all.length > maxBytes ? "\ncut: its output is longer than " + maxBytes + " bytes\n" : note;
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(all, 0, Math.min(all.length, maxBytes));
        whole.writeBytes(end.getBytes(StandardCharsets.UTF_8));
        return whole.toByteArray();
    }
}
