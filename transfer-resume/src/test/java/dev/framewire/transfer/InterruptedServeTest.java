package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that serves and is interrupted: the call ends, the flag stays, and what arrived is continued. */
@Timeout(300)
class InterruptedServeTest extends OneFileCase {
    private static final long ARRIVED = 3L * CHUNK;

    private final CountDownLatch stalled = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicBoolean flag = new AtomicBoolean();

    @AfterEach
    void goOn() {
        stalled.countDown();
    }

    private interface Serving {
        void run() throws IOException;
    }

    private Thread serve(Serving serving) {
        Thread thread = new Thread(() -> {
            failure.set(catchThrowable(serving::run));
            flag.set(Thread.currentThread().isInterrupted());
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void put(FrameReader in, FrameWriter out) {
        engine.put(in, out, new StallingSource(content, ARRIVED, stalled), PutRequest.to("name"));
        patiently()
                .until(() ->
                        store.find("me", target).map(PartialInfo::writtenBytes).orElse(0L) == ARRIVED);
    }

    private void assertThatItIsContinued() throws IOException {
        stalled.countDown();
        assertThat(target).doesNotExist();
        assertThat(put(PutRequest.to("name")).reusedBytes()).isEqualTo(ARRIVED);
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void whileAFileArrives() throws Exception {
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            Thread thread = serve(() -> engine.serve(pair.serverIn, pair.serverOut, site()));
            put(pair.in, pair.out);
            thread.interrupt();
            thread.join();
            assertThat(failure.get()).isInstanceOf(InterruptedIOException.class);
            assertThat(flag).isTrue();
        }
        assertThatItIsContinued();
    }

    @Test
    void whileAFileArrivesThatItReadsItself() throws Exception {
        try (Channel pair = new Channel()) {
            Thread thread = serve(
                    () -> engine.serve(Objects.requireNonNull(pair.farIn.next()), pair.farIn, pair.farOut, site()));
            put(pair.in, pair.out);
            thread.interrupt();
            thread.join();
            assertThat(failure.get()).isInstanceOf(IOException.class);
            assertThat(flag).isTrue();
        }
        assertThatItIsContinued();
    }

    @Test
    void whileItWaitsForATransfer() throws Exception {
        try (Channel pair = new Channel()) {
            Thread thread = serve(() -> engine.serve(pair.farIn, pair.farOut, site()));
            thread.interrupt(); // before it reads, or while it does
            thread.join();
            assertThat(failure.get()).isInstanceOf(IOException.class);
            assertThat(flag).isTrue();
        }
    }

    @Test
    void beforeItReads() throws Exception {
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            Thread thread = serve(() -> {
                Thread.currentThread().interrupt();
                engine.serve(pair.serverIn, pair.serverOut, site());
            });
            thread.join();
            assertThat(failure.get()).isInstanceOf(InterruptedIOException.class);
            assertThat(flag).isTrue();
        }
    }

    /** Two pipes whose reads end when their thread is interrupted. */
    private static final class Channel implements AutoCloseable {
        private final Pipe there = Pipe.open();
        private final Pipe back = Pipe.open();
        private final InputStream read = Channels.newInputStream(back.source());
        private final OutputStream written = Channels.newOutputStream(there.sink());
        final FrameReader in = new FrameReader(read);
        final FrameWriter out = new FrameWriter(written);
        final FrameReader farIn = new FrameReader(Channels.newInputStream(there.source()));
        final FrameWriter farOut = new FrameWriter(Channels.newOutputStream(back.sink()));

        Channel() throws IOException {}

        @Override
        public void close() throws IOException {
            read.close();
            written.close();
            there.source().close();
            back.sink().close();
        }
    }
}
