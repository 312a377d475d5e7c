package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors of SPEC.md, which another program made. */
class VectorsTest {
    @TempDir
    Path folder;

    static Stream<Arguments> tree() throws IOException, URISyntaxException {
        Stream<Arguments> hashes =
                Stream.concat(tree("tree.txt", ContentCheck.SHA256), tree("tree-blake3.txt", ContentCheck.BLAKE3));
        return Stream.concat(hashes, tree("tree-crc-only.txt", ContentCheck.CRC_ONLY));
    }

    private static Stream<Arguments> tree(String name, ContentCheck check) throws IOException, URISyntaxException {
        return lines(name).stream().filter(line -> !line.startsWith("#")).map(line -> Arguments.of(check, line));
    }

    @ParameterizedTest
    @MethodSource("tree")
    void theTreeHasThatRoot(ContentCheck check, String line) {
        String[] fields = line.split(" ");
        byte[] content = new byte[Integer.parseInt(fields[0])];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i % 251);
        }
        Geometry geometry = Geometry.of(content.length).with(check);
        List<byte[]> chunks = new ArrayList<>();
        for (int i = 0; i < geometry.chunks(); i++) {
            chunks.add(ChunkHasher.of(geometry)
                    .begin(i)
                    .update(content, (int) geometry.offset(i), geometry.length(i))
                    .finish());
        }
        assertThat(HexFormat.of().formatHex(MerkleTree.root(geometry, chunks))).isEqualTo(fields[1]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whole",
                "torn-in-the-last-record",
                "cut-inside-a-length",
                "flipped-digest-bit",
                "sequence-gap",
                "zero-page-behind",
                "length-beyond-the-file",
                "no-header"
            })
    void theJournalIsBelievedThatFar(String name) throws IOException, URISyntaxException {
        List<String> lines = lines("journal-" + name + ".txt");
        int expected = Integer.parseInt(lines.get(1).substring("records: ".length()));
        Path file = folder.resolve("journal");
        Files.write(file, HexFormat.of().parseHex(lines.get(2).substring("bytes: ".length())));
        try (DiskFile open = Disk.local().open(file, Disk.Mode.READ)) {
            List<JournalRecord> records = Journal.read(open).records();
            assertThat(records).hasSize(expected);
            assertThat(PartialState.replay(records) == null).isEqualTo(name.equals("no-header"));
        }
    }

    private static List<String> lines(String name) throws IOException, URISyntaxException {
        return Files.readAllLines(Path.of(Objects.requireNonNull(VectorsTest.class.getResource("/vectors/" + name))
                .toURI()));
    }
}
