package dev.framewire.framing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An object.
 *
 * @param members its members in their order; copied, unmodifiable
 */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {
    /** Copies the members. */
    public JsonObject {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /**
     * The member of that name.
     *
     * @param name a name
     * @return its value, if there is such a member
     */
    public Optional<JsonValue> get(String name) {
        return Optional.ofNullable(members.get(name));
    }
}
