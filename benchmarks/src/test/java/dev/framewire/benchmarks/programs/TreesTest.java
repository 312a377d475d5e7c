package dev.framewire.benchmarks.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.benchmarks.process.Leftovers;
import dev.framewire.benchmarks.process.Room;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {
    private static final int SIZE = (1 << 20) + 17;

    @TempDir
    Path folder;

    private final Path one() throws IOException {
        Path file = folder.resolve("one");
        Trees.fill(file, SIZE, 1);
        return file;
    }

    @Test
    void content_is_the_same_in_every_run() throws IOException {
        Path again = folder.resolve("again");
        Trees.fill(again, SIZE, 1);
        Trees.compare(one(), again);
        assertThat(again).hasSize(SIZE);
    }

    @Test
    void a_byte_that_differs_is_found() throws IOException {
        Path one = one();
        byte[] bytes = Files.readAllBytes(one);
        bytes[SIZE - 1]++;
        Path other = Files.write(folder.resolve("other"), bytes);
        assertThatThrownBy(() -> Trees.compare(one, other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("differs at byte " + (SIZE - 1));
    }

    @Test
    void a_file_that_is_longer_or_missing_is_found() throws IOException {
        Path one = one();
        Path half = folder.resolve("half");
        Trees.copyHalf(one, half);
        assertThat(half).hasSize(SIZE / 2);
        assertThatThrownBy(() -> Trees.compare(one, half)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Trees.compare(half, one)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Trees.compare(one, folder.resolve("nothing"))).hasMessageContaining("did not arrive");
    }

    @Test
    void trees_are_compared_with_everything_in_them() throws IOException {
        Path tree = folder.resolve("tree");
        Trees.fillTree(tree, 250, 100, 2);
        Path copy = folder.resolve("copy");
        Trees.copy(tree, copy);
        assertThatCode(() -> Trees.compare(tree, copy)).doesNotThrowAnyException();
        Files.delete(copy.resolve("d002/f00249"));
        assertThatThrownBy(() -> Trees.compare(tree, copy)).hasMessageContaining("f00249");
    }

    @Test
    void a_tree_can_have_second_names_and_losing_them_costs_nothing() throws IOException {
        Path tree = folder.resolve("tree");
        Trees.fillTree(tree, 150, 100, 2);
        Path linked = folder.resolve("linked");
        Trees.link(tree, linked);
        Trees.compare(tree, linked);
        Leftovers.remove(linked);
        assertThat(tree.resolve("d001/f00149")).exists();
        Trees.link(tree.resolve("d001/f00149"), linked);
        assertThat(Files.isSameFile(tree.resolve("d001/f00149"), linked)).isTrue();
    }

    @Test
    void what_does_not_fit_is_said_before_anything_is_written() {
        assertThatCode(() -> Room.require(folder, 1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Room.require(folder, Long.MAX_VALUE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("needs")
                .hasMessageContaining("are free");
    }

    @Test
    void one_piece_in_a_hundred_is_changed() throws IOException {
        Path changed = folder.resolve("changed");
        Trees.change(one(), changed, 5_000);
        byte[] before = Files.readAllBytes(one());
        byte[] after = Files.readAllBytes(changed);
        int differences = 0;
        for (int i = 0; i < SIZE; i++) {
            differences += before[i] == after[i] ? 0 : 1;
        }
        assertThat(differences).isEqualTo(3);
    }

    @Test
    void a_missing_program_is_named_with_its_package() {
        assertThatThrownBy(() -> new Tool("no-such-program", "some-package").path())
                .hasMessageContaining("apt-get install")
                .hasMessageContaining("some-package");
    }
}
