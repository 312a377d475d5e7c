package dev.framewire.benchmarks.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.benchmarks.programs.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginePairTest {
    private static final int BYTES = 8 << 20;
    /** Enough to be broken off half-way. */
    private static final int LARGE_BYTES = 128 << 20;

    @TempDir
    Path folder;

    @Test
    void a_warm_pair_puts_gets_goes_on_and_says_what_failed() throws IOException {
        Path classes = Path.of(System.getProperty("java.class.path"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path source = folder.resolve("source");
        Trees.fill(source, BYTES, 1);
        try (EnginePair pair = new EnginePair(folder.resolve("pair"), classes, java, List.of("-Xmx64m"), 1 << 16)) {
            assertThat(pair.ask("put", pair.port(), source, "a").sent()).isEqualTo(BYTES);
            Trees.compare(source, pair.home().resolve("a"));

            Path back = folder.resolve("pair/client/back");
            assertThat(pair.ask("get", pair.port(), "a", back).sent()).isEqualTo(BYTES);
            Trees.compare(source, back);

            assertThat(pair.ask("blake3-put", pair.port(), source, "blake3").sent())
                    .isEqualTo(BYTES);
            Trees.compare(source, pair.home().resolve("blake3"));
            Path blake3 = folder.resolve("pair/client/blake3");
            pair.ask("blake3-get", pair.port(), "blake3", blake3);
            Trees.compare(source, blake3);

            for (int i = 0; i < 2; i++) {
                assertThat(pair.ask("known-put", pair.port(), source, "known").sent())
                        .isEqualTo(BYTES);
                Trees.compare(source, pair.home().resolve("known"));
                Files.delete(pair.home().resolve("known"));
                Path known = folder.resolve("pair/client/known");
                pair.ask("blake3-get", pair.port(), EngineServer.REMEMBERED + "a", known);
                Trees.compare(source, known);
                Files.delete(known);
            }

            Path large = folder.resolve("large");
            Trees.fill(large, LARGE_BYTES, 3);
            for (String again : List.of("blake3-put", "first-put")) {
                pair.ask("half-put", pair.port(), large, "c");
                EnginePair.Answer rest = pair.ask(again, pair.port(), large, "c");
                assertThat(rest.reused()).as("%s goes on", again).isPositive();
                Trees.compare(large, pair.home().resolve("c"));
                Files.delete(pair.home().resolve("c"));
            }

            assertThat(pair.ask("many", pair.port(), source, "b", 3).sent()).isEqualTo(3.0 * BYTES);
            Trees.compare(source, pair.home().resolve("b2"));

            Path tree = folder.resolve("tree");
            Trees.fillTree(tree, 20, 1000, 2);
            Trees.folders(tree, pair.home().resolve("t"));
            pair.ask("put-tree", pair.port(), tree, "t");
            Trees.compare(tree, pair.home().resolve("t"));

            assertThatThrownBy(() -> pair.ask("get", pair.port(), "nothing", back))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("failed");
            assertThatThrownBy(() -> pair.ask("dance", pair.port(), "a", "b")).hasMessageContaining("unknown: dance");
        }
        assertThat(Files.exists(folder.resolve("pair/home/a"))).isTrue();
    }
}
