package dev.framewire.netdisk.client;

/** A line of the user's config file says nothing that there is. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    ConfigException(String message) {
        super(message);
    }
}
