package dev.framewire.framing;

/** One JSON value of a header: the rich view, for headers that are more than a few scalars. */
public sealed interface JsonValue permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {}
