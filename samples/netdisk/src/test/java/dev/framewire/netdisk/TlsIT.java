package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.NetdiskProcess.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar with a certificate instead of an identity of its own. */
class TlsIT {
    @TempDir
    Path folder;

    private NetdiskProcess netdisk;

    @BeforeEach
    void prepare() {
        netdisk = new NetdiskProcess(folder);
    }

    @AfterEach
    void stop() throws Exception {
        netdisk.close();
    }

    @Test
    void aServerWithACertificateIsPinnedUsedAndToldFromAnother() throws Exception {
        Keystore keystore = Keystore.make(folder, "one");
        netdisk.serve(keystore.options());
        assertThat(netdisk.identity()).isEqualTo(keystore.fingerprint());
        assertThat(folder.resolve("data/identity")).doesNotExist();

        Ran unknown = tls("register").expect(3);
        assertThat(unknown.err()).contains(keystore.fingerprint()).contains("--accept-new");
        tls("--identity", "SHA256:" + "A".repeat(43), "register").expect(3);
        assertThat(folder.resolve("data/homes/lin")).doesNotExist();
        tls("register", "--accept-new").expect(0);
        tls("login").expect(0);
        Path file = Files.writeString(folder.resolve("照片.txt"), "over TLS".repeat(100_000));
        tls("put", file.toString()).expect(0);
        tls("get", "照片.txt", "down").expect(0);
        assertThat(folder.resolve("down")).hasSameBinaryContentAs(file);

        netdisk.killServer();
        netdisk.serve(Keystore.make(folder, "two").options());
        Ran changed = tls("ls").expect(3);
        assertThat(changed.err())
                .contains("HAS CHANGED")
                .contains(keystore.fingerprint())
                .contains(netdisk.identity());
    }

    @Test
    void whoSpeaksTheOtherWayIsToldSo() throws Exception {
        netdisk.serve(Keystore.make(folder, "one").options());
        assertThat(netdisk.run("lin", "register", "--accept-new").expect(4).err())
                .contains("is named tls://");
        netdisk.killServer();
        netdisk.serve();
        assertThat(tls("register", "--accept-new").expect(4).err()).contains("without tls://");
    }

    @Test
    void aKeystoreThatWillNotDoIsRefusedAtTheStart() throws Exception {
        Keystore keystore = Keystore.make(folder, "one");
        Path wrong = Files.writeString(folder.resolve("wrong"), "another password");
        assertThat(serve("--tls", keystore.file().toString(), "--tls-password-file", wrong.toString())
                        .expect(1)
                        .err())
                .contains("password is another one");
        assertThat(serve("--tls", keystore.file().toString()).expect(2).err()).contains("NETDISK_TLS_PASSWORD");
        assertThat(serve("--tls", "missing.p12", "--tls-password-file", wrong.toString())
                        .expect(1)
                        .err())
                .contains("missing.p12: no such file");
        assertThat(serve(Keystore.make(folder, "ed", "-keyalg", "Ed25519").options())
                        .expect(1)
                        .err())
                .contains("Ed25519")
                .contains("ECDSA or RSA");
    }

    private Ran serve(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("serve", "--data", "data", "--listen", "127.0.0.1:0"));
        arguments.addAll(List.of(options));
        return netdisk.run("nobody", arguments.toArray(new String[0]));
    }

    private Ran tls(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("-s", "tls://" + netdisk.address()));
        all.addAll(List.of(arguments));
        return netdisk.run("lin", all.toArray(new String[0]));
    }
}
