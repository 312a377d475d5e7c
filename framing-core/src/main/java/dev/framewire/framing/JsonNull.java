package dev.framewire.framing;

/** The value {@code null}. */
public record JsonNull() implements JsonValue {}
