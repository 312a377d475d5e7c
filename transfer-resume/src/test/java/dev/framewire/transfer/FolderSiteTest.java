package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.Header;
import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder that is shared: what is below it is had by its one name, and nothing else is had by any. */
class FolderSiteTest {
    @TempDir
    Path outside;

    private final TransferEngine engine = TransferEngine.create();
    private Path shared;
    private FolderSite site;

    @BeforeEach
    void share() throws IOException {
        Files.writeString(outside.resolve("secret"), "not for you");
        shared = Files.createDirectory(outside.resolve("shared"));
        site = FolderSite.of(shared);
    }

    @AfterEach
    void close() {
        engine.close();
        site.close();
    }

    // tag::client
    static TransferResult backUp(Path photo, FrameReader in, FrameWriter out) throws IOException {
        try (TransferEngine engine = TransferEngine.create()) {
            return engine.put(in, out, TransferSource.file(photo), PutRequest.to("photos/" + photo.getFileName()))
                    .onProgress(p -> System.out.println(p.writtenBytes() + " of " + p.totalBytes()))
                    .await(); // it is there, whole, verified and durable; broken off? call it again, on any connection
        }
    }
    // end::client

    // tag::server
    static void share(Path folder, String peer, FrameReader in, FrameWriter out) throws IOException {
        try (TransferEngine engine = TransferEngine.create();
                FolderSite site = FolderSite.of(folder)) {
            engine.serve(in, out, site.ownedBy(peer)); // until the peer closes
        }
    }
    // end::server

    @Test
    void theReadmesTwoSidesMeet() throws Exception {
        Path photo = Files.write(outside.resolve("夏.jpg"), new byte[300_000]);
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try {
                    share(shared, "laptop", pair.serverIn, pair.serverOut);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(backUp(photo, pair.in, pair.out).size()).isEqualTo(300_000);
            pair.end();
            served.get();
        }
        assertThat(shared.resolve("photos/夏.jpg")).hasSameBinaryContentAs(photo);
    }

