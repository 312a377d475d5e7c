package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealedKeyFileTest {
    private static final char[] PASSPHRASE = "correct horse".toCharArray();
    private static final char[] OTHER = "battery staple".toCharArray();
    private static final byte[] SECRET = "framewire-key/1 k AAECAwQFBgcICQoLDA0ODw==".getBytes(US_ASCII);

    /** Cheap, for tests that open many. */
    private static final SealedKey.Cost CHEAP = new SealedKey.Cost(32, 1, 4);

    private static final byte[] SALT = Suites.bytes(0x10, 16);

    @TempDir
    Path folder;

    private static AuthException refused(byte[] file, char[] passphrase) {
        try {
            SealedKey.open(file, passphrase);
        } catch (AuthException e) {
            assertThat(e).hasNoCause();
            assertThat(e.toString()).doesNotContain("horse").doesNotContain("AAEC");
            return e;
        }
        throw new AssertionError("opened");
    }

    private static String cheap() {
        return new String(SealedKey.seal(SECRET, PASSPHRASE, CHEAP, new FixedRandom(SALT)), US_ASCII);
    }

    private Path file() {
        return folder.resolve("key");
    }

    private void assertNothingElseInTheFolder() throws Exception {
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void onAnInterruptedThreadNothingIsDerived() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> SealedKey.seal(new byte[32], "pass".toCharArray(), new SecureRandom()))
                    .isInstanceOf(CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void whatWasSealedIsOpenedByItsPassphraseAlone() throws Exception {
        SealedKeyFile.create(file(), SECRET, PASSPHRASE);
        assertThat(SealedKeyFile.open(file(), PASSPHRASE)).isEqualTo(SECRET);
        assertThatThrownBy(() -> SealedKeyFile.open(file(), OTHER))
                .isInstanceOfSatisfying(
                        AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.CREDENTIALS));
        assertThat(Files.readString(file()))
                .startsWith("framewire-sealed-key/1 argon2id m=65536,t=3,p=4 ")
                .doesNotContain("AAEC")
                .endsWith("\n");
        assertNothingElseInTheFolder();
    }

    @Test
    void aFileThatIsThereIsNotTouched() throws Exception {
        Files.writeString(file(), "precious");
        assertThatThrownBy(() -> SealedKeyFile.create(file(), SECRET, PASSPHRASE))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Files.readString(file())).isEqualTo("precious");
        assertNothingElseInTheFolder();
    }

    @Test
    void aPassphraseIsChangedAndTheSecretStays() throws Exception {
        SealedKeyFile.create(file(), SECRET, PASSPHRASE);
        String before = Files.readString(file());
        SealedKeyFile.changePassphrase(file(), PASSPHRASE, OTHER);
        assertThat(SealedKeyFile.open(file(), OTHER)).isEqualTo(SECRET);
        assertThatThrownBy(() -> SealedKeyFile.open(file(), PASSPHRASE)).isInstanceOf(AuthException.class);
        assertThat(Files.readString(file()).split(" ")[3]).isNotEqualTo(before.split(" ")[3]);
        assertNothingElseInTheFolder();
    }

    @Test
    void aPassphraseThatIsNotChangedLeavesTheFileAsItWas() throws Exception {
        Files.writeString(file(), cheap());
        PosixOnly.ownerOnly(file());
        for (char[][] pair : new char[][][] {{OTHER, OTHER}, {PASSPHRASE, {}}, {PASSPHRASE, new char[1025]}}) {
            assertThatThrownBy(() -> SealedKeyFile.changePassphrase(file(), pair[0], pair[1]))
                    .isInstanceOfAny(AuthException.class, IllegalArgumentException.class);
            assertThat(Files.readString(file())).isEqualTo(cheap());
        }
        assertNothingElseInTheFolder();
    }

    @Test
    void onlyItsOwnerReadsIt() throws Exception {
        SealedKeyFile.create(file(), SECRET, PASSPHRASE);
        if (PosixOnly.supported(file())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
            SealedKeyFile.changePassphrase(file(), PASSPHRASE, OTHER);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
            Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw----r--"));
            assertThatThrownBy(() -> SealedKeyFile.open(file(), OTHER))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("chmod 600");
        }
    }

    @Test
    void aFileThatIsNotThereIsSaidToBe() {
        assertThatThrownBy(() -> SealedKeyFile.open(file(), PASSPHRASE)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> SealedKeyFile.changePassphrase(file(), PASSPHRASE, OTHER))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theVectorIsSealedAndOpened() throws Exception {
        VectorFile v = VectorFile.load("sealed-key/argon2id.txt");
        byte[] file = (v.text("file") + "\n").getBytes(US_ASCII);
        char[] passphrase = v.text("passphrase").toCharArray();
        SealedKey.Cost cost = new SealedKey.Cost(v.number("memory_kib"), v.number("passes"), v.number("lanes"));
        assertThat(SealedKey.seal(v.hex("secret"), passphrase, cost, new FixedRandom(v.hex("salt"))))
                .asString(US_ASCII)
                .isEqualTo(new String(file, US_ASCII));
        assertThat(SealedKey.open(file, passphrase)).isEqualTo(v.hex("secret"));
        assertThat(BouncyCastleArgon2.argon2id(
                        v.text("passphrase").getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        v.hex("salt"),
                        v.number("memory_kib"),
                        v.number("passes"),
                        v.number("lanes"),
                        44))
                .isEqualTo(v.hex("key_and_nonce"));
    }

    @Test
    void anyByteChangedDoesNotOpen() {
        byte[] file = cheap().getBytes(US_ASCII);
        for (int i = 0; i < file.length - 1; i++) {
            byte[] bad = file.clone();
            bad[i] ^= (byte) (1 << (i % 8));
            assertThat(refused(bad, PASSPHRASE).kind()).as("byte %d", i).isNotNull();
        }
    }

    @Test
    void aFileCutAnywhereDoesNotOpen() {
        byte[] file = cheap().strip().getBytes(US_ASCII);
        for (int length = 0; length < file.length; length++) {
            refused(Arrays.copyOf(file, length), PASSPHRASE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "m=262145, t=1, p=1",
        "m=999999999, t=1, p=1",
        "m=1024, t=17, p=1",
        "m=1024, t=999999999, p=1",
        "m=1024, t=1, p=17",
        "m=1024, t=1, p=999999999"
    })
    void aFileThatAsksForMoreThanAFileMayIsRefusedBeforeAnythingIsDone(String m, String t, String p) {
        byte[] hostile = cheap().replace("m=32,t=1,p=4", m + "," + t + "," + p).getBytes(US_ASCII);
        assertThat(refused(hostile, PASSPHRASE).kind()).isEqualTo(AuthException.Kind.LIMIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m=31,t=1,p=4",
                "m=0,t=1,p=4",
                "m=032,t=1,p=4",
                "m=-32,t=1,p=4",
                "m=32,t=0,p=4",
                "m=32,t=1,p=0",
                "m=9999999999,t=1,p=4",
                "m=32,t=1",
                "t=1,m=32,p=4",
                "m=32,t=1,p=4,x=1",
                "m=٣٢,t=1,p=4"
            })
    void parametersOfAnotherFormAreRefused(String parameters) {
        byte[] bad = cheap().replace("m=32,t=1,p=4", parameters).getBytes(ISO_8859_1);
        assertThat(refused(bad, PASSPHRASE).kind()).isEqualTo(AuthException.Kind.MALFORMED);
    }

    @Test
    void whatIsNoSealedKeyIsRefused() {
        String file = cheap();
        String salt = file.split(" ")[3];
        String[] others = {
            "",
            "\n",
            file + "\n",
            file + " ",
            " " + file,
            file.replace(salt, "AAAA"),
            file.replace(salt, "A".repeat(88)),
            file.replace(salt, salt.replace("==", "")),
            file.replace(salt, salt.substring(0, 21) + "B=="), // stray bits
            file.substring(0, file.indexOf(salt)) + salt + " AAAA\n",
            file.substring(0, file.indexOf(salt)) + salt + " " + "A".repeat(5488) + "\n",
            "x".repeat(SealedKey.MAX_FILE_BYTES + 1)
        };
        for (String other : others) {
            assertThat(refused(other.getBytes(US_ASCII), PASSPHRASE).kind())
                    .as(other)
                    .isEqualTo(AuthException.Kind.MALFORMED);
        }
        assertThat(refused(file.replace("key/1", "key/2").getBytes(US_ASCII), PASSPHRASE)
                        .kind())
                .isEqualTo(AuthException.Kind.UNSUPPORTED);
        assertThat(refused(file.replace("argon2id", "scrypt").getBytes(US_ASCII), PASSPHRASE)
                        .kind())
                .isEqualTo(AuthException.Kind.UNSUPPORTED);
    }

    @Test
    void aFileWithoutEndIsNotReadWhole() throws Exception {
        Files.writeString(file(), cheap() + "x".repeat(10_000_000));
        PosixOnly.ownerOnly(file());
        assertThatThrownBy(() -> SealedKeyFile.open(file(), PASSPHRASE)).isInstanceOf(AuthException.class);
        assertThat(OwnerOnlyFile.read(file(), 100)).hasSize(101);
    }

    @Test
    void passphrasesAreTakenAsTheyAre() throws Exception {
        for (String passphrase : new String[] {"x", " ", "\u00e9", "e\u0301", "\u5bc6\u7801", "\ud83d\udd11", "a\0b"}) {
            byte[] sealed = SealedKey.seal(SECRET, passphrase.toCharArray(), CHEAP, new FixedRandom(SALT));
            assertThat(SealedKey.open(sealed, passphrase.toCharArray())).isEqualTo(SECRET);
            refused(sealed, (passphrase + " ").toCharArray());
        }
        byte[] composed = SealedKey.seal(SECRET, "\u00e9".toCharArray(), CHEAP, new FixedRandom(SALT));
        assertThat(refused(composed, "e\u0301".toCharArray()).kind()).isEqualTo(AuthException.Kind.CREDENTIALS);
    }

    @Test
    void aPassphraseThatCannotBeIsTheCallersMistakeWhenSealingAndAWrongOneWhenOpening() {
        byte[] sealed = cheap().getBytes(US_ASCII);
        for (char[] bad : new char[][] {{}, new char[1025], {'a', '\ud83d'}, {'\udd11'}}) {
            assertThatThrownBy(() -> SealedKey.seal(SECRET, bad, CHEAP, new FixedRandom(SALT)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(refused(sealed, bad).kind()).isEqualTo(AuthException.Kind.CREDENTIALS);
        }
    }

    @Test
    void secretsOfEveryLengthThatIsAllowed() throws Exception {
        for (int length : new int[] {1, 2, 3, 4095, 4096}) {
            byte[] secret = Suites.bytes(length, length);
            byte[] sealed = SealedKey.seal(secret, PASSPHRASE, CHEAP, new FixedRandom(SALT));
            assertThat(sealed.length).isLessThanOrEqualTo(SealedKey.MAX_FILE_BYTES);
            assertThat(SealedKey.open(sealed, PASSPHRASE)).isEqualTo(secret);
        }
        for (int length : new int[] {0, 4097}) {
            assertThatThrownBy(() -> SealedKey.seal(new byte[length], PASSPHRASE, CHEAP, new FixedRandom(SALT)))
                    .hasMessageContaining(String.valueOf(length));
        }
    }

    @Test
    void aSharedKeyAndAnIdentityAreKept() throws Exception {
        SharedKey key = SharedKey.generate("k");
        byte[] sealed = SealedKey.seal(key.export().getBytes(US_ASCII), PASSPHRASE, CHEAP, new FixedRandom(SALT));
        assertThat(SharedKey.parse(new String(SealedKey.open(sealed, PASSPHRASE), US_ASCII))
                        .export())
                .isEqualTo(key.export());
        ServerIdentity identity = ServerIdentity.generate();
        byte[] sealedIdentity =
                SealedKey.seal(identity.export().getBytes(US_ASCII), PASSPHRASE, CHEAP, new FixedRandom(SALT));
        assertThat(ServerIdentity.parse(new String(SealedKey.open(sealedIdentity, PASSPHRASE), US_ASCII))
                        .fingerprint())
                .isEqualTo(identity.fingerprint());
    }
}
