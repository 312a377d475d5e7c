package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.testtools.NeedsTool;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages and packs as a program in Python writes them from SPEC.md: they are understood, and written in the same bytes. */
class MessageVectorsTest {
    private static final List<byte[]> PACKED = List.of(
            "one".getBytes(StandardCharsets.US_ASCII), new byte[0], "123456789".getBytes(StandardCharsets.US_ASCII));

    static List<String> frames() throws IOException, URISyntaxException {
        Path file = Path.of(Objects.requireNonNull(MessageVectorsTest.class.getResource("/vectors/messages.txt"))
                .toURI());
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private static byte[] bytes(String name) throws IOException, URISyntaxException {
        String line = frames().stream()
                .filter(frame -> frame.startsWith(name + " "))
                .findFirst()
                .orElseThrow();
        return HexFormat.of().parseHex(line.substring(name.length() + 1));
    }

    private static Message read(byte[] bytes) throws IOException {
        Frame frame = Objects.requireNonNull(new FrameReader(new ByteArrayInputStream(bytes)).next());
        return MessageCodec.read(frame, new Buffers());
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aMessageIsReadAndWrittenAgain(String line) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(line.substring(line.indexOf(' ') + 1));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MessageCodec.write(read(bytes), new FrameWriter(out));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
        assertThat(out.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void aPackHasTheEntriesAndContentsThatWereMeant() throws IOException, URISyntaxException {
        assertThat(entries("pack-of-three-files", PackFormat.PLAIN))
                .extracting(PackEntry::mode)
                .containsExactly(-1, -1, -1);
        assertThat(entries("pack-by-blake3-with-modes", new PackFormat(ContentCheck.BLAKE3, true)))
                .extracting(PackEntry::mode)
                .containsExactly(0640, -1, 0755);
    }

    private static List<PackEntry> entries(String name, PackFormat format) throws IOException, URISyntaxException {
        Message.Pack pack = (Message.Pack) read(bytes(name));
        assertThat(pack.format()).isEqualTo(format);
        List<PackEntry> entries = PackCodec.decode(pack);
        assertThat(entries).extracting(PackEntry::path).containsExactly("a", "b/ä", "c");
        assertThat(entries).extracting(PackEntry::modifiedMillis).containsExactly(1_700_000_000_123L, -1L, -1L);
        byte[] contents = PackFiles.joined(PACKED);
        assertThat(PackCodec.encode(4, format, entries, contents).body()).isEqualTo(pack.body());
        byte[][] roots = SmallRoots.by(format.check()).of(contents, 0, new int[] {3, 0, 9});
        assertThat(entries).extracting(PackEntry::root).containsExactly(roots);
        return entries;
    }

    @Test
    void aListOfWantedFilesHasTheNamesThatWereMeant() throws IOException, URISyntaxException {
        assertThat(PackCodec.paths((Message.Want) read(bytes("want")))).containsExactly("a", "b/ä");
    }

    @NeedsTool("python3")
    @Test
    void theVectorsAreWhatThePythonProgramWrites() throws IOException, URISyntaxException {
        Process python = new ProcessBuilder(
                        "python3",
                        Path.of("src", "test", "python", "messages.py").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new ArrayList<>();
        new String(python.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .lines()
                .forEach(lines::add);
        assertThat(lines).isEqualTo(frames());
    }
}
