package dev.framewire.netdisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressBarTest {
    private static final long MIB = 1 << 20;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long nowNanos = 1;

    private ProgressBar bar(int width, boolean unicode) {
        return new ProgressBar(new PrintStream(written, true, StandardCharsets.UTF_8), width, unicode, () -> nowNanos);
    }

    @Test
    void whatWasThereCountsInThePercentageAndNotInTheSpeed() {
        ProgressBar bar = bar(80, false);
        bar.update("a", "", 50 * MIB, 0, 100 * MIB);
        nowNanos += 1_000_000_000L;
        bar.update("a", "", 50 * MIB, 10 * MIB, 100 * MIB);

        assertThat(bar.rate()).isEqualTo(10 * MIB);
        assertThat(bar.line("a", "", 50 * MIB, 10 * MIB, 100 * MIB))
                .startsWith("a  60% [=====")
                .contains("=##")
                .endsWith("60.0 MiB/100.0 MiB  10.0 MiB/s  00:04");
    }

    @Test
    void noMoreThanTenFramesASecond() {
        ProgressBar bar = bar(80, true);
        for (int i = 0; i < 1000; i++) {
            bar.update("a", "", 0, i, 1000);
            nowNanos += 1_000_000; // a millisecond
        }
        long frames = written.toString(StandardCharsets.UTF_8)
                .chars()
                .filter(c -> c == '\r')
                .count();

        assertThat(frames).isBetween(9L, 10L);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 80, 200})
    void theLineFitsTheTerminal(int width) {
        for (String name : new String[] {"a", "照片".repeat(40), "x".repeat(300), "👨‍👩‍👧.png"}) {
            assertThat(ProgressBar.columns(bar(width, true).line(name, "", 10, 20, 100)))
                    .isLessThan(width);
        }
    }

    @Test
    void anEmptyFileIsDone() {
        assertThat(bar(80, true).line("a", "", 0, 0, 0)).contains("100%");
    }

    @Test
    void aPhaseStandsInPlaceOfTheSpeed() {
        assertThat(bar(80, true).line("a", "verifying", 0, 0, 100)).endsWith("verifying");
    }

    @Test
    void chineseTakesTwoCellsAndACombiningSignNone() {
        assertThat(ProgressBar.columns("照片")).isEqualTo(4);
        assertThat(ProgressBar.columns("e\u0301")).isEqualTo(1);
    }
}
