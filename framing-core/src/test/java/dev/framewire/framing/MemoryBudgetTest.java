package dev.framewire.framing;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.FrameDecoder.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final byte[] LARGEST = largest();

    @Test
    void tenThousandHalfHeadersStayWithinTheBudgetAndAllFinishWhenFed() throws FrameException {
        MemoryBudget budget = MemoryBudget.ofBytes(16 << 20);
        FrameLimits limits = FrameLimits.builder().headerBudget(budget).build();
        Queue<Integer> woken = new ArrayDeque<>();
        List<FrameDecoder> decoders = new ArrayList<>();
        List<ByteBuffer> inputs = new ArrayList<>();
        int granted = 0;
        long before = usedBytes();
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            FrameDecoder decoder = new FrameDecoder(FrameFormat.nativeFormat(), limits, () -> woken.add(number));
            // all but the last byte of the header
            ByteBuffer in = ByteBuffer.wrap(LARGEST, 0, LARGEST.length - 1);
            Event event = decoder.next(in);
            if (event == Event.NEED_INPUT) {
                granted++;
            } else {
                assertThat(event).isEqualTo(Event.NEED_MEMORY);
                assertThat(in.position()).isEqualTo(NativePrefix.BYTES);
            }
            decoders.add(decoder);
            inputs.add(in);
        }
        assertThat(granted).isEqualTo((16 << 20) / 65_535);
        assertThat(budget.waiting()).isEqualTo(10_000 - granted);
        assertThat(budget.availableBytes()).isLessThan(65_535);
        long held = usedBytes() - before;
        assertThat(held).as("heap of 10,000 decoders").isLessThan((16 << 20) + 10_000 * 1_024L);

        List<Integer> finished = new ArrayList<>();
        for (int i = 0; i < granted; i++) {
            woken.add(i);
        }
        for (Integer next = woken.poll(); next != null; next = woken.poll()) {
            FrameDecoder decoder = decoders.get(next);
            ByteBuffer in = inputs.get(next).limit(LARGEST.length);
            assertThat(decoder.next(in)).isEqualTo(Event.HEADER);
            assertThat(decoder.next(in)).isEqualTo(Event.END);
            assertThat(decoder.next(in)).isEqualTo(Event.NEED_INPUT);
            finished.add(next);
        }
        assertThat(finished).hasSize(10_000).isSorted(); // in order of arrival
        assertThat(budget.availableBytes()).isEqualTo(16 << 20);
    }

    @Test
    void aDecoderThatFailsOrClosesGivesBackItsGrantAndLeavesTheQueue() throws FrameException {
        MemoryBudget budget = MemoryBudget.ofBytes(65_535);
        FrameLimits limits = FrameLimits.builder().headerBudget(budget).build();
        FrameDecoder holder = new FrameDecoder(FrameFormat.nativeFormat(), limits);
        FrameDecoder second = new FrameDecoder(FrameFormat.nativeFormat(), limits);
        FrameDecoder third = new FrameDecoder(FrameFormat.nativeFormat(), limits);
        ByteBuffer third3 = ByteBuffer.wrap(LARGEST);
        assertThat(holder.next(ByteBuffer.wrap(LARGEST, 0, 100))).isEqualTo(Event.NEED_INPUT);
        assertThat(second.next(ByteBuffer.wrap(LARGEST, 0, 100))).isEqualTo(Event.NEED_MEMORY);
        assertThat(third.next(third3)).isEqualTo(Event.NEED_MEMORY);
        assertThatThrownBy(holder::endOfInput).isInstanceOf(TruncatedFrameException.class);
        assertThat(third.next(third3)).isEqualTo(Event.NEED_MEMORY);
        second.close();
        assertThat(third.next(third3)).isEqualTo(Event.HEADER);
    }

    @Test
    void smallHeadersNeedNoGrant() throws FrameException {
        MemoryBudget budget = MemoryBudget.ofBytes(65_535);
        FrameLimits limits = FrameLimits.builder().headerBudget(budget).build();
        FrameDecoder holder = new FrameDecoder(FrameFormat.nativeFormat(), limits);
        holder.next(ByteBuffer.wrap(LARGEST, 0, 100));
        byte[] small = FrameEncoder.encode(Header.builder().put(HeaderKey.of("a"), 1), new byte[0]);
        assertThat(new FrameDecoder(FrameFormat.nativeFormat(), limits).next(ByteBuffer.wrap(small)))
                .isEqualTo(Event.HEADER);
    }

    @Test
    void aBlockingReaderWaitsForItsTurnAndGoesOn() throws Exception {
        MemoryBudget budget = MemoryBudget.ofBytes(65_535);
        FrameLimits limits = FrameLimits.builder().headerBudget(budget).build();
        FrameDecoder holder = new FrameDecoder(FrameFormat.nativeFormat(), limits);
        assertThat(holder.next(ByteBuffer.wrap(LARGEST, 0, 100))).isEqualTo(Event.NEED_INPUT);
        CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
            try (FrameReader reader =
                    new FrameReader(new ByteArrayInputStream(LARGEST), FrameFormat.nativeFormat(), limits)) {
                return reader.next().header().byteLength();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        patiently().until(() -> budget.waiting() == 1);
        assertThat(waiting).isNotDone();
        holder.close();
        assertThat(waiting.get(180, TimeUnit.SECONDS)).isEqualTo(65_535);
        assertThat(budget.availableBytes())
                .as("given back when the reader closed")
                .isEqualTo(65_535);
    }

    @Test
    void aBlockingReaderThatWaitsTooLongSaysWhy() throws IOException {
        MemoryBudget budget = MemoryBudget.ofBytes(65_535);
        FrameLimits limits = FrameLimits.builder()
                .headerBudget(budget)
                .frameDeadline(Duration.ofMillis(1))
                .build();
        FrameDecoder holder = new FrameDecoder(FrameFormat.nativeFormat(), limits);
        holder.next(ByteBuffer.wrap(LARGEST, 0, 100));
        FrameReader reader = new FrameReader(new ByteArrayInputStream(LARGEST), FrameFormat.nativeFormat(), limits);
        FrameException e = catchThrowableOfType(FrameException.class, reader::next);
        assertThat(e.kind()).isEqualTo(FrameException.Kind.NO_MEMORY);
        assertThat(catchThrowableOfType(FrameException.class, reader::next)).isSameAs(e);
        assertThat(budget.waiting()).as("it left the queue").isZero();
        holder.close();
        assertThat(budget.availableBytes()).isEqualTo(65_535);
    }

    @Test
    void anInterruptEndsTheWait() {
        MemoryBudget budget = MemoryBudget.ofBytes(65_535);
        FrameLimits limits = FrameLimits.builder().headerBudget(budget).build();
        FrameReader reader = new FrameReader(new ByteArrayInputStream(LARGEST), FrameFormat.nativeFormat(), limits);
        try {
            new FrameDecoder(FrameFormat.nativeFormat(), limits).next(ByteBuffer.wrap(LARGEST, 0, 100));
            Thread.currentThread().interrupt();
            assertThatThrownBy(reader::next).isInstanceOf(InterruptedIOException.class);
        } catch (FrameException e) {
            throw new AssertionError(e);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(budget.waiting()).isZero();
    }

    @Test
    void aDeadlineReclaimsTheGrantOfASilentPeer() throws FrameException {
        MemoryBudget budget = MemoryBudget.ofBytes(65_535);
        FrameLimits limits = FrameLimits.builder()
                .headerBudget(budget)
                .frameDeadline(Duration.ofMillis(1))
                .build();
        FrameDecoder next = new FrameDecoder(FrameFormat.nativeFormat(), limits);
        ByteBuffer nextBytes = ByteBuffer.wrap(LARGEST);
        Semaphore aborted = new Semaphore(0);
        InputStream silent = new SequenceInputStream(new ByteArrayInputStream(LARGEST, 0, 100), new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    assertThat(next.next(nextBytes)).isEqualTo(Event.NEED_MEMORY);
                } finally {
                    aborted.acquireUninterruptibly();
                }
                throw new IOException("aborted");
            }
        });
        try (Watchdog watchdog = Watchdog.create()) {
            Transport transport = Transport.of(silent, OutputStream.nullOutputStream(), aborted::release);
            FrameReader reader = new FrameReader(transport, FrameFormat.nativeFormat(), limits, watchdog);
            assertThat(catchThrowableOfType(FrameException.class, reader::next).kind())
                    .isEqualTo(FrameException.Kind.TOO_SLOW);
        }
        assertThat(next.next(nextBytes)).isEqualTo(Event.HEADER);
    }

    @Test
    void aWakeThatThrowsKeepsNobodyElseAsleep() throws FrameException {
        MemoryBudget budget = MemoryBudget.ofBytes(65_535);
        FrameLimits limits = FrameLimits.builder().headerBudget(budget).build();
        FrameDecoder holder = new FrameDecoder(FrameFormat.nativeFormat(), limits);
        assertThat(holder.next(ByteBuffer.wrap(LARGEST))).isEqualTo(Event.HEADER);
        byte[] small = FrameEncoder.encode(Header.builder().put(HeaderKey.of("s"), "x".repeat(2_000)), new byte[0]);
        List<String> woken = new ArrayList<>();
        for (String name : List.of("first", "second", "third")) {
            FrameDecoder waiter = new FrameDecoder(FrameFormat.nativeFormat(), limits, () -> {
                woken.add(name);
                throw new IllegalStateException(name);
            });
            assertThat(waiter.next(ByteBuffer.wrap(small))).isEqualTo(Event.NEED_MEMORY);
        }
        assertThatThrownBy(holder::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("first");
        assertThat(woken).containsExactly("first", "second", "third");
    }

    private static byte[] largest() {
        HeaderBuilder header = Header.builder();
        for (int i = 0; i < 3; i++) {
            header.put(HeaderKey.of("k" + i), "x".repeat(16_000));
        }
        header.put(HeaderKey.of("rest"), "x".repeat(16_000));
        int missing = FrameFormat.MAX_HEADER_BYTES - header.byteLength();
        header.put(HeaderKey.of("z"), "x".repeat(missing - 7));
        byte[] frame = FrameEncoder.encode(header, new byte[0]);
        assertThat(frame.length).isEqualTo(NativePrefix.BYTES + FrameFormat.MAX_HEADER_BYTES);
        return frame;
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
