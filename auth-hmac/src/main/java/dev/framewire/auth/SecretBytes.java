package dev.framewire.auth;

/**
 * A secret that several objects share until one of them wipes it. Zeros are a secret that everybody knows: none of them
 * may go on with those. Thread-safe.
 */
final class SecretBytes {
    private final String name;
    private final byte[] bytes;
    private boolean wiped;

    /**
     * Keeps the array itself.
     *
     * @param name what the secret is called in a message
     */
    SecretBytes(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /**
     * A copy, for the caller to wipe. Whoever works with one finishes with it.
     *
     * @throws IllegalStateException if the secret was wiped
     */
    synchronized byte[] copy() {
        if (wiped) {
            throw new IllegalStateException(name + " was wiped");
        }
        return bytes.clone();
    }

    synchronized void wipe() {
        wiped = true;
        Secrets.wipe(bytes);
    }

    @Override
    public String toString() {
        return "SecretBytes[" + name + "]";
    }
}
