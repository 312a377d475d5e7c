package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
    @TempDir
    Path folder;

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> SharedKey.of("k", new byte[15])).hasMessageContaining("15");
        assertThatThrownBy(() -> SharedKey.of("k", new byte[1025])).hasMessageContaining("1025");
    }

    @Test
    void aNameThatWouldNeedCareIsRefused() {
        for (String name : new String[] {"", "a b", "a\"b", "ä", "x".repeat(65), "a\n"}) {
            assertThatThrownBy(() -> SharedKey.generate(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void noTextThatIsNotAKeyIsRepeatedInAMessage() {
        for (String text : new String[] {
            "hunter2", "framewire-key/1 k hunter2!hunter2", "framewire-key/2 k AAAA", "framewire-key/1 k hunter2 x"
        }) {
            assertThatThrownBy(() -> SharedKey.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasNoCause()
                    .message()
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void aKeyIsExportedParsedAndWiped() {
        SharedKey key = SharedKey.generate("lab/printer-3");
        SharedKey again = SharedKey.parse(" " + key.export() + "\n");
        assertThat(again.id()).isEqualTo("lab/printer-3");
        assertThat(again.secret()).isEqualTo(key.secret()).hasSize(32);
        assertThat(key.toString() + KeySet.of(key))
                .doesNotContain(Base64.getEncoder().encodeToString(key.secret()));
        key.wipe();
        assertThatThrownBy(key::export).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> HmacClient.with(key).connect(Wire.honest().client()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyIsReplacedWithoutAnInterruption() {
        SharedKey old = SharedKey.generate("2025");
        SharedKey next = SharedKey.generate("2026");
        try (Meeting meeting = new Meeting()) {
            KeySet both = KeySet.of(old).accepting(next);
            for (SharedKey key : new SharedKey[] {old, next}) {
                Meeting.Outcomes outcomes = meeting.run(
                        Wire.honest(),
                        HmacClient.with(key).options(meeting.options)::connect,
                        HmacServer.with(both).options(meeting.options)::accept);
                assertThat(outcomes.server().failure()).isNull();
                assertThat(java.util.Objects.requireNonNull(outcomes.server().session())
                                .peer()
                                .credential())
                        .isEqualTo(key.id());
            }
            Meeting.Outcomes dropped = meeting.run(
                    Wire.honest(),
                    HmacClient.with(old).options(meeting.options)::connect,
                    HmacServer.with(KeySet.of(next)).options(meeting.options)::accept);
            assertThat(dropped.client().session()).isNull();
        }
        assertThatThrownBy(() -> KeySet.of(old).accepting(old)).hasMessageContaining("2025");
    }

    @Test
    void aKeyOfOneClientProvesNoOtherOne() {
        SharedKey alices = SharedKey.generate("alice");
        KeySet keys = KeySet.of(SharedKey.generate("any")).accepting(alices, "alice");
        try (Meeting meeting = new Meeting()) {
            for (String name : new String[] {"alice", "bob"}) {
                Meeting.Outcomes hmac = meeting.run(
                        Wire.honest(),
                        HmacClient.with(alices).as(name).options(meeting.options)::connect,
                        HmacServer.with(keys).options(meeting.options)::accept);
                Meeting.Outcomes noise = meeting.run(
                        Wire.honest(),
                        NoisePskClient.with(alices, name, "server").options(meeting.options)::connect,
                        NoisePskServer.with(keys, "server").options(meeting.options)::accept);
                assertThat(hmac.server().session() != null).isEqualTo(name.equals("alice"));
                assertThat(noise.server().session() != null).isEqualTo(name.equals("alice"));
            }
        }
    }

    @Test
    void anIdentityIsSavedForItsOwnerAloneAndLoadedAgain() throws Exception {
        ServerIdentity identity = ServerIdentity.generate();
        Path file = folder.resolve("identity");
        identity.save(file);
        identity.save(file);
        assertThat(ServerIdentity.load(file).fingerprint())
                .isEqualTo(identity.fingerprint())
                .matches("SHA256:[A-Za-z0-9+/]{43}");
        assertThat(ServerIdentity.load(file).keyPair().privateKey())
                .isEqualTo(identity.keyPair().privateKey());
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
            assertThatThrownBy(() -> ServerIdentity.load(file)).hasMessageContaining("chmod 600");
        }
    }

    @Test
    void aFileThatIsNoIdentityIsRefusedWithoutItsContent() throws Exception {
        Path file = folder.resolve("identity");
        assertThatThrownBy(() -> ServerIdentity.load(file)).isInstanceOf(NoSuchFileException.class);
        ServerIdentity.generate().save(file);
        for (String text : new String[] {"", "hunter2", "framewire-server-identity/1 hunter2!", "x".repeat(1000)}) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> ServerIdentity.load(file))
                    .isInstanceOf(FileSystemException.class)
                    .hasNoCause()
                    .message()
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void aPinIsAWholeFingerprint() throws Exception {
        assertThatThrownBy(() -> ServerKeyVerifier.pinned("SHA256:short")).isInstanceOf(IllegalArgumentException.class);
        ServerKeyVerifier pin = ServerKeyVerifier.pinned(Suites.IDENTITY.fingerprint());
        assertThat(pin.accept(Suites.IDENTITY.publicKey())).isTrue();
        assertThat(pin.accept(Suites.OTHER_IDENTITY.publicKey())).isFalse();
    }

    @Test
    void thePublicKeyIsTheOneOfRfc7748() throws Exception {
        VectorFile v = VectorFile.load("rfc7748/first.txt");
        assertThat(X25519.agree(v.hex("scalar"), v.hex("u"))).isEqualTo(v.hex("out"));
    }
}
