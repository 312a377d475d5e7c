package dev.framewire.netdisk.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.netdisk.wire.Attacks;
import dev.framewire.netdisk.wire.Entry;
import dev.framewire.netdisk.wire.RemotePath;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server lists is where {@code get -r} writes. */
class ListingTest {
    private static final List<String> TOPS = List.of("", "a", "a/b/c");

    /** Those of the table, and as many below a folder that is fine. */
    static Stream<String> attacks() {
        return Stream.concat(
                Stream.of("", "/", "/x", "//x", "a/", "a//", "a//x", "/a/x"),
                Attacks.paths().flatMap(path -> Stream.of(path, "fine/" + path, path + "/fine")));
    }

    private static Entry entry(String path) {
        return new Entry(path, false, 1, 2);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void noPathOfTheTableIsTaken(String path) throws Exception {
        for (String top : TOPS) {
            for (boolean recursive : new boolean[] {true, false}) {
                Listing listing = new Listing(RemotePath.parse(top), recursive);
                for (int i = 0; i < 2; i++) { // what is remembered of one does not let the next one through
                    assertThatThrownBy(() -> listing.add(entry(path)))
                            .as("'%s' in '%s'", path, top)
                            .isInstanceOf(IOException.class);
                }
                assertThat(listing.all()).isEmpty();
            }
        }
    }

    @Test
    void eachIsWhereItIsInTheHome() throws Exception {
        for (String top : TOPS) {
            Listing listing = new Listing(RemotePath.parse(top), true);
            for (String path : List.of("b", "b/c", "b/c/d e", "名/照片 1.jpg", "b/x", "z")) {
                listing.add(entry(path));
                Listed last = listing.all().get(listing.all().size() - 1);
                assertThat(last.entry()).isEqualTo(entry(path));
                assertThat(last.path()).isEqualTo(RemotePath.parse(top).child(path));
                assertThat(last.path().names())
                        .isEqualTo(RemotePath.parse(top).child(path).names());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"b/c", "b/c/d"})
    void whatIsFurtherBelowIsNotTakenOfOneFolder(String path) {
        assertThatThrownBy(() -> new Listing(RemotePath.HOME, false).add(entry(path)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aPathThatIsTooLongOrTooDeepIsNotTaken() throws Exception {
        RemotePath top = RemotePath.parse("t");
        Listing listing = new Listing(top, true);
        String deep = "d/".repeat(RemotePath.MAX_DEPTH - 2) + "d";
        listing.add(entry(deep));
        assertThatThrownBy(() -> listing.add(entry(deep + "/d"))).isInstanceOf(IOException.class);
        String longest = ("n".repeat(200) + "/").repeat(10) + "n".repeat(RemotePath.MAX_PATH_BYTES - 2 - 2010);
        listing.add(entry(longest));
        assertThatThrownBy(() -> listing.add(entry(longest + "n"))).isInstanceOf(IOException.class);
        assertThat(listing.all()).hasSize(2);
    }
}
