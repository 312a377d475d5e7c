package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transfers that are checked by CRCs alone: where both sides agree, and never mixed with the others. */
class CrcOnlyTest extends OneFileCase {
    private static final PutRequest VERIFIED = PutRequest.to("name");
    private static final PutRequest CRC_ONLY = VERIFIED.crcOnly();

    private void arrived(TransferResult result, boolean crcOnly, long sent) {
        assertThat(target).hasBinaryContent(content);
        assertThat(result.crcOnly()).isEqualTo(crcOnly);
        assertThat(result.rootHex().startsWith("4352432d4f4e4c59")).isEqualTo(crcOnly);
        assertThat(result.wireBodyBytes()).isEqualTo(sent);
    }

    @Test
    void contentArrivesAndSaysHowItWasChecked() throws IOException {
        arrived(put(CRC_ONLY), true, SIZE);
        Files.delete(target);
        arrived(get(GetRequest.of("name").crcOnly()), true, SIZE);
        Files.delete(target);
        arrived(get(GetRequest.of("name")), false, SIZE);
    }

    @Test
    void isRefusedWhereTheOtherSideDoesNotAllowIt() throws IOException {
        allowed = false;
        assertThat(catchThrowableOfType(TransferException.class, () -> put(CRC_ONLY))
                        .kind())
                .isEqualTo(Kind.REFUSED);
        assertThat(catchThrowableOfType(
                                TransferException.class,
                                () -> get(GetRequest.of("name").crcOnly()))
                        .kind())
                .isEqualTo(Kind.REFUSED);
        assertThat(target).doesNotExist();
        assertThat(store.list()).isEmpty();
        arrived(put(VERIFIED), false, SIZE);
    }

    @ParameterizedTest
    @CsvSource({"true, true, 5", "true, false, 8", "false, true, 8", "false, false, 5"})
    void whatWasCheckedOneWayIsNotContinuedTheOther(boolean before, boolean after, int chunks) throws IOException {
        cut(before ? CRC_ONLY : VERIFIED);
        arrived(put(after ? CRC_ONLY : VERIFIED), after, chunks * CHUNK - 1_000);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true"})
    void aFileThatIsThereIsReadAndComparedTheWayThatIsAskedFor(boolean before, boolean after) throws IOException {
        put(before ? CRC_ONLY : VERIFIED);
        arrived(put(after ? CRC_ONLY : VERIFIED), after, 0);
        content[3 * CHUNK] ^= 1;
        arrived(put(after ? CRC_ONLY : VERIFIED), after, CHUNK);
    }

    @Test
    void aDamagedPartialIsRepaired() throws IOException {
        cut(CRC_ONLY);
        Path part;
        try (var files = Files.list(folder.resolve(".xfer"))) {
            part = files.filter(file -> file.toString().endsWith(".part"))
                    .findAny()
                    .orElseThrow();
        }
        try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
            file.seek(CHUNK + 7);
            file.write(content[CHUNK + 7] ^ 1);
        }
        arrived(put(CRC_ONLY), true, 6 * CHUNK - 1_000);
        assertThat(store.list()).isEmpty();
    }

    @Test
    void aRootOfCrcsIsNoCondition() throws IOException {
        String root = put(CRC_ONLY).rootHex();
        assertThatThrownBy(() -> VERIFIED.ifRoot(root)).isInstanceOf(IllegalArgumentException.class);
        String verified = put(VERIFIED).rootHex();
        assertThatIllegalStateException().isThrownBy(() -> CRC_ONLY.ifRoot(verified));
        assertThatIllegalStateException()
                .isThrownBy(() -> VERIFIED.ifRoot(verified).crcOnly());
    }
}
