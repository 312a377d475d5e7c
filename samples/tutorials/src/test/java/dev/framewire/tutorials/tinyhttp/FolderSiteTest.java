package dev.framewire.tutorials.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderSiteTest {
    @TempDir
    Path scratch;

    private Path folder;

    @BeforeEach
    void fill() throws IOException {
        folder = Files.createDirectories(scratch.resolve("site"));
        Files.createDirectories(folder.resolve("photos"));
        Files.writeString(folder.resolve("index.html"), "home");
        Files.writeString(folder.resolve("photos").resolve("a b+照.png"), "picture");
        Files.writeString(folder.resolve(".key"), "secret");
        Files.createDirectory(folder.resolve(".git"));
        Files.writeString(folder.resolve(".git").resolve("config"), "secret");
        Files.writeString(scratch.resolve("outside"), "secret");
        Files.createSymbolicLink(folder.resolve("link"), scratch.resolve("outside"));
        Files.createSymbolicLink(folder.resolve("up"), scratch);
        Files.createSymbolicLink(folder.resolve("inside"), Path.of("index.html"));
    }

    private String get(String path) throws IOException {
        try (Site.Page page = new FolderSite(folder).find(path)) {
            return page == null
                    ? null
                    : page.type() + " " + page.length() + " "
                            + new String(page.body().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aFileIsFoundUnderItsPath() throws IOException {
        assertThat(get("/index.html")).isEqualTo("text/html 4 home");
        assertThat(get("/")).isEqualTo("text/html 4 home");
        assertThat(get("/index.html?x=../y")).isEqualTo("text/html 4 home");
        assertThat(get("/photos/a%20b+%E7%85%A7.png")).isEqualTo("image/png 7 picture");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../outside",
                "/photos/../../outside",
                "/%2e%2e/outside",
                "/..%2foutside",
                "/photos/..%2f..%2foutside",
                "//outside",
                "/./index.html",
                "/photos/../index.html",
                "/.key",
                "/.git/config",
                "/link",
                "/up/outside",
                "/inside",
                "/photos",
                "/photos/",
                "/missing",
                "/index.html/",
                "/index.html/x",
                "/%00",
                "/a%00b",
                "/%",
                "/%zz",
                "",
                "index.html/..",
                "http://127.0.0.1/index.html"
            })
    void whatIsNotAPlainFileInsideIsNotThere(String path) throws IOException {
        assertThat(get(path)).isNull();
    }

    @Test
    @NeedsTool("mkfifo")
    void aPipeIsNotWaitedFor() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(get("/pipe")).isNull();
    }

    @Test
    void aFolderThatIsALinkIsServedWhereItLeads() throws IOException {
        Path link = Files.createSymbolicLink(scratch.resolve("public"), folder);
        try (Site.Page page = new FolderSite(link).find("/index.html")) {
            assertThat(page.body().readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("home");
        }
    }

    @Test
    void aFolderThatIsNotThereIsSaidAtTheStart() {
        assertThatThrownBy(() -> new FolderSite(scratch.resolve("missing"))).isInstanceOf(NoSuchFileException.class);
    }
}
