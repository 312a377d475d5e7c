package dev.framewire.framing.testkit;

import dev.framewire.framing.FrameFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A vector: a stream, and what a receiver with the default limits finds in it. One scenario a file, named for it.
 *
 * <pre>
 *     # anything
 *     format: plain 4 big unsigned     # native where there is no such line; SPEC.md lists the others
 *     hex: 00000002 0000000000000000   # bytes in hex; blanks are ignored
 *     text: {}                         # no comment here: all up to the end of the line, as UTF-8
 *     fill: 3 61                       # a number of equal bytes
 *     expect: frame 0 2 3              # offset, bytes of header, bytes of body
 *     expect: end 17                   # or: error KIND STAGE OFFSET [recoverable]
 * </pre>
 */
public final class VectorFile {
    private final String name;
    private final FrameFormat format;
    private final byte[] bytes;
    private final List<Outcome> outcomes;

    private VectorFile(String name, FrameFormat format, byte[] bytes, List<Outcome> outcomes) {
        this.name = name;
        this.format = format;
        this.bytes = bytes;
        this.outcomes = outcomes;
    }

    /**
     * The vectors of the specification, which come with this kit.
     *
     * @return all of them, by name
     */
    public static List<VectorFile> bundled() {
        return resource("index")
                .lines()
                .filter(line -> !line.isBlank())
                .map(name -> parse(name, resource(name + ".vector")))
                .toList();
    }

    /**
     * Reads one vector file.
     *
     * @param file whose name, without its ending, becomes the name of the vector
     * @return the vector
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is not a vector file
     */
    public static VectorFile read(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        return parse(name.replaceFirst("\\.vector$", ""), Files.readString(file));
    }

    /**
     * Reads the text of a vector file.
     *
     * @param name of the vector
     * @param text of the file
     * @return the vector
     * @throws IllegalArgumentException if a line is not of the format
     */
    public static VectorFile parse(String name, String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Outcome> outcomes = new ArrayList<>();
        FrameFormat format = FrameFormat.nativeFormat();
        for (String line : text.split("\n", -1)) {
            int colon = line.indexOf(": ");
            String word = colon < 0 ? line : line.substring(0, colon);
            String rest = colon < 0 ? "" : line.substring(colon + 2);
            String value = rest.split("#", -1)[0].strip();
            switch (word.startsWith("#") ? "" : word) {
                case "" -> {}
                case "format" -> format = format(value);
                case "hex" -> bytes.writeBytes(HexFormat.of().parseHex(value.replace(" ", "")));
                case "text" -> bytes.writeBytes(rest.getBytes(StandardCharsets.UTF_8));
                case "fill" -> {
                    String[] words = value.split(" ", -1);
                    byte[] run = new byte[Integer.parseInt(words[0])];
                    Arrays.fill(run, (byte) Integer.parseInt(words[1], 16));
                    bytes.writeBytes(run);
                }
                case "expect" -> outcomes.add(Outcome.parse(value));
                default -> throw new IllegalArgumentException(name + ": not a line of a vector: " + line);
            }
        }
        return new VectorFile(name, format, bytes.toByteArray(), List.copyOf(outcomes));
    }

    private static FrameFormat format(String value) {
        String[] words = value.split(" ", -1);
        return switch (words[0]) {
            case "native" -> FrameFormat.nativeFormat();
            case "python" -> FrameFormat.pythonMultiprocessing();
            case "carried" ->
                signed(
                        FrameFormat.headerCarried(order(words[1]), Arrays.copyOfRange(words, 3, words.length)),
                        words[2]);
            case "plain" -> {
                FrameFormat format = signed(FrameFormat.plain(Integer.parseInt(words[1]), order(words[2])), words[3]);
                yield words.length > 4 ? format.withInclusiveLength() : format;
            }
            default -> throw new IllegalArgumentException("not a format: " + value);
        };
    }

    private static ByteOrder order(String word) {
        return word.equals("little") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    private static FrameFormat signed(FrameFormat format, String word) {
        return word.equals("signed") ? format.withSignedLength() : format;
    }

    /**
     * How the stream is cut into frames.
     *
     * @return the format
     */
    public FrameFormat format() {
        return format;
    }

    /**
     * What the scenario is called.
     *
     * @return the file's name without its ending
     */
    public String name() {
        return name;
    }

    /**
     * The stream.
     *
     * @return a new array
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * What a receiver has to find.
     *
     * @return frames and errors in their order
     */
    public List<Outcome> outcomes() {
        return outcomes;
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }

    private static String resource(String name) {
        try (InputStream in = VectorFile.class.getResourceAsStream("vectors/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no such vector: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
