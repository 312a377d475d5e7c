package dev.framewire.framing;

import java.util.List;

/**
 * An array.
 *
 * @param values its values; copied, unmodifiable
 */
public record JsonArray(List<JsonValue> values) implements JsonValue {
    /** Copies the values. */
    public JsonArray {
        values = List.copyOf(values);
    }
}
