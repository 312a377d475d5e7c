package dev.framewire.framing;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * The only class that knows Jackson: the rich view of a header that {@link HeaderScanner} has accepted, and back.
 * Jackson's buffers are not pooled, since its default pool is shared by the whole process.
 */
final class JacksonJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(FrameFormat.MAX_HEADER_BYTES)
                    .build())
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .disable(
                    TokenStreamFactory.Feature
                            .CANONICALIZE_PROPERTY_NAMES) // a table of peers' names, for the whole process
            .build();

    private JacksonJson() {}

    static JsonObject parse(byte[] utf8, int offset, int length) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), utf8, offset, length)) {
            parser.nextToken();
            return object(parser);
        } catch (JacksonException e) {
            throw new IllegalStateException("Jackson refuses what our scanner accepted", e);
        }
    }

    private static JsonObject object(JsonParser parser) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            members.put(name, value(parser, parser.nextToken()));
        }
        return new JsonObject(members);
    }

    private static JsonValue value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<JsonValue> values = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    values.add(value(parser, next));
                }
                yield new JsonArray(values);
            }
            case VALUE_STRING -> new JsonString(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getDecimalValue());
            case VALUE_TRUE -> new JsonBoolean(true);
            case VALUE_FALSE -> new JsonBoolean(false);
            case VALUE_NULL -> new JsonNull();
            default -> throw new IllegalStateException("Jackson gives " + token + " where our scanner saw a value");
        };
    }

    static byte[] write(JsonValue value) {
        requireDepth(value, FrameLimits.DEEPEST - 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            write(value, generator);
        }
        return out.toByteArray();
    }

    /** Before the way down into a deeper one ends the stack. */
    private static void requireDepth(JsonValue value, int levels) {
        boolean nested = value instanceof JsonObject || value instanceof JsonArray;
        if (nested && levels == 0) {
            throw new IllegalArgumentException("a value of more than " + (FrameLimits.DEEPEST - 1) + " levels");
        }
        if (value instanceof JsonObject object) {
            object.members().values().forEach(member -> requireDepth(member, levels - 1));
        } else if (value instanceof JsonArray array) {
            array.values().forEach(element -> requireDepth(element, levels - 1));
        }
    }

    private static void write(JsonValue value, JsonGenerator generator) {
        if (value instanceof JsonObject object) {
            generator.writeStartObject();
            object.members().forEach((name, member) -> {
                requireWhole(name);
                generator.writeName(name);
                write(member, generator);
            });
            generator.writeEndObject();
        } else if (value instanceof JsonArray array) {
            generator.writeStartArray();
            array.values().forEach(element -> write(element, generator));
            generator.writeEndArray();
        } else if (value instanceof JsonString string) {
            requireWhole(string.value());
            generator.writeString(string.value());
        } else if (value instanceof JsonNumber number) {
            generator.writeNumber(number.value());
        } else if (value instanceof JsonBoolean bool) {
            generator.writeBoolean(bool.value());
        } else {
            generator.writeNull();
        }
    }

    /** Refuses lone surrogates, which no receiver may accept: for some of them Jackson writes something else. */
    private static void requireWhole(String text) {
        HeaderKey.encode(text);
    }
}
