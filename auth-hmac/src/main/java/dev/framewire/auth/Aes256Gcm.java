package dev.framewire.auth;

import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;

/** AES-GCM of the JDK. */
final class Aes256Gcm {
    private static final String NAME = "AES/GCM/NoPadding";

    // Which of the providers has it is found once. Finding it takes as long as all the hashes of a handshake.
    private static final Provider PROVIDER = find();

    private Aes256Gcm() {}

    static Cipher newCipher() {
        try {
            return Cipher.getInstance(NAME, PROVIDER);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static Provider find() {
        try {
            return Cipher.getInstance(NAME).getProvider();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("this Java platform has no " + NAME, e);
    }
}
