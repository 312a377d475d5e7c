package dev.framewire.netdisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class PingsTest {
    private final ReentrantLock connection = new ReentrantLock();
    private final SetMinutes minutes = new SetMinutes();
    private int sent;
    private int lost;

    /** Remembers what is to be done each minute, and does it when a minute has passed. */
    private static final class SetMinutes extends ScheduledThreadPoolExecutor {
        private Runnable task = () -> {};

        SetMinutes() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long first, long delay, TimeUnit unit) {
            assertThat(unit.toSeconds(first)).isEqualTo(60);
            assertThat(unit.toSeconds(delay)).isEqualTo(60);
            task = command;
            return super.scheduleWithFixedDelay(() -> {}, 1, 1, TimeUnit.HOURS);
        }

        void pass() {
            task.run();
        }
    }

    @Test
    void aPingLeavesEachMinute() {
        try (Pings pings = new Pings(connection, () -> sent++, () -> lost++, minutes)) {
            pings.begin();
            assertThat(sent).isZero();
            minutes.pass();
            minutes.pass();
        }
        assertThat(sent).isEqualTo(2);
        assertThat(lost).isZero();
        assertThat(connection.isLocked()).isFalse();
        assertThat(minutes.isShutdown()).isTrue();
    }

    @Test
    void whileACommandUsesTheConnectionThereIsNone() throws InterruptedException {
        try (Pings pings = new Pings(connection, () -> sent++, () -> lost++, minutes)) {
            pings.begin();
            Thread command = new Thread(connection::lock); // and never lets go
            command.start();
            command.join();
            minutes.pass();
        }
        assertThat(sent).isZero();
        assertThat(lost).isZero();
    }

    @Test
    void oneThatFailsGivesTheConnectionUpAndLetsItGo() {
        Pings.Ping failing = () -> {
            sent++;
            throw new IOException("of the test");
        };
        try (Pings pings = new Pings(connection, failing, () -> lost++, minutes)) {
            pings.begin();
            minutes.pass();
        }
        assertThat(sent).isOne();
        assertThat(lost).isOne();
        assertThat(connection.isLocked()).isFalse();
    }
}
