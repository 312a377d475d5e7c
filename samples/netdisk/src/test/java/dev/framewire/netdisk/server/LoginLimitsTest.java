package dev.framewire.netdisk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginLimitsTest {
    private final LoginLimits limits =
            new LoginLimits(limit(10), limit(20), limit(10)); // the clock stands still: nothing is won by waiting

    private static AttemptLimit limit(int burst) {
        return new AttemptLimit(burst, Duration.ofSeconds(5), () -> 0);
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByName("192.0.2." + last);
        } catch (UnknownHostException e) {
            throw new AssertionError("a literal address", e);
        }
    }

    @Test
    void whoHasAnAccountGainsNoGuessesAtAnotherOneByLoggingIn() {
        int guesses = 0;
        for (int i = 0; i < 100; i++) {
            if (limits.tryPassword(address(1), "eve")) {
                limits.passedPassword(address(1), "eve");
            }
            guesses += limits.tryPassword(address(1), "lin") ? 1 : 0;
        }
        assertThat(guesses).isEqualTo(10);
    }

    @Test
    void manySourcesTogetherGuessAtOneUserNoMoreThanTwentyTimes() {
        int guesses = 0;
        for (int i = 0; i < 200; i++) {
            guesses += limits.tryPassword(address(i), "lin") ? 1 : 0;
        }
        assertThat(guesses).isEqualTo(20);
    }

    @Test
    void strangersWhoGuessDoNotKeepTheUserOutWhoWasHereBefore() {
        assertThat(limits.tryPassword(address(1), "lin")).isTrue();
        limits.passedPassword(address(1), "lin");
        assertThat(limits.tryToken(address(2))).isTrue();
        limits.passedToken(address(2), "lin");
        for (int i = 10; i < 200; i++) {
            limits.tryPassword(address(i), "lin");
        }
        assertThat(limits.tryPassword(address(3), "lin")).isFalse();
        assertThat(limits.tryPassword(address(1), "lin")).isTrue();
        assertThat(limits.tryPassword(address(2), "lin")).isTrue();
        assertThat(limits.tryToken(address(3))).isTrue();
    }

    @Test
    void aTryThatTheUsersLimitRefusedCostsTheSourceNothing() {
        for (int i = 10; i < 30; i++) {
            limits.tryPassword(address(i), "lin");
        }
        for (int i = 0; i < 50; i++) {
            assertThat(limits.tryPassword(address(1), "lin")).isFalse();
        }
        assertThat(limits.tryPassword(address(1), "mia")).isTrue();
    }
}
