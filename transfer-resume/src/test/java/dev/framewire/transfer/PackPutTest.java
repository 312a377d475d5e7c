package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many small files in few frames: each whole or not at all, each with an outcome of its own. */
class PackPutTest extends PacksCase {
    @Test
    void aThousandFilesArriveInFewFrames() throws IOException {
        long bytes = addThousand();
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            assertThat(put(pair, PackRequest.any())).isEqualTo(bytes);
            pair.echo();
        }
        assertThousandArrived();
    }

    @Test
    void byBlake3AFileHasTheHashThatItHasWhenItTravelsAlone() throws IOException {
        Path file = add("file", 40_000);
        for (int i = 0; i < 200; i++) {
            add("file " + i, random.nextInt(20_000));
        }
        PackRequest request = PackRequest.any().blake3();
        put(request);
        assertThat(arrived).hasValue(201);
        assertSame();
        Map<String, String> sent = Map.copyOf(roots);
        for (SmallFile each : files) {
            Files.delete(there.resolve(each.path()));
        }
        get(request);
        assertThat(arrived).hasValue(402);
        assertSame();
        assertThat(roots).isEqualTo(sent);
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            PutRequest one = PutRequest.to("alone").blake3();
            String alone = engine.put(pair.in, pair.out, TransferSource.file(file), one)
                    .await()
                    .rootHex();
            settled.incrementAndGet(); // which the site is not told of
            assertThat(roots).containsEntry("file", "40000 " + alone);
        }
    }

    @Test
    void aFileHasTheRootThatItHasWhenItTravelsAlone() throws IOException {
        Path file = add("file", 40_000);
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            put(pair, PackRequest.any());
            assertThat(accepted).hasValue(1);
            String alone = engine.put(pair.in, pair.out, TransferSource.file(file), PutRequest.to("alone"))
                    .await()
                    .rootHex();
            settled.incrementAndGet(); // which the site is not told of
            assertThat(roots).containsEntry("file", "40000 " + alone);
            roots.clear();
            Files.delete(there.resolve("file"));
            get(pair, PackRequest.any());
            assertThat(roots).containsEntry("file", "40000 " + alone);
        }
    }

    @Test
    void aSiteMayRefuseInAPackWhatItTakesAlone() throws IOException {
        Path file = add("only alone", 10);
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            put(pair, PackRequest.any());
            assertThat(failures).containsEntry("only alone", Kind.LOCKED);
            engine.put(pair.in, pair.out, TransferSource.file(file), PutRequest.to("only alone"))
                    .await();
            settled.incrementAndGet();
        }
        assertThat(there.resolve("only alone")).hasSameBinaryContentAs(file);
    }

    @Test
    void nothingAtAllIsARunToo() throws IOException {
        put(PackRequest.any());
        assertThat(arrived).hasValue(0);
    }

    @Test
    void eachFileHasItsOwnOutcome() throws IOException {
        add("empty", 0);
        add("照片 1 🎉", 10);
        add("largest", PackCodec.MAX_FILE_BYTES);
        add("too large", PackCodec.MAX_FILE_BYTES + 1);
        add("forbidden", 10);
        add("over the limit", 10);
        add("broken site", 10);
        files.add(new SmallFile("missing", here.resolve("missing")));
        files.add(new SmallFile("folder", here));
        files.add(new SmallFile("x".repeat(5_000), here.resolve("empty")));
        put(PackRequest.any());
        assertThat(arrived).hasValue(3);
        assertThat(failures)
                .containsEntry("too large", Kind.TOO_BIG)
                .containsEntry("forbidden", Kind.QUOTA)
                .containsEntry("over the limit", Kind.TOO_BIG)
                .containsEntry("broken site", Kind.IO)
                .containsEntry("missing", Kind.IO)
                .containsEntry("folder", Kind.IO)
                .containsEntry("x".repeat(5_000), Kind.REFUSED)
                .hasSize(7);
        assertSame();
    }

    @Test
    void whatIsThereIsReplacedOrNotAsWasAsked() throws IOException {
        add("same", 100);
        add("other", 100);
        add("new", 100);
        Files.copy(here.resolve("same"), there.resolve("same"));
        Files.writeString(there.resolve("other"), "old");
        put(PackRequest.any().ifAbsent());
        assertThat(failures).containsOnly(Map.entry("other", Kind.EXISTS));
        assertThat(there.resolve("other")).hasContent("old");
        failures.clear();
        put(PackRequest.any());
        assertThat(failures).isEmpty();
        assertSame();
    }

    @Test
    void filesOfEverySizeFillPacksToTheBrim() throws IOException {
        for (int i = 0; i < 40; i++) {
            add("large " + i, PackCodec.MAX_FILE_BYTES - (i < 20 ? 0 : random.nextInt(80_000)));
        }
        for (int i = 0; i < 2 * PackCodec.MAX_FILES + 1; i++) {
            add("empty " + i, 0);
        }
        put(PackRequest.any().blake3());
        assertThat(failures).isEmpty();
        assertThat(arrived).hasValue(files.size());
        assertSame();
    }

    @Test
    void aRunThatWasCutIsPutAgain() throws IOException {
        for (int i = 0; i < 600; i++) {
            add("file " + i, 10_000);
        }
        try (Loopback pair = serving(3_000_000)) {
            assertThat(catchThrowable(() -> put(pair, PackRequest.any().ifAbsent())))
                    .isInstanceOf(IOException.class);
        }
        put(PackRequest.any().ifAbsent());
        assertThat(failures).isEmpty();
        assertSame();
    }

    @Test
    void aSiteThatIsNotMadeForPacksRefusesThem() throws IOException {
        add("file", 1);
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, new Site() {
                @Override
                public boolean takesPacks() {
                    return false;
                }
            });
            TransferException e = catchThrowableOfType(TransferException.class, () -> put(pair, PackRequest.any()));
            assertThat(e.kind()).isEqualTo(Kind.REFUSED);
            pair.echo();
        }
    }

    @Test
    void aCancelledRunLeavesTheConnectionUsable() throws IOException {
        add("file", 1);
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            AtomicInteger asked = new AtomicInteger();
            PackTransfer[] self = new PackTransfer[1];
            Iterator<SmallFile> endless = new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public SmallFile next() {
                    asked.incrementAndGet();
                    return files.get(0);
                }
            };
            self[0] = engine.putAll(pair.in, pair.out, endless, Condition.ANY, result -> arrived.incrementAndGet());
            patiently().until(() -> arrived.get() > 0);
            self[0].cancel();
            assertThat(catchThrowableOfType(TransferException.class, self[0]::await)
                            .kind())
                    .isEqualTo(Kind.CANCELLED);
            pair.echo();
        }
    }

    @Test
    void aPackCannotAskForARoot() {
        assertThatThrownBy(() -> PackRequest.of(Condition.ROOT)).isInstanceOf(IllegalArgumentException.class);
    }
}
