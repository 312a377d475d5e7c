package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.FrameException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import org.junit.jupiter.api.Test;

/** A frame that fails costs the connection if a byte of it may have left, and else only itself. */
class WriterFailureTest {
    private static final HeaderKey BAD = HeaderKey.of("bad");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private boolean aborted;
    private final Transport transport = Transport.of(InputStream.nullInputStream(), out, () -> aborted = true);
    private final Watchdog watchdog = Watchdog.create();
    private final FrameWriter writer =
            new FrameWriter(transport, FrameFormat.nativeFormat(), FrameLimits.defaults(), watchdog);

    @Test
    void aSourceThatFailsBeforeAByteHasLeftCostsItsOwnFrame() throws IOException {
        IOException failure = new IOException("the disk");
        assertThatThrownBy(() -> writer.write(Header.builder().put(BAD, 1), failingAfter(100, failure), 1_000))
                .isSameAs(failure);
        assertTheNextFrameIsTheFirst();
    }

    @Test
    void aSourceThatEndsBeforeAByteHasLeftCostsItsOwnFrame() throws IOException {
        FrameException e = catchThrowableOfType(
                FrameException.class,
                () -> writer.write(Header.builder().put(BAD, 1), new ByteArrayInputStream(new byte[9]), 10));
        assertThat(e.kind()).isEqualTo(Kind.BODY_MISMATCH);
        assertTheNextFrameIsTheFirst();
    }

    @Test
    void aBodyClosedTooEarlyBeforeAByteHasLeftCostsItsOwnFrame() throws IOException {
        OutputStream body = writer.begin(Header.builder().put(BAD, 1), 10);
        body.write(new byte[9]);
        assertThat(catchThrowableOfType(FrameException.class, body::close).kind())
                .isEqualTo(Kind.BODY_MISMATCH);
        body.close();
        assertTheNextFrameIsTheFirst();
    }

    private void assertTheNextFrameIsTheFirst() throws IOException {
        assertThat(out.size()).isZero();
        assertThat(aborted).isFalse();
        writer.write(Header.builder(), new byte[] {7});
        FrameReader reader = new FrameReader(new ByteArrayInputStream(out.toByteArray()));
        Frame frame = reader.next();
        assertThat(frame.header().has(BAD)).isFalse();
        assertThat(frame.readBody(10)).containsExactly(7);
        assertThat(reader.next()).isNull();
        watchdog.close();
    }

    @Test
    void aSourceThatFailsAfterwardsPoisonsTheWriter() {
        assertPoisonedBy(new IOException("the disk"));
    }

    /** Recoverable for whoever reads the source, not for the peer that has half a frame. */
    @Test
    void soDoesOneWhoseErrorIsRecoverable() {
        assertPoisonedBy(
                new BadHeaderException(Problem.of(Kind.FIELD, FrameException.Stage.HEADER, "of another connection")
                        .recoverable(true)));
    }

    private void assertPoisonedBy(IOException failure) {
        assertThatThrownBy(() -> writer.write(Header.builder(), failingAfter(100_000, failure), 1_000_000))
                .isSameAs(failure);
        assertPoisoned();
        assertThat(out.size()).isPositive();
    }

    @Test
    void aStreamThatFailsAtTheFirstWritePoisonsTheWriter() {
        IOException failure = new IOException("broken pipe");
        FrameWriter broken = new FrameWriter(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw failure;
            }
        });
        assertThatThrownBy(() -> broken.write(Header.builder())).isSameAs(failure);
        assertThatThrownBy(() -> broken.write(Header.builder()))
                .isInstanceOf(BrokenWriterException.class)
                .hasCause(failure);
        watchdog.close();
    }

    private void assertPoisoned() {
        assertThat(aborted).isTrue();
        assertThatThrownBy(() -> writer.write(Header.builder())).isInstanceOf(BrokenWriterException.class);
        watchdog.close();
    }

    private static InputStream failingAfter(int bytes, IOException failure) {
        return new SequenceInputStream(new ByteArrayInputStream(new byte[bytes]), new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure;
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                throw failure;
            }
        });
    }
}
