package dev.framewire.netdisk.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemotePathTest {
    @ParameterizedTest
    @MethodSource("dev.framewire.netdisk.wire.Attacks#paths")
    void anAttackIsRefused(String path) {
        assertThatThrownBy(() -> RemotePath.parse(path)).isInstanceOf(BadPathException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a/b/c.txt",
                "照片 2026/夏.jpg",
                "👨‍👩‍👧.png",
                "...a",
                ".hidden",
                "-rf",
                "a b",
                "xfer",
                ".xfer2",
                "COM10",
                "console",
                "null.txt",
                "what?.txt",
                "é"
            })
    void anOrdinaryNameIsFine(String path) throws BadPathException {
        assertThat(RemotePath.parse(path)).hasToString(path);
    }

    @ParameterizedTest
    @CsvSource({
        "'',a,a",
        "x/y,..,x",
        "x,../..,''",
        "x,/b,b",
        "x,./b//c/,x/b/c",
        "'',../../etc/passwd,etc/passwd",
        "x,'',x",
        "x,/,''",
        // decomposed as macOS and some keyboards write it; stored composed
        "'',e\u0301.txt,\u00e9.txt"
    })
    void whatTheUserTypesIsSeenFromTheFolder(String folder, String typed, String expected) throws BadPathException {
        assertThat(RemotePath.parse(folder).resolve(typed)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({"a,a,true", "a,a/b,true", "a,ab,false", "'',x,true", "a/b,a,false"})
    void aFolderContainsWhatIsBelow(String folder, String path, boolean contains) throws BadPathException {
        assertThat(RemotePath.parse(folder).contains(RemotePath.parse(path))).isEqualTo(contains);
    }

    @ParameterizedTest
    @CsvSource({"'',a,a", "x/y,a b,x/y/a b", "x,...a,x/...a", "x,e\u0301.txt,x/\u00e9.txt", "'',照片,照片"})
    void anEntryIsInItsFolder(String folder, String name, String expected) throws BadPathException {
        RemotePath entry = RemotePath.parse(folder).entry(name);

        assertThat(entry).hasToString(expected).isEqualTo(RemotePath.parse(expected));
        assertThat(entry.names()).isEqualTo(RemotePath.parse(expected).names());
        assertThat(entry.parent()).isEqualTo(RemotePath.parse(folder)).hasToString(folder);
    }

    @ParameterizedTest
    @MethodSource("dev.framewire.netdisk.wire.Attacks#paths")
    void anAttackIsNoEntry(String name) {
        if (!name.equals("e\u0301")) { // is composed
            assertThatThrownBy(() -> RemotePath.parse("a").entry(name)).isInstanceOf(BadPathException.class);
        }
        assertThatThrownBy(() -> RemotePath.parse("a").entry("")).isInstanceOf(BadPathException.class);
    }

    @Test
    void anEntryIsNeitherTooDeepNorTooLong() throws BadPathException {
        RemotePath deep = RemotePath.parse("a/".repeat(RemotePath.MAX_DEPTH - 1) + "a");
        RemotePath longest = RemotePath.parse(("照".repeat(85) + "/").repeat(8).substring(0, 86 * 8 - 1));

        assertThatThrownBy(() -> deep.entry("a")).isInstanceOf(BadPathException.class);
        assertThatThrownBy(() -> longest.entry("a")).isInstanceOf(BadPathException.class);
    }
}
