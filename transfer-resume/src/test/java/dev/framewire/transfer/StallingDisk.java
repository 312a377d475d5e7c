package dev.framewire.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A disk whose writes to a part wait until they are let go. */
final class StallingDisk extends ForwardingDisk {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released;

    StallingDisk(CountDownLatch released) {
        super(Disk.local());
        this.released = released;
    }

    /** Waits until somebody waits for a write. */
    void awaitStalled() throws InterruptedException {
        reached.await();
    }

    @Override
    DiskFile opened(Path name, DiskFile file) {
        return !name.toString().endsWith(".part")
                ? file
                : new ForwardingFile(file) {
                    @Override
                    public void write(ByteBuffer source, long position) throws IOException {
                        awaitRelease();
                        super.write(source, position);
                    }
                };
    }

    private void awaitRelease() throws InterruptedIOException {
        reached.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted");
        }
    }
}
