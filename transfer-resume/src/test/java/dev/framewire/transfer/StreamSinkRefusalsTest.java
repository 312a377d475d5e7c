package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What is not handed on to a stream: what was changed, damaged, forged, or belongs to another attempt. */
class StreamSinkRefusalsTest extends StreamSinkCase {
    @Test
    void nothingIsHandedOnByCrcsAlone() {
        assertThat(kind(() -> put(content, PutRequest.to("stream").crcOnly(), Long.MAX_VALUE)))
                .isEqualTo(Kind.REFUSED);
        assertThat(kind(() ->
                        get(TransferSource.bytes(content), GetRequest.of("name").crcOnly())))
                .isEqualTo(Kind.REFUSED);
        assertThat(out.size()).isZero();
    }

    @Test
    void aSourceThatHasChangedInWhatWasHandedOnIsRefusedAndOneThatHasNotIsNot() throws IOException {
        catchThrowable(() -> put(content, CUT));
        int delivered = out.size();
        byte[] changed = content.clone();
        changed[CHUNK] ^= 1;
        assertThat(kind(() -> get(changed))).isEqualTo(Kind.CHANGED);
        assertThat(kind(() -> get(Arrays.copyOf(content, CHUNK - 1)))).isEqualTo(Kind.CHANGED);
        assertThat(kind(() -> get(new byte[600 << 20 >> 10]))).isEqualTo(Kind.CHANGED);
        assertThat(out.size()).isEqualTo(delivered);
        byte[] longer = Arrays.copyOf(content, SIZE + 7);
        longer[SIZE - 1] ^= 1;
        get(longer);
        assertThat(out.toByteArray()).isEqualTo(longer);
    }

    /** A source whose version is never the same twice, and whose bytes change once the end has been read. */
    private TransferSource restless(int changesAt) {
        byte[] bytes = content.clone();
        return new TransferSource() {
            private int looks;

            @Override
            public long size() {
                return SIZE;
            }

            @Override
            public OptionalLong modifiedMillis() {
                return OptionalLong.empty();
            }

            @Override
            public synchronized String version() {
                return "look " + looks++;
            }

            @Override
            public int read(java.nio.ByteBuffer target, long position) {
                int count = (int) Math.min(target.remaining(), SIZE - position);
                target.put(bytes, (int) position, count);
                if (position + count == SIZE && changesAt >= 0) {
                    bytes[changesAt] ^= 1;
                }
                return count;
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    @Test
    void aSourceThatChangesWhileItIsSentIsToldFromTheEnd() throws IOException {
        assertThat(kind(() -> get(restless(5), GetRequest.of("name")))).isEqualTo(Kind.CHANGED);
        out.reset();
        sink = StreamSink.to(out);
        get(restless(-1), GetRequest.of("name"));
        assertThat(out.toByteArray()).isEqualTo(content);
    }

    @Test
    void aStreamThatFailedIsNotContinued() {
        sink = StreamSink.to(new OutputStream() {
            private int writes;

            @Override
            public void write(int b) throws IOException {
                if (++writes > CHUNK + 5) {
                    throw new IOException("the program that read it is gone");
                }
            }
        });
        assertThat(kind(() -> get(content))).isEqualTo(Kind.IO);
        assertThat(sink.deliveredBytes()).isEqualTo(CHUNK);
        assertThat(kind(() -> get(content))).isEqualTo(Kind.REFUSED);
    }

    @Test
    void aDamagedTokenIsNone() throws IOException {
        get(content);
        byte[] token = sink.token();
        for (int i = 0; i < token.length; i++) {
            byte[] damaged = token.clone();
            damaged[i] ^= 4;
            assertThatIllegalArgumentException().isThrownBy(() -> StreamSink.resume(out, damaged));
            byte[] cut = Arrays.copyOf(token, i);
            assertThatIllegalArgumentException().isThrownBy(() -> StreamSink.resume(out, cut));
        }
    }

    /** A sender that sends what it should not; two chunks, the second short. */
    private Kind hostile(byte[] digest, boolean digestFirst, boolean nextChunkFirst) throws IOException {
        out.reset();
        sink = StreamSink.to(out);
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, site(TransferSource.bytes(content)));
            pair.openPut("name", CHUNK + 5, CHUNK);
            if (!digestFirst) {
                piece(pair, 0, CHUNK);
            }
            if (nextChunkFirst) {
                piece(pair, CHUNK, 5);
            }
            HeaderBuilder hashes = Loopback.message("x.hashes").put(HeaderKey.of("e"), 1);
            pair.out.write(hashes.put(HeaderKey.of("first"), 0).build(), digest);
            Kind kind = Kind.valueOf(pair.error());
            pair.out.write(Loopback.message("x.cancel"));
            pair.echo();
            return kind;
        }
    }

    private void piece(Loopback pair, int offset, int length) throws IOException {
        byte[] bytes = Arrays.copyOfRange(content, offset, offset + length);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        HeaderBuilder data = Loopback.message("x.data").put(HeaderKey.of("e"), 1);
        pair.out.write(
                data.put(HeaderKey.of("off"), offset)
                        .put(HeaderKey.of("crc"), crc.getValue())
                        .build(),
                bytes);
    }

    @Test
    void nothingIsHandedOnBeforeItsDigestIsRight() throws IOException {
        assertThat(hostile(new byte[32], false, false)).isEqualTo(Kind.CORRUPT);
        assertThat(out.size()).isZero();
        assertThat(hostile(new byte[64], false, false)).isEqualTo(Kind.PROTOCOL);
        assertThat(hostile(new byte[32], true, false)).isEqualTo(Kind.PROTOCOL);
        assertThat(hostile(new byte[32], false, true)).isEqualTo(Kind.PROTOCOL);
        assertThat(out.size()).isZero();
    }

    @Test
    void anOlderSessionIsFenced() throws IOException {
        Geometry geometry = new Geometry(SIZE, CHUNK);
        long older = sink.begin(geometry);
        long newer = sink.begin(geometry);
        assertThat(kind(() -> {
                    sink.deliver(older, new byte[32], content, CHUNK);
                    return older;
                }))
                .isEqualTo(Kind.STALE_EPOCH);
        sink.deliver(newer, new byte[32], content, CHUNK);
        assertThat(out.size()).isEqualTo(CHUNK);
    }
}
