package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.condition.OS.LINUX;
import static org.junit.jupiter.api.condition.OS.MAC;

import dev.framewire.testtools.Tools;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What owner, group and others may do with a file that has arrived: nothing by default, and never more than both sides want. */
@EnabledOnOs({LINUX, MAC})
class PermissionsTest {
    private static final String PRIVATE = "rw-------";

    @TempDir
    Path folder;

    private final TransferEngine engine = TransferEngine.create();
    private final List<String> whenNamed = new ArrayList<>();
    private UnaryOperator<TransferSink> sink = s -> s.keepPermissions(true);
    private FileStore store;
    private Path source;
    private Path target;
    private boolean powerGoes;
    private int umask = 022;

    @BeforeEach
    void open() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"), new WatchedDisk());
        source = folder.resolve("source");
        target = folder.resolve("target");
        Files.writeString(source, "content");
        permissions(source, "rwxr-xr-x");
    }

    @AfterEach
    void close() {
        engine.close();
        store.close();
    }

    private static void permissions(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private Loopback serving(boolean tells) throws IOException {
        Loopback pair = new Loopback(Long.MAX_VALUE);
        pair.serve(engine, new TransferSite() {
            @Override
            public TransferSink accept(PutOffer offer) {
                return sink.apply(TransferSink.file(store, "me", target));
            }

            @Override
            public TransferSource open(GetOffer offer) throws IOException {
                return source(tells);
            }
        });
        return pair;
    }

    private TransferSource source(boolean tells) throws IOException {
        return tells ? TransferSource.fileWithPermissions(source) : TransferSource.file(source);
    }

    private void put(boolean tells, PutRequest request) throws IOException {
        try (Loopback pair = serving(false)) {
            engine.put(pair.in, pair.out, source(tells), request).await();
        }
    }

    private void put() throws IOException {
        put(true, PutRequest.to("name"));
    }

    private void get(boolean tells) throws IOException {
        try (Loopback pair = serving(tells)) {
            engine.get(pair.in, pair.out, sink.apply(TransferSink.file(store, "me", target)), GetRequest.of("name"))
                    .await();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-xr-x", "rw-r--r--", "r--r--r--", "rwx------", "---------"})
    void aPutAndAGetTakeThemOverBeforeTheFileHasItsName(String wanted) throws IOException {
        try (TransferSource opened = TransferSource.fileWithPermissions(source)) {
            assertThat(opened.permissions()).hasValue(0755);
        }
        permissions(source, wanted);
        Mode told = new Mode(Permissions.mode(PosixFilePermissions.fromString(wanted)));
        try (Loopback pair = serving(false)) {
            engine.put(pair.in, pair.out, told, PutRequest.to("name")).await();
        }
        assertThat(permissions(target)).isEqualTo(wanted);
        assertThat(whenNamed).containsExactly(wanted);
    }

    @Test
    void aGetTakesOverWhatTheOtherSideTells() throws IOException {
        get(true);
        assertThat(permissions(target)).isEqualTo("rwxr-xr-x");
        Files.delete(target);
        get(false);
        assertThat(permissions(target)).isEqualTo(PRIVATE);
        Files.delete(target);
        sink = UnaryOperator.identity();
        get(true);
        assertThat(permissions(target)).isEqualTo(PRIVATE);
    }

    @Test
    void bothSidesHaveToWantIt() throws IOException {
        put(false, PutRequest.to("name"));
        assertThat(permissions(target)).isEqualTo(PRIVATE);
        sink = UnaryOperator.identity();
        Files.writeString(source, "other");
        put();
        assertThat(permissions(target)).isEqualTo(PRIVATE);
        assertThat(whenNamed).containsExactly(PRIVATE, PRIVATE);
    }

    @Test
    void whatTheUmaskTakesStaysAway() throws IOException {
        umask = 027;
        permissions(source, "rwxrwxrwx");
        put();
        assertThat(permissions(target)).isEqualTo("rwxr-x---");
    }

    @Test
    void anExactCopyKnowsNoUmask() throws IOException {
        umask = 077;
        sink = s -> s.keepExactPermissions(0);
        permissions(source, "r-xrwxrwx");
        put();
        assertThat(permissions(target)).isEqualTo("r-xrwxrwx");
        assertThat(whenNamed).containsExactly("r-xrwxrwx");
    }

    @ParameterizedTest
    @CsvSource({"---------, r--------", "-wx--x--x, rwx--x--x", "r--r--r--, r--r--r--"})
    void aSiteStaysAbleToReadItsFile(String told, String kept) throws IOException {
        sink = s -> s.keepExactPermissions(0400);
        Mode source = new Mode(Permissions.mode(PosixFilePermissions.fromString(told)));
        for (int i = 0; i < 2; i++) { // a new file, then one that is there already
            try (Loopback pair = serving(false)) {
                engine.put(pair.in, pair.out, source, PutRequest.to("name")).await();
            }
            assertThat(permissions(target)).isEqualTo(kept);
        }
    }

    @Test
    void exactIsNothingWhereNothingIsToldAndNoMoreThanNineBits() throws IOException {
        sink = s -> s.keepExactPermissions(0777);
        put(false, PutRequest.to("name"));
        assertThat(permissions(target)).isEqualTo(PRIVATE);
        TransferSink any = TransferSink.file(store, "me", target);
        for (int wrong : new int[] {-1, 01000, 04000}) {
            assertThatThrownBy(() -> any.keepExactPermissions(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aNewFileIsLinkedWithThem() throws IOException {
        put(true, PutRequest.to("name").ifAbsent());
        assertThat(permissions(target)).isEqualTo("rwxr-xr-x");
        assertThat(whenNamed).containsExactly("rwxr-xr-x");
    }

    @Test
    void aFileThatIsThereAlreadyGetsThemToo() throws IOException {
        Files.writeString(target, "content");
        permissions(target, PRIVATE);
        put();
        assertThat(permissions(target)).isEqualTo("rwxr-xr-x");
        assertThat(whenNamed).isEmpty();
    }

    @Test
    void aPartialThatNobodyMayWriteAnyMoreIsContinued() throws IOException {
        permissions(source, "r--r--r--");
        powerGoes = true;
        assertThat(catchThrowable(this::put)).isInstanceOf(IOException.class);
        powerGoes = false;
        store.close();
        store = FileStore.open(folder.resolve(".xfer"), new WatchedDisk());
        put(true, PutRequest.to("name"));
        assertThat(target).hasSameTextualContentAs(source);
        assertThat(permissions(target)).isEqualTo("r--r--r--");
    }

    @Test
    void higherBitsAreNeitherToldNorTaken() throws IOException {
        Files.setAttribute(source, "unix:mode", 06755);
        put();
        assertThat(permissions(target)).isEqualTo("rwxr-xr-x");
        assertThat((int) Files.getAttribute(target, "unix:mode") & 07777).isEqualTo(0755);
        for (int mode : new int[] {01000, 04755, -2}) {
            assertThatThrownBy(() -> Permissions.of(new Mode(mode))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theSharedFolderTakesThemOverWhereItIsTold() throws IOException {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        try (FolderSite site = FolderSite.of(shared)) {
            for (boolean keep : new boolean[] {false, true}) {
                try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
                    pair.serve(engine, site.ownedBy("me").keepPermissions(keep).maxFileBytes(1_000));
                    engine.put(pair.in, pair.out, source(true), PutRequest.to("a"))
                            .await();
                    assertThat(Files.isExecutable(shared.resolve("a"))).isEqualTo(keep);
                    Files.deleteIfExists(target);
                    engine.get(
                                    pair.in,
                                    pair.out,
                                    sink.apply(TransferSink.file(store, "me", target)),
                                    GetRequest.of("a"))
                            .await();
                    assertThat(permissions(target)).isEqualTo(permissions(shared.resolve("a")));
                }
            }
        }
    }

    @Test
    void aFileSystemWithoutPermissionsIsLeftAsItIs() throws IOException {
        URI zip = URI.create("jar:" + folder.resolve("files.zip").toUri());
        try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Path file = Files.writeString(files.getPath("/file"), "content");
            Disk.local().setPermissions(file, 0755);
            assertThat(file).hasContent("content");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"022", "137"})
    void theUmaskIsThatOfTheShell(String octal) throws Exception {
        List<String> command = List.of(
                "sh",
                "-c",
                "umask " + octal + "; exec \"$@\"",
                "sh",
                Tools.java().toString(),
                "-cp",
                System.getProperty("java.class.path", "")
                        + File.pathSeparator
                        + System.getProperty("jdk.module.path", ""),
                Umask.class.getName());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(said.strip()).isEqualTo(String.valueOf(Integer.parseInt(octal, 8)));
    }

    /** A process of its own: a umask is a process's. */
    static final class Umask {
        private Umask() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println(Disk.local().umask());
        }
    }

    /** Tells permissions of its own. */
    private record Mode(int mode) implements TransferSource {
        private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

        @Override
        public long size() {
            return CONTENT.length;
        }

        @Override
        public OptionalLong modifiedMillis() {
            return OptionalLong.empty();
        }

        @Override
        public OptionalInt permissions() {
            return OptionalInt.of(mode);
        }

        @Override
        public String version() {
            return "";
        }

        @Override
        public int read(ByteBuffer buffer, long position) {
            buffer.put(CONTENT, (int) position, CONTENT.length - (int) position);
            return CONTENT.length - (int) position;
        }

        @Override
        public void close() {}
    }

    /** Looks at a file when it gets its name, or lets it come no further. */
    private final class WatchedDisk extends ForwardingDisk {
        WatchedDisk() {
            super(Disk.local());
        }

        /** As if this were not the superuser. */
        @Override
        DiskFile opened(Path name, DiskFile file) throws IOException {
            if (name.toString().endsWith(PartialName.PART) && permissions(name).charAt(1) != 'w') {
                file.close();
                throw new AccessDeniedException(name.toString());
            }
            return file;
        }

        @Override
        public int umask() {
            return umask;
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            named(from, to);
            super.rename(from, to);
        }

        @Override
        public void link(Path from, Path to) throws IOException {
            named(from, to);
            super.link(from, to);
        }

        private void named(Path from, Path to) throws IOException {
            if (to.equals(target)) {
                if (powerGoes) {
                    throw new IOException("the power went");
                }
                whenNamed.add(permissions(from));
            }
        }
    }
}
