package dev.framewire.framing;

/**
 * True or false.
 *
 * @param value which
 */
public record JsonBoolean(boolean value) implements JsonValue {}
