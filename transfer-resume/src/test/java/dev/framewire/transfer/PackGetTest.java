package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many small files fetched in few frames, each with an outcome of its own. */
class PackGetTest extends PacksCase {
    @Test
    void aThousandFilesAreFetchedInFewFrames() throws IOException {
        long bytes = addThousand();
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            assertThat(get(pair, PackRequest.any())).isEqualTo(bytes);
            pair.echo();
        }
        assertThousandArrived();
    }

    @Test
    void eachWantedFileHasItsOwnOutcome() throws IOException {
        add("empty", 0);
        add("照片 1 🎉", 10);
        add("largest", PackCodec.MAX_FILE_BYTES);
        add("too large", PackCodec.MAX_FILE_BYTES + 1);
        add("too large here", 10);
        add("broken site", 10);
        files.add(new SmallFile("missing", here.resolve("missing")));
        files.add(new SmallFile("x".repeat(5_000), here.resolve("empty")));
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            get(pair, PackRequest.any());
            pair.echo();
        }
        assertThat(arrived).hasValue(3);
        assertThat(failures)
                .containsEntry("too large", Kind.TOO_BIG)
                .containsEntry("too large here", Kind.TOO_BIG)
                .containsEntry("broken site", Kind.IO)
                .containsEntry("missing", Kind.NOT_FOUND)
                .containsEntry("x".repeat(5_000), Kind.REFUSED)
                .hasSize(5);
        assertSame();
    }

    @Test
    void nothingWantedIsARunToo() throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            assertThat(get(pair, PackRequest.any())).isZero();
            pair.echo();
        }
    }

    /** Asks for {@code f7} from somebody who answers with that pack, and is told that this is not what was agreed on. */
    private void refuses(PackRequest request, Message.Pack answer) throws IOException {
        add("f7", 3);
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            Thread server = new Thread(() -> {
                try {
                    assertThat(pair.serverIn.next().header().getString(TYPE)).isEqualTo("x.open");
                    assertThat(pair.serverIn.next().header().getString(TYPE)).isEqualTo("x.want");
                    MessageCodec.write(answer, pair.serverOut);
                    assertThat(pair.serverIn.next().header().getString(TYPE)).isEqualTo("x.error");
                    pair.serverOut.write(Loopback.message("x.cancel"));
                } catch (IOException e) {
                    pair.serverError.set(e);
                }
            });
            server.start();
            TransferException e = catchThrowableOfType(TransferException.class, () -> get(pair, request));
            assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(e.connectionUsable()).isTrue();
        }
        assertThat(there).isEmptyDirectory();
    }

    @Test
    void aFileThatNobodyWantedIsNotKept() throws IOException {
        refuses(PackRequest.any(), PackFiles.pack(ContentCheck.SHA256, List.of("f0"), List.of(new byte[3])));
    }

    @Test
    void aPackByAnotherDigestThanWasAskedForIsNotKept() throws IOException {
        refuses(PackRequest.any().blake3(), PackFiles.pack(ContentCheck.SHA256, List.of("f7"), List.of(new byte[3])));
    }
}
