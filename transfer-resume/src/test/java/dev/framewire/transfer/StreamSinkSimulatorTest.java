package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.StorageCase.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Content handed on in order, three chunks of 16 KiB: both ends on one thread over pipes that are cut at every byte of the
 * messages. What was handed on is always the content's beginning, whole chunks of it; the next connection hands on the rest, and no
 * byte twice.
 */
class StreamSinkSimulatorTest {
    private static final StorageCase RUN = StorageCase.of(3 * StorageCase.CHUNK - 5000, 1);

    private final Version content = RUN.content();
    private final Version edited = RUN.edited();

    private static PipedEnds connect(Version version, StreamSink sink, long cutForward, long cutBack)
            throws IOException {
        return new PipedEnds(
                new Sender(1, TransferSource.bytes(version.bytes()), version.geometry(), new ProgressMeter()),
                out -> new StreamReceiver(
                        1,
                        new SinkDelivery(sink, version.geometry(), true),
                        new StreamReceiver.Offered(version.geometry(), true, Geometry.MAX_SIZE),
                        out,
                        () -> 0,
                        received -> received + 2 * StorageCase.CHUNK,
                        new ProgressMeter()),
                cutForward,
                cutBack);
    }

    private void state(long cutForward, long cutBack, boolean newProcess) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            StreamSink sink = StreamSink.to(out);
            boolean done = connect(content, sink, cutForward, cutBack).run();
            int delivered = (int) sink.deliveredBytes();
            assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(content.bytes(), delivered));
            assertThat(delivered == RUN.size() || delivered % StorageCase.CHUNK == 0)
                    .isTrue();
            assertThat(!done || delivered == RUN.size()).isTrue();
            StreamSink next = newProcess ? StreamSink.resume(out, sink.token()) : sink;
            changedSourcesAreRefused(sink, next, out);
            PipedEnds second = connect(content, next, SimulatedPipe.NEVER, SimulatedPipe.NEVER);
            assertThat(second.run()).isTrue();
            assertThat(out.toByteArray()).isEqualTo(content.bytes());
            assertThat(second.contentSent).isEqualTo(RUN.size() - delivered);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void changedSourcesAreRefused(StreamSink first, StreamSink next, ByteArrayOutputStream out) {
        int delivered = out.size();
        if (delivered > 0) { // the other content differs in its first chunk
            PipedEnds[] changed = new PipedEnds[1];
            TransferException e = catchThrowableOfType(TransferException.class, () -> {
                changed[0] = connect(edited, next, SimulatedPipe.NEVER, SimulatedPipe.NEVER);
                changed[0].run();
            });
            assertThat(e.kind()).isEqualTo(TransferException.Kind.CHANGED);
            assertThat(changed[0].contentSent).isZero();
            assertThat(out.size()).isEqualTo(delivered);
        }
        assertThat(next.deliveredBytes()).isEqualTo(first.deliveredBytes());
    }

    @Test
    void cutAtEveryByteOfTheMessages() throws IOException {
        PipedEnds whole =
                connect(content, StreamSink.to(new ByteArrayOutputStream()), SimulatedPipe.NEVER, SimulatedPipe.NEVER);
        assertThat(whole.run()).isTrue();
        LongStream.rangeClosed(1, whole.forward.length())
                .filter(at -> at % 41 == 0 || at < 400 || at > whole.forward.length() - 400)
                .parallel()
                .forEach(at -> state(at, SimulatedPipe.NEVER, at % 2 == 0));
        LongStream.rangeClosed(1, whole.back.length())
                .parallel()
                .forEach(at -> state(SimulatedPipe.NEVER, at, at % 2 == 0));
    }
}
