package dev.framewire.auth;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** One test vector: lines {@code name: value} and comments behind {@code #}. Bytes are hex. */
final class VectorFile {
    private final String path;
    private final Map<String, String> values = new LinkedHashMap<>();

    private VectorFile(String path) {
        this.path = path;
    }

    /** Loads {@code vectors/<path>} from the test resources. */
    static VectorFile load(String path) {
        VectorFile vector = new VectorFile(path);
        try (InputStream in = VectorFile.class.getResourceAsStream("/vectors/" + path)) {
            if (in == null) {
                throw new IllegalArgumentException("no vector file " + path);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.split("\n", -1)) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                int colon = line.indexOf(':');
                vector.values.put(
                        line.substring(0, colon), line.substring(colon + 1).strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return vector;
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(path + " has no " + name);
        }
        return value;
    }

    byte[] hex(String name) {
        return HexFormat.of().parseHex(text(name));
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }
}
