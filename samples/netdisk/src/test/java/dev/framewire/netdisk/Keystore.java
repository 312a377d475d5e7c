package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.Locale;

/** A keystore as an administrator makes it, with the command that README shows. */
record Keystore(Path file, Path passwordFile) {
    static final String PASSWORD = "keys to the disk";

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

    private X509Certificate certificate() throws Exception {
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        return (X509Certificate) store.getCertificate("netdisk");
    }

    String fingerprint() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate().getEncoded());
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
    }

    /** What tls-server-end-point hashes this certificate with, in Python's words. */
    String hashOfSignature() throws Exception {
        String name = certificate().getSigAlgName();
        if (name.equals("RSASSA-PSS")) {
            // which hash keytool takes depends on its version
            AlgorithmParameters parameters = AlgorithmParameters.getInstance(name);
            parameters.init(certificate().getSigAlgParams());
            name = parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
        }
        String hash = name.replaceAll("with.*|-", "").toLowerCase(Locale.ROOT);
        return hash.equals("sha1") ? "sha256" : hash;
    }

    Path pem(Path folder) throws Exception {
        String base64 = Base64.getMimeEncoder().encodeToString(certificate().getEncoded());
        return Files.writeString(
                folder.resolve(file.getFileName() + ".pem"),
                "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    }
}
