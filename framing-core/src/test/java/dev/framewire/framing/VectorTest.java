package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files beside SPEC.md: one stream each, and what a reader with the default limits makes of it. */
class VectorTest {
    static Stream<Path> vectors() throws IOException, URISyntaxException {
        Path folder = Path.of(VectorTest.class.getResource("/vectors").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void isReadAsItSays(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        int blank = lines.indexOf("");
        byte[] stream = HexFormat.of().parseHex(String.join("", lines.subList(blank + 1, lines.size())));
        List<String> expected =
                new ArrayList<>(Arrays.asList(value(lines, "expect").split(" then ")));
        List<String> frames = lines.stream()
                .filter(line -> line.startsWith("frame: "))
                .map(line -> line.substring(7).replace("\\t", "\t").replace("\\n", "\n"))
                .toList();

        List<String> outcome = new ArrayList<>();
        List<String> read = new ArrayList<>();
        FrameReader reader = new FrameReader(
                new ByteArrayInputStream(stream), format(value(lines, "format")), FrameLimits.defaults());
        while (true) {
            try {
                Frame frame = reader.next();
                if (frame == null) {
                    outcome.add("ok");
                    break;
                }
                String header = new String(frame.header().toByteArray(), StandardCharsets.UTF_8);
                byte[] body = frame.readBody(1 << 20);
                read.add((header.isEmpty() ? "-" : header) + " "
                        + (body.length == 0 ? "-" : HexFormat.of().formatHex(body)));
            } catch (FrameException e) {
                outcome.add(e.kind() + (e.recoverable() ? " recoverable" : ""));
                if (!e.recoverable()) {
                    break;
                }
            }
        }
        assertThat(outcome).isEqualTo(expected);
        if (!file.endsWith("largest_header.txt")) {
            assertThat(read).isEqualTo(frames);
        }
    }

    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + ": "))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 2);
    }

    private static FrameFormat format(String text) {
        String[] words = text.split(" ");
        return switch (words[0]) {
            case "native" -> FrameFormat.nativeFormat();
            case "python" -> FrameFormat.pythonMultiprocessing();
            case "carried-le" ->
                FrameFormat.headerCarried(ByteOrder.LITTLE_ENDIAN, Arrays.copyOfRange(words, 1, words.length))
                        .withSignedLength();
            default -> throw new IllegalArgumentException(text);
        };
    }
}
