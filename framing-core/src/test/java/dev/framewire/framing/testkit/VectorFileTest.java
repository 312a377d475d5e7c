package dev.framewire.framing.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.framewire.framing.FrameFormat;
import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorFileTest {
    private static final Path FOLDER = Path.of("src/test/resources/vectors");

    static List<VectorFile> vectors() {
        return VectorFile.bundled();
    }

    static List<VectorFile> nativeVectors() {
        return vectors().stream()
                .filter(vector -> vector.format().equals(FrameFormat.nativeFormat()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("nativeVectors")
    void the_oracle_finds_what_the_vector_says(VectorFile vector) {
        assertThat(NaiveDecoder.decode(vector.bytes())).isEqualTo(vector.outcomes());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void the_event_machine_finds_what_the_vector_says(VectorFile vector) {
        byte[] stream = vector.bytes();
        int most = Math.max(1, 2 * Math.min(stream.length, 300));
        for (int pieceBytes = 1; pieceBytes <= most; pieceBytes++) {
            Receivers.assertSame(
                    Receivers.decoder(vector.format(), stream, pieceBytes, pieceBytes % 2 == 0), vector.outcomes());
        }
        Receivers.assertSame(Receivers.decoder(vector.format(), stream, 1 << 20, false), vector.outcomes());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void the_reader_finds_what_the_vector_says_however_it_arrives(VectorFile vector) {
        byte[] stream = vector.bytes();
        Stream<Delivery> deliveries = stream.length <= Deliveries.MAX_BYTES_FOR_PAIRS
                ? Deliveries.all(stream.length)
                : Stream.concat(
                        Stream.of(
                                Delivery.whole(),
                                Delivery.half(),
                                Delivery.drip().nothingAvailable()),
                        Deliveries.random(0, 20, stream.length));
        Deliveries.check(
                deliveries,
                delivery -> Receivers.assertSame(
                        Receivers.reader(vector.format(), stream, delivery.over(stream)), vector.outcomes()));
        Deliveries.check(
                Stream.of(Delivery.drip(), Delivery.half()),
                delivery -> Receivers.assertSame(
                        Receivers.reader(
                                vector.format(), stream, Channels.newInputStream(delivery.channelOver(stream))),
                        vector.outcomes()));
    }

    @Test
    void the_index_names_every_file() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> names = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".vector"))
                    .map(name -> name.replace(".vector", ""))
                    .sorted()
                    .toList();
            assertThat(Files.readAllLines(FOLDER.resolve("index"))).isEqualTo(names);
        }
    }

    @Test
    @NeedsTool("python3")
    void a_python_decoder_written_from_the_specification_finds_the_same() throws Exception {
        Process python = new ProcessBuilder(
                        "python3", FOLDER.resolve("check_vectors.py").toString())
                .redirectErrorStream(true)
                .start();
        python.getOutputStream().close();
        String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(printed).isZero();
        assertThat(printed).contains(vectors().size() + " vectors hold, 0 do not");
    }

    @Test
    void refuses_a_line_that_is_none() {
        assertThatIllegalArgumentException().isThrownBy(() -> VectorFile.parse("x", "hexx: 00"));
        assertThatIllegalArgumentException().isThrownBy(() -> VectorFile.parse("x", "expect: frame 1"));
        assertThat(VectorFile.parse("x", "# a\nhex: 0001 # b\ntext: # c\nfill: 2 ff")
                        .bytes())
                .containsExactly(0, 1, '#', ' ', 'c', -1, -1);
    }
}
