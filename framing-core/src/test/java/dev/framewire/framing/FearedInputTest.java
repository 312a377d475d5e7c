package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.FrameDecoder.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs and uses that have hurt other framing libraries, and stand nowhere else. */
class FearedInputTest {
    private static final HeaderKey NAME = HeaderKey.of("name");

    @Test
    void aBodyAboveFourGibibytesIsCountedToItsLastByte() throws FrameException {
        long length = (1L << 32) + 5;
        FrameDecoder decoder = new FrameDecoder();
        assertThat(decoder.next(ByteBuffer.wrap(FrameEncoder.encodeHead(Header.builder(), length))))
                .isEqualTo(Event.HEADER);
        ByteBuffer piece = ByteBuffer.allocate(1 << 20);
        long sum = 0;
        while (sum < length) {
            piece.clear();
            assertThat(decoder.next(piece)).isEqualTo(Event.BODY);
            sum += decoder.chunkLength();
        }
        assertThat(sum).isEqualTo(length);
        assertThat(decoder.next(piece)).isEqualTo(Event.END);
        assertThat(piece.remaining()).as("the bytes of the next frame").isEqualTo((1 << 20) - 5);
        assertThat(decoder.streamOffset()).isEqualTo(12 + 2 + length);
    }

    @Test
    void whatAStrangerSendsCannotForgeALineOfALog() {
        for (String first :
                List.of("\n2026 admin logged in", "\u001b[2Jx", "\r\r\r\r\r", "%s%n%x%n", "é\u0085\u2028x")) {
            FrameReader reader = new FrameReader(new ByteArrayInputStream(first.getBytes(StandardCharsets.UTF_8)));
            FrameException e = catchThrowableOfType(FrameException.class, reader::next);
            assertThat(e.getMessage()).matches("[ -~]{1,300}");
            assertThat(e.toString()).matches("[ -~]{1,400}");
        }
        byte[] twice = ("{\"\n\u001b\":1}").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Header.parse(twice)).message().matches("[ -~]{1,300}");
        byte[] same = ("{\"é\u2028\":1,\"é\u2028\":2}").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Header.parse(same)).message().matches("[ -~]{1,300}");
    }

    @Test
    void aViewIsEmptyWhenItsFrameIsOverAndACopyStays() throws IOException {
        byte[] one = FrameEncoder.encode(Header.builder().put(NAME, "secret"), new byte[0]);
        byte[] two = FrameEncoder.encode(Header.builder().put(HeaderKey.of("other"), 1), new byte[0]);
        FrameDecoder decoder = new FrameDecoder();
        ByteBuffer in =
                ByteBuffer.allocate(one.length + two.length).put(one).put(two).flip();
        assertThat(decoder.next(in)).isEqualTo(Event.HEADER);
        HeaderView view = decoder.header();
        Header copy = view.copy();
        assertThat(decoder.next(in)).isEqualTo(Event.END);
        assertThat(decoder.next(in)).isEqualTo(Event.HEADER);
        assertThat(view.has(NAME)).as("the same view, of the next frame").isFalse();
        assertThat(decoder.next(in)).isEqualTo(Event.END);
        decoder.close();
        assertThat(view.fieldCount()).isZero();
        assertThat(view.toByteArray()).isEmpty();
        assertThat(copy.view().getString(NAME)).isEqualTo("secret");
    }

    @Test
    void aNonBlockingChannelIsRefusedInsteadOfAskedForEver(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("body"), new byte[100_000]);
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink();
                FileChannel body = FileChannel.open(file)) {
            source.configureBlocking(false);
            sink.configureBlocking(false);
            FrameReader reader = new FrameReader(source, FrameFormat.nativeFormat(), FrameLimits.defaults());
            assertThatThrownBy(reader::next).isInstanceOf(IllegalBlockingModeException.class);
            assertThatThrownBy(() -> writer(sink).write(Header.builder()))
                    .isInstanceOf(IllegalBlockingModeException.class);
            assertThatThrownBy(() -> writer(sink).write(Header.builder(), new byte[200_000]))
                    .isInstanceOf(IllegalBlockingModeException.class);
            assertThatThrownBy(() -> writer(sink).write(Header.builder(), body, 0, 100_000))
                    .isInstanceOf(IllegalBlockingModeException.class);
        }
    }

    private static FrameWriter writer(Pipe.SinkChannel sink) {
        return new FrameWriter(sink, FrameFormat.nativeFormat(), FrameLimits.defaults());
    }

    @Test
    void namesThatCollideAreToldApart() throws FrameException {
        // the same length, first, middle and last byte, by which names are found
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < 200; i++) {
            text.append(i == 0 ? "" : ",").append(String.format("\"a%03dm000z\":%d", i, i));
        }
        HeaderView view = Header.parse(text.append('}').toString().getBytes(StandardCharsets.US_ASCII))
                .view();
        for (int i = 0; i < 200; i++) {
            assertThat(view.getInt(HeaderKey.of(String.format("a%03dm000z", i))))
                    .isEqualTo(i);
        }
    }
}