    @Test
    void theLastReportOfAPutIsOfAllItsBytes() throws IOException {
        List<Progress> reports = Collections.synchronizedList(new ArrayList<>());
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, site);
            engine.put(pair.in, pair.out, TransferSource.bytes(new byte[600_000]), PutRequest.to("file"))
                    .onProgress(reports::add)
                    .await();
        }
        assertThat(reports.get(reports.size() - 1))
                .isEqualTo(new Progress(Phase.DONE, 600_000, 600_000, 600_000, 600_000, 600_000, 0));
    }

    /** What the sender sees of a refusal; the connection goes on. */
    private TransferException failure(FolderSite to, String path) throws IOException {
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, to);
            Transfer put = engine.put(pair.in, pair.out, TransferSource.bytes(new byte[3]), PutRequest.to(path));
            TransferException refusal = catchThrowableOfType(TransferException.class, put::await);
            pair.echo();
            return refusal;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/secret",
                "..",
                "../secret",
                "a/../../secret",
                "a/..",
                "a//b",
                "a/",
                "./a",
                ".",
                "..\\secret",
                "C:\\secret",
                "C:secret",
                "a:b",
                "a\u0000b",
                "a\nb",
                "nul",
                "NUL.txt",
                "com1",
                "a.",
                "a ",
                ".framewire",
                ".Framewire",
                ".framewire/x",
                "\uff0eframewire",
                "\u2024\u2024/secret",
                "a\u2215b\uff0fc",
                "e\u0301",
                "gpj\u202eexe",
                "a\ud800b"
            })
    void onlyOrdinaryNamesBelowItAreTaken(String path) throws IOException {
        PutOffer offer = new PutOffer(path, 3, OptionalLong.empty(), Condition.ANY);
        assertThat(catchThrowableOfType(TransferRefusedException.class, () -> site.accept(offer))
                        .kind())
                .isEqualTo(Kind.REFUSED);
        assertThat(catchThrowableOfType(TransferRefusedException.class, () -> site.open(new GetOffer(path)))
                        .kind())
                .isEqualTo(Kind.REFUSED);
        assertThat(tree()).isEmpty();
    }

    @Test
    void aPathIsShortAndFlat() throws IOException {
        assertThat(failure(site, "x".repeat(256))).hasMessageContaining("255 bytes");
        assertThat(failure(site, "x/".repeat(64) + "x")).hasMessageContaining("64 names");
        assertThat(failure(site, ("x".repeat(250) + "/").repeat(9) + "x")).hasMessageContaining("2048 bytes");
        assertThat(tree()).isEmpty();
    }

    @Test
    void aLinkIsNeitherFollowedNorReplaced() throws IOException {
        Files.createSymbolicLink(shared.resolve("up"), outside);
        Files.createSymbolicLink(shared.resolve("file"), outside.resolve("secret"));
        Files.createSymbolicLink(shared.resolve("nowhere"), outside.resolve("new"));
        for (String path : List.of("up/new", "up/secret", "file", "nowhere", "up")) {
            assertThat(failure(site, path).kind()).as(path).isEqualTo(Kind.REFUSED);
            assertThatThrownBy(() -> site.open(new GetOffer(path)))
                    .as(path)
                    .isInstanceOf(TransferRefusedException.class);
        }
        assertThat(outside.resolve("new")).doesNotExist();
        assertThat(outside.resolve("secret")).hasContent("not for you");
        assertThat(shared.resolve("nowhere")).isSymbolicLink();
    }

    @Test
    void aFolderIsNoFileAndAFileNoFolder() throws IOException {
        Files.createDirectory(shared.resolve("folder"));
        Files.writeString(shared.resolve("file"), "old");
        assertThat(failure(site, "folder")).hasMessageContaining("'folder' is not a file");
        assertThat(failure(site, "file/x")).hasMessageContaining("'file' is not a folder");
        assertThatThrownBy(() -> site.open(new GetOffer("folder"))).hasMessage("'folder' is not a file");
        assertThatThrownBy(() -> site.open(new GetOffer("file/x"))).hasMessage("'file' is not a folder");
        assertThat(catchThrowableOfType(TransferRefusedException.class, () -> site.open(new GetOffer("folder/none")))
                        .kind())
                .isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void aLargeFileIsRefusedBeforeAFolderIsMadeForIt() throws IOException {
        assertThat(failure(site.maxFileBytes(2), "new/file").kind()).isEqualTo(Kind.TOO_BIG);
        assertThat(tree()).isEmpty();
        assertThatThrownBy(() -> site.maxFileBytes(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void forReadingOnlyNothingIsWritten() throws Exception {
        Path other = Files.createDirectory(outside.resolve("other"));
        Files.writeString(other.resolve("file"), "to read");
        try (FolderSite reading = FolderSite.readOnly(other)) {
            assertThat(failure(reading, "new")).hasMessageContaining("for reading only");
            assertThat(reading.partials()).isEmpty();
            try (TransferSource source = reading.open(new GetOffer("file"))) {
                assertThat(source.size()).isEqualTo(7);
            }
        }
        try (var names = Files.list(other)) {
            assertThat(names).containsExactly(other.resolve("file"));
        }
        assertThatThrownBy(() -> FolderSite.of(other.resolve("file"))).hasMessageContaining("not a folder");
    }

    @Test
    void anotherPeerDoesNotGoOnWithWhatOneBegan() throws Exception {
        PutOffer offer = new PutOffer("file", 3, OptionalLong.empty(), Condition.ANY);
        assertThat(site.ownedBy("ann").accept(offer).owner).isEqualTo("ann");
        assertThat(site.accept(offer).owner).isEmpty();
    }

    @Test
    void packsAndRefusalsAndGetsShareAConnection() throws IOException {
        List<EndedTransfer> told = Collections.synchronizedList(new ArrayList<>());
        try (Loopback pair = new Loopback(Long.MAX_VALUE);
                FileStore mine = FileStore.open(outside.resolve(".partials"))) {
            CompletableFuture<Throwable> ended = serving(pair, told::add);
            List<SmallFileResult> results = new ArrayList<>();
            engine.putAll(
                            pair.in,
                            pair.out,
                            List.of(small("a/one"), small("../two"), small("a/b/three"))
                                    .iterator(),
                            Condition.ANY,
                            results::add)
                    .await();
            assertThat(results).hasSize(3);
            assertThat(tree()).containsExactlyInAnyOrder("a", "a/one", "a/b", "a/b/three");
            Transfer none = engine.get(
                    pair.in, pair.out, TransferSink.file(mine, "", outside.resolve("none")), GetRequest.of("none"));
            assertThatThrownBy(none::await).isInstanceOf(TransferException.class);
            engine.get(pair.in, pair.out, TransferSink.file(mine, "", outside.resolve("got")), GetRequest.of("a/one"))
                    .await();
            assertThat(outside.resolve("got")).hasContent("content of a/one");
            pair.out.write(Header.builder().put(Loopback.TYPE, "chat"));
            assertThat(ended.join()).isInstanceOf(TransferException.class).hasMessageContaining("another type");
            assertThat(told).hasSize(3).extracting(EndedTransfer::path).endsWith("none", "a/one");
            assertThat(told.get(1).failure())
                    .get()
                    .isInstanceOfSatisfying(
                            TransferException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
        }
    }

    private CompletableFuture<Throwable> serving(Loopback pair, Consumer<EndedTransfer> ended) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                engine.serve(pair.serverIn, pair.serverOut, site, ended);
                return null;
            } catch (IOException | RuntimeException | Error e) {
                return e;
            }
        });
    }

    private SmallFile small(String path) throws IOException {
        Path file = outside.resolve(path.replaceAll("[./]+", "_"));
        return new SmallFile(path, Files.writeString(file, "content of " + path));
    }

    /** What stands below the shared folder, but for the partials. */
    private List<String> tree() throws IOException {
        List<String> found = new ArrayList<>();
        Files.walkFileTree(shared, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (folder.endsWith(FolderSite.PARTIALS)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return folder.equals(shared) ? FileVisitResult.CONTINUE : visitFile(folder, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                found.add(shared.relativize(file).toString());
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
