package dev.framewire.netdisk.server;

import dev.framewire.auth.CertificateVerifier;
import dev.framewire.auth.SecureSession;
import dev.framewire.auth.TlsBinding;
import dev.framewire.auth.TlsServer;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** TLS with the one key and certificate of a keystore, and logins bound to that certificate. */
public final class TlsDoor implements Door {
    // what every TLS library can do, Python's included; one of a kind, so that there is nothing to negotiate
    private static final TlsBinding BINDING = TlsBinding.SERVER_END_POINT;

    private final TlsServer server;
    private final String fingerprint;

    private TlsDoor(TlsServer server, String fingerprint) {
        this.server = server;
        this.fingerprint = fingerprint;
    }

    /**
     * Reads a keystore.
     *
     * @param file PKCS#12 or JKS
     * @param password of the file and of the key in it
     * @throws IOException when it cannot be read, the password is another one, or it does not hold exactly one key with a
     *     certificate that logins can be bound to
     */
    public static TlsDoor open(Path file, char[] password) throws IOException {
        if (!file.toFile().exists()) {
            throw new NoSuchFileException(file.toString());
        }
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), password);
            X509Certificate certificate = onlyCertificate(file, store);
            if (!BINDING.fits(certificate)) {
                throw new IOException(file + ": logins cannot be bound to a certificate signed with "
                        + certificate.getSigAlgName() + "; make one with ECDSA or RSA");
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return new TlsDoor(TlsServer.with(context).binding(BINDING), CertificateVerifier.fingerprint(certificate));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new IOException(file + ": the keystore's password is another one", e);
            }
            throw e;
        }
    }

    private static X509Certificate onlyCertificate(Path file, KeyStore store) throws IOException, KeyStoreException {
        List<String> keys = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                keys.add(alias);
            }
        }
        if (keys.size() != 1 || !(store.getCertificate(keys.get(0)) instanceof X509Certificate certificate)) {
            // with two, which one a client sees would depend on the client
            throw new IOException(file + ": needs exactly one key with its certificate, has " + keys.size());
        }
        return certificate;
    }

    @Override
    public SecureSession enter(Transport wire, Watchdog watchdog) throws IOException {
        return server.watchdog(watchdog).accept(wire);
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }
}
