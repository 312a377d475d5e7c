package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A sender that remembers its file's digests, and a file that is no more what it was: nothing false arrives, ever. */
class RememberedSourceTest extends RememberedFileCase {
    @Test
    void aDamagedFileIsNeitherSentAsSoundNorUnnoticedAndThenAsItIs() throws IOException {
        putAndRot(7 * CHUNK + 5);
        assertThat(refused()).isEqualTo(Kind.CHANGED);
        assertThat(got).doesNotExist();
        assertThat(remembers()).isFalse();
        TransferResult second = get();
        assertThat(got).hasBinaryContent(content);
        assertThat(second.wireBodyBytes()).isLessThanOrEqualTo(2 * CHUNK); // the partial of the first is a delta now
        assertThat(second.rootHex())
                .isEqualTo(get(TransferSink.file(client, "me", folder.resolve("third")), GetRequest.of("name"))
                        .rootHex());
    }

    @Test
    void noRetryIsNeededByHand() throws IOException {
        putAndRot(3, SIZE - 1);
        try (Loopback first = new Loopback(Long.MAX_VALUE);
                Loopback second = new Loopback(Long.MAX_VALUE)) {
            first.serve(engine, new Site());
            second.serve(engine, new Site());
            assertThat(catchThrowableOfType(
                                    TransferException.class,
                                    () -> engine.get(
                                                    first.in,
                                                    first.out,
                                                    TransferSink.file(client, "me", got),
                                                    GetRequest.of("name"))
                                            .await())
                            .retryable())
                    .isTrue();
            first.echo(); // and the connection goes on
        }
        get();
        assertThat(got).hasBinaryContent(content);
    }

    @Test
    void halfOfOneVersionIsNeverJoinedToHalfOfAnother() throws IOException {
        byte[] before = content.clone();
        int[] second = new int[9];
        Arrays.setAll(second, i -> (9 + i) * CHUNK);
        putAndRot(second); // rewritten from its middle on
        Files.write(got, Arrays.copyOf(before, 12 * CHUNK)); // of the version before, a piece more than what is common
        assertThat(refused()).isEqualTo(Kind.CHANGED);
        assertThat(got).hasBinaryContent(Arrays.copyOf(before, 12 * CHUNK));
        get();
        assertThat(got).hasBinaryContent(content);
    }

    @Test
    void whoHoldsAllThatIsRememberedIsToldSoAndNothingIsSent() throws IOException {
        byte[] before = content.clone();
        putAndRot(5);
        Files.write(got, before);
        TransferResult result = get();
        assertThat(result.wireBodyBytes()).isZero();
        assertThat(got).hasBinaryContent(before); // whole, and of the root that it was told
    }

    /** What is remembered is right, and the receiver's own disk is not. */
    @Test
    void aReceiversDamageIsMendedAndNothingIsForgotten() throws IOException {
        put(PutRequest.to("name"));
        get();
        flip(got, 3 * CHUNK);
        assertThat(get().wireBodyBytes()).isEqualTo(CHUNK);
        assertThat(got).hasBinaryContent(content);
        assertThat(remembers()).isTrue();
    }

    @Test
    void whatIsHandedOnInOrderIsNotDamagedEither() throws IOException {
        byte[] before = content.clone();
        putAndRot(7 * CHUNK + 5);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamSink stream = StreamSink.to(out);
        assertThat(refused(stream.sink(), GetRequest.of("name"))).isEqualTo(Kind.CORRUPT);
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(before, 7 * CHUNK));
        assertThat(remembers()).isFalse();
        get(stream.sink(), GetRequest.of("name"));
        assertThat(out.toByteArray()).isEqualTo(content);
    }

    @Test
    void aDigestThatWasDemandedAndIsAnothersMakesItForget() throws IOException {
        put(PutRequest.to("name"));
        assertThat(refused(
                        TransferSink.file(client, "me", got),
                        GetRequest.of("name").expectSha256("0".repeat(64))))
                .isEqualTo(Kind.WRONG_DIGEST);
        assertThat(remembers()).isFalse();
    }

    /** The receiver's question what it has of a file is answered by the file. */
    @Test
    void aDamagedFileIsRepairedByAPutOfWhatItWasWhateverIsRemembered() throws IOException {
        byte[] sound = content.clone();
        putAndRot(4 * CHUNK + 1, 9 * CHUNK);
        System.arraycopy(sound, 0, content, 0, SIZE);
        assertThat(put(PutRequest.to("name")).wireBodyBytes()).isEqualTo(2 * CHUNK);
        assertThat(served).hasBinaryContent(sound);
    }

    @Test
    void whatIsCheckedByCrcsAloneIsRememberedForItsLike() throws IOException {
        put(PutRequest.to("name").crcOnly());
        assertThat(remembers()).isFalse();
        freeze();
        flip(served, 0);
        assertThat(refused(
                        TransferSink.file(client, "me", got),
                        GetRequest.of("name").crcOnly()))
                .isEqualTo(Kind.CHANGED);
        get(TransferSink.file(client, "me", got), GetRequest.of("name").crcOnly());
        get();
        assertThat(got).hasBinaryContent(content);
    }

    @Test
    void aTreeOfBlake3IsRememberedAsOneOfSha256Is() throws IOException {
        put(PutRequest.to("name").blake3());
        assertThat(remembers()).isFalse(); // nothing of the other tree
        freeze();
        flip(served, 7 * CHUNK + 5);
        assertThat(refused(
                        TransferSink.file(client, "me", got),
                        GetRequest.of("name").blake3()))
                .isEqualTo(Kind.CHANGED);
        assertThat(got).doesNotExist();
        get(TransferSink.file(client, "me", got), GetRequest.of("name").blake3());
        assertThat(got).hasBinaryContent(content);
    }
}
