package dev.framewire.tutorials.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.tutorials.program.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LandingTest {
    @TempDir
    Path scratch;

    private Landing landing() throws IOException {
        return new Landing(scratch.resolve("in"), 1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../x",
                "/etc/passwd",
                "a/b",
                "a\\b",
                "..\\x",
                ".ssh",
                "a\nb",
                "a\0b",
                "a\u001b[2Jb",
                "a/",
                "/",
                "\u0085"
            })
    void aNameThatIsNotPlainIsRefused(String name) throws IOException {
        Landing landing = landing();
        assertThatThrownBy(() -> landing.begin(name, 1))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("refused");
        assertThat(scratch.resolve("in")).isEmptyDirectory();
    }

    @Test
    void aNameThatIsTooLongIsRefused() throws IOException {
        Landing landing = landing();
        assertThatThrownBy(() -> landing.begin("照".repeat(86), 1)).isInstanceOf(Refusal.class);
    }

    @Test
    void aFileIsThereOnlyWhenItIsWhole() throws IOException {
        Path target = scratch.resolve("in").resolve("照片.jpg");
        try (Arrival arrival = landing().begin("照片.jpg", 3)) {
            arrival.readFrom(new ByteArrayInputStream(new byte[] {1, 2, 3, 4}));
            assertThat(target).doesNotExist();
            arrival.complete();
        }
        assertThat(target).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(Files.list(target.getParent())).hasSize(1);
    }

    @Test
    void aCutFileLeavesTheOldOne() throws IOException {
        Landing landing = landing();
        Path old = Files.writeString(scratch.resolve("in").resolve("a"), "old");
        assertThatThrownBy(() -> {
                    try (Arrival arrival = landing.begin("a", 3)) {
                        arrival.readFrom(new ByteArrayInputStream(new byte[2]));
                    }
                })
                .hasMessageContaining("Truncated upload: 2 of 3 bytes");
        assertThat(old).hasContent("old");
        assertThat(Files.list(old.getParent())).hasSize(1);
    }

    @Test
    void aLinkIsReplacedAndNotFollowed() throws IOException {
        Landing landing = landing();
        Path outside = Files.writeString(scratch.resolve("outside"), "mine");
        Path link = Files.createSymbolicLink(scratch.resolve("in").resolve("a"), outside);
        try (Arrival arrival = landing.begin("a", 1)) {
            arrival.readFrom(new ByteArrayInputStream(new byte[] {'x'}));
            arrival.complete();
        }
        assertThat(outside).hasContent("mine");
        assertThat(link).isRegularFile().hasContent("x");
        assertThat(Files.isSymbolicLink(link)).isFalse();
    }

    @Test
    void aFolderIsNotReplaced() throws IOException {
        Landing landing = landing();
        Files.createDirectory(scratch.resolve("in").resolve("a"));
        try (Arrival arrival = landing.begin("a", 0)) {
            assertThatThrownBy(arrival::complete).isInstanceOf(Refusal.class);
        }
    }

    @Test
    void aSizeOutsideTheLimitIsRefused() throws IOException {
        Landing landing = landing();
        assertThatThrownBy(() -> landing.begin("a", -1)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> landing.begin("a", 1001)).isInstanceOf(Refusal.class);
        landing.begin("a", 1000).close();
    }
}
