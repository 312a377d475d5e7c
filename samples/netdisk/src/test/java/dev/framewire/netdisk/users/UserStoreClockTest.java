package dev.framewire.netdisk.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time passes, and somebody sets the clock. */
class UserStoreClockTest {
    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir
    Path folder;

    private final SetClock clock = new SetClock();
    private UserStore store;

    @BeforeEach
    void openStore() throws IOException {
        store = open();
        store.add("lin", UserStoreTest.VERIFIER, User.DEFAULT_QUOTA);
    }

    private UserStore open() throws IOException {
        return UserStore.open(folder.resolve("users.xlsx"), clock, () -> {});
    }

    @Test
    void aTokenIsGoodUntilTheMomentItIsOver() throws IOException {
        String token = store.issueToken("lin", Duration.ofDays(30)).text();
        clock.move(Duration.ofDays(30).minusMillis(1));
        assertThat(store.accepts("lin", token)).isTrue();
        clock.move(Duration.ofMillis(1));
        assertThat(store.accepts("lin", token)).isFalse();
    }

    @Test
    void aClockThatJumpsForthAndBackLosesNoUserAndNoTokenButWhileItIsWrong() throws IOException {
        String token = store.issueToken("lin", Duration.ofDays(30)).text();
        clock.move(YEAR);
        assertThat(store.accepts("lin", token)).isFalse();
        store.loggedIn("lin");
        store.poll();
        clock.move(YEAR.negated());
        assertThat(store.accepts("lin", token)).isTrue();
        clock.move(YEAR.negated());
        assertThat(store.accepts("lin", token)).isTrue();
        assertThat(open().find("lin")).isPresent();
    }

    @Test
    void loginsReachTheFilesAlsoWhenTheClockWasSetBack() throws IOException {
        clock.move(YEAR.negated());
        store.loggedIn("lin");
        store.poll();
        assertThat(store.find("lin")).get().extracting(User::lastLoginMs).isEqualTo(clock.millis());
    }

    @Test
    void anOfficeProgramThatCrashedBeforeTheClockWasSetBackKeepsTheSheetFromNobody() throws IOException {
        Files.createFile(folder.resolve("~$users.xlsx"));
        clock.move(YEAR.negated());
        store.poll();
        assertThat(folder.resolve("users.xlsx")).exists();
    }

    @Test
    void oneTokenTooManyEndsTheOldestAndFirstThoseThatAreOver() throws IOException {
        store.add("mia", UserStoreTest.VERIFIER, User.DEFAULT_QUOTA);
        String ofMia = store.issueToken("mia", Duration.ofDays(1)).text();
        String shortLived = store.issueToken("lin", Duration.ofDays(40)).text();
        List<String> tokens = new ArrayList<>();
        for (int i = 1; i < UserStore.MAX_TOKENS_PER_USER; i++) {
            clock.move(Duration.ofMillis(1));
            tokens.add(store.issueToken("lin", Duration.ofDays(50)).text());
        }
        assertThat(tokens).allMatch(token -> store.accepts("lin", token));
        clock.move(Duration.ofDays(41));
        tokens.add(store.issueToken("lin", Duration.ofDays(50)).text());
        assertThat(store.accepts("lin", shortLived)).isFalse();
        assertThat(tokens).allMatch(token -> store.accepts("lin", token));
        tokens.add(store.issueToken("lin", Duration.ofDays(50)).text());
        assertThat(store.accepts("lin", tokens.remove(0))).isFalse();
        assertThat(tokens).allMatch(token -> store.accepts("lin", token));
        clock.move(Duration.ofDays(41).negated());
        assertThat(store.accepts("mia", ofMia)).isTrue();
    }
}
