package dev.framewire.framing;

import java.math.BigDecimal;

/**
 * A number.
 *
 * @param value exactly as it was written
 */
public record JsonNumber(BigDecimal value) implements JsonValue {
    /**
     * A whole number.
     *
     * @param value any long
     * @return the number
     */
    public static JsonNumber of(long value) {
        return new JsonNumber(BigDecimal.valueOf(value));
    }
}
