package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Base64;

/** A keystore as an administrator makes it, with the command that README shows. */
record Keystore(Path file, Path passwordFile) {
    private static final String PASSWORD = "keys to the disk";

    static Keystore make(Path folder, String name, String... algorithm) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Path passwordFile = Files.writeString(folder.resolve(name + ".password"), PASSWORD + "\n");
        ProcessBuilder keytool = new ProcessBuilder(
                Tools.java().resolveSibling("keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storepass:file",
                passwordFile.toString(),
                "-alias",
                "netdisk",
                "-dname",
                "CN=netdisk",
                "-validity",
                "2");
        keytool.command().addAll(java.util.List.of(algorithm));
        Process process = keytool.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return new Keystore(file, passwordFile);
    }

    static Keystore make(Path folder, String name) throws Exception {
        return make(folder, name, "-keyalg", "EC", "-groupname", "secp256r1");
    }

    String[] options() {
        return new String[] {"--tls", file.toString(), "--tls-password-file", passwordFile.toString()};
    }

    String fingerprint() throws Exception {
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        byte[] certificate = store.getCertificate("netdisk").getEncoded();
        return "SHA256:"
                + Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(certificate));
    }
}
