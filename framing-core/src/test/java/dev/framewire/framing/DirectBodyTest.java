package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies from buffers without an array. */
class DirectBodyTest {
    private static final HeaderKey NAME = HeaderKey.of("name");

    private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();

    /** Takes as much as it likes of what it is given, in the order in which it is given. */
    private static final class Greedy implements GatheringByteChannel {
        private final ByteArrayOutputStream arrived;
        private final int mostBytes;
        int directBytes;
        int calls;

        Greedy(ByteArrayOutputStream arrived, int mostBytes) {
            this.arrived = arrived;
            this.mostBytes = mostBytes;
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            calls++;
            int left = mostBytes;
            for (int i = offset; i < offset + length; i++) {
                byte[] taken = new byte[Math.min(left, sources[i].remaining())];
                sources[i].get(taken);
                arrived.write(taken, 0, taken.length);
                left -= taken.length;
                directBytes += sources[i].isDirect() ? taken.length : 0;
            }
            return mostBytes - left;
        }

        @Override
        public long write(ByteBuffer[] sources) {
            return write(sources, 0, sources.length);
        }

        @Override
        public int write(ByteBuffer source) {
            return (int) write(new ByteBuffer[] {source}, 0, 1);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // there is nothing to close
        }
    }

    private static ByteBuffer body(int bytes) {
        byte[] content = new byte[bytes + 5];
        new Random(bytes).nextBytes(content);
        return ByteBuffer.allocateDirect(bytes + 5).put(content).position(2).limit(bytes + 2);
    }

    private void twice(FrameWriter out, int bytes) throws IOException {
        ByteBuffer body = body(bytes);
        ByteBuffer expected = body.duplicate();
        for (int i = 0; i < 2; i++) {
            body.position(2);
            out.write(new HeaderBuilder().put(NAME, "n" + i), body);
            assertThat(body.position()).isEqualTo(bytes + 2);
            assertThat(body.limit()).isEqualTo(bytes + 2);
        }
        FrameReader in = new FrameReader(new ByteArrayInputStream(arrived.toByteArray()));
        for (int i = 0; i < 2; i++) {
            Frame frame = Objects.requireNonNull(in.next());
            assertThat(frame.header().getString(NAME)).isEqualTo("n" + i);
            assertThat(ByteBuffer.wrap(frame.readBody(4 << 20))).isEqualTo(expected);
        }
        assertThat(in.next()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_000, 16_384, 16_385, 70_000, (1 << 20) + 3, (2 << 20) + 1})
    void theyArriveWhateverTheyGoInto(int bytes) throws IOException {
        twice(new FrameWriter(arrived), bytes);
        arrived.reset();
        twice(writer(Channels.newChannel(arrived)), bytes);
        arrived.reset();
        twice(writer(new Greedy(arrived, 40_001)), bytes);
    }

    private static FrameWriter writer(WritableByteChannel channel) {
        return new FrameWriter(channel, FrameFormat.nativeFormat(), FrameLimits.defaults());
    }

    @Test
    void aChannelIsGivenTheBufferItselfTogetherWithTheHeader() throws IOException {
        Greedy channel = new Greedy(arrived, Integer.MAX_VALUE);
        writer(channel).write(new HeaderBuilder().put(NAME, "n"), body(256 << 10));
        assertThat(channel.directBytes).isEqualTo(256 << 10);
        assertThat(channel.calls).isEqualTo(1);
    }
}
