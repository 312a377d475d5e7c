package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.transfer.StorageCase.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
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

    /** One connection. */
    private static final class Connection {
        private final SimulatedPipe forward;
        private final SimulatedPipe back;
        private final Buffers buffers = new Buffers();
        private final FrameReader senderIn;
        private final FrameReader receiverIn;
        private final FrameWriter senderOut;
        private final Sender sender;
        private final StreamReceiver receiver;
        private long sentFrames;
        private long answeredFrames;
        private long contentSent;

        Connection(Version version, StreamSink sink, long cutForward, long cutBack) throws IOException {
            forward = new SimulatedPipe(cutForward);
            back = new SimulatedPipe(cutBack);
            senderIn = new FrameReader(back.in());
            receiverIn = new FrameReader(forward.in());
            senderOut = new FrameWriter(forward.out());
            FrameWriter receiverOut = new FrameWriter(back.out());
            sender = new Sender(1, TransferSource.bytes(version.bytes()), version.geometry(), new ProgressMeter());
            receiver = new StreamReceiver(
                    1,
                    new SinkDelivery(sink, version.geometry(), true),
                    new StreamReceiver.Offered(version.geometry(), true, Geometry.MAX_SIZE),
                    message -> {
                        MessageCodec.write(message, receiverOut);
                        back.frameEnds();
                    },
                    () -> 0,
                    received -> received + 2 * StorageCase.CHUNK,
                    new ProgressMeter());
        }

        /** Runs to the end of the content, or of the connection; true if the sender heard of the content's. */
        boolean run() throws IOException {
            receiver.begin();
            while (true) {
                if (back.readable(answeredFrames)) {
                    Message message = read(senderIn);
                    answeredFrames++;
                    if (message instanceof Message.State state) {
                        sender.onState(state);
                    } else if (message instanceof Message.Ack ack) {
                        sender.onAck(ack);
                    } else if (message instanceof Message.Done done) {
                        return sender.checked(done) > 0;
                    } else {
                        return false;
                    }
                    continue;
                }
                Message next = sender.next(buffers, 5000);
                if (next == null) {
                    return false;
                }
                MessageCodec.write(next, senderOut);
                forward.frameEnds();
                if (next instanceof Message.Data data) {
                    contentSent += data.length();
                    buffers.give(data.content());
                }
                if (!receive()) {
                    return false;
                }
            }
        }

        private boolean receive() throws IOException {
            if (!forward.readable(sentFrames++)) {
                return false;
            }
            Message message = read(receiverIn);
            if (message instanceof Message.Data data) {
                receiver.onData(data);
                buffers.give(data.content());
            } else if (message instanceof Message.Hashes hashes) {
                receiver.onHashes(hashes);
            } else if (message instanceof Message.Fin fin) {
                receiver.onFin(fin);
            }
            return message != null;
        }

        private @Nullable Message read(FrameReader in) throws IOException {
            try {
                Frame frame = in.next();
                return frame == null ? null : MessageCodec.read(frame, buffers);
            } catch (IOException e) {
                return null; // the cut
            }
        }
    }

    private void state(long cutForward, long cutBack, boolean newProcess) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            StreamSink sink = StreamSink.to(out);
            boolean done = new Connection(content, sink, cutForward, cutBack).run();
            int delivered = (int) sink.deliveredBytes();
            assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(content.bytes(), delivered));
            assertThat(delivered == RUN.size() || delivered % StorageCase.CHUNK == 0)
                    .isTrue();
            assertThat(!done || delivered == RUN.size()).isTrue();
            StreamSink next = newProcess ? StreamSink.resume(out, sink.token()) : sink;
            changedSourcesAreRefused(sink, next, out);
            Connection second = new Connection(content, next, SimulatedPipe.NEVER, SimulatedPipe.NEVER);
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
            Connection[] changed = new Connection[1];
            TransferException e = catchThrowableOfType(TransferException.class, () -> {
                changed[0] = new Connection(edited, next, SimulatedPipe.NEVER, SimulatedPipe.NEVER);
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
        Connection whole = new Connection(
                content, StreamSink.to(new ByteArrayOutputStream()), SimulatedPipe.NEVER, SimulatedPipe.NEVER);
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
