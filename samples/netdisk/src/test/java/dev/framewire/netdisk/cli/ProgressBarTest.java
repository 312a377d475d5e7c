package dev.framewire.netdisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressBarTest {
    private static final long MIB = 1 << 20;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long nowNanos = 1;

    private ProgressBar bar(int width, boolean unicode) {
        return bar(() -> width, unicode);
    }

    private ProgressBar bar(IntSupplier width, boolean unicode) {
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
                .filter(c -> c == '%')
                .count();

        assertThat(frames).isBetween(9L, 10L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 9, 10, 20, 30, 40, 60, 80, 200})
    void theLineFitsTheTerminal(int width) {
        for (String name : new String[] {"a", "照片".repeat(40), "x".repeat(300), "👨‍👩‍👧.png"}) {
            assertThat(ProgressBar.columns(bar(width, true).line(name, "", 10, 20, 100)))
                    .isLessThan(width);
        }
    }

    @Test
    void whereThereIsNoRoomWhatMattersLeastIsLeftOutAndNothingIsCutInTheMiddle() {
        ProgressBar wide = bar(80, false);
        wide.update("holidays.zip", "", 0, 0, 100 * MIB);
        nowNanos += 1_000_000_000L;
        wide.update("holidays.zip", "", 0, 10 * MIB, 100 * MIB);
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("10.0 MiB/100.0 MiB  10.0 MiB/s  00:09");
        for (String[] row : new String[][] {
            {"60", "holidays.zip  10% 10.0 MiB/100.0 MiB  10.0 MiB/s  00:09"},
            {"53", "holi….zip  10% 10.0 MiB/100.0 MiB  10.0 MiB/s  00:09"},
            {"40", "holidays.zip  10% 10.0 MiB/s  00:09"},
            {"24", "holidays.zip  10% 00:09"},
            {"20", "holi…zip  10% 00:09"},
            {"16", "holi….zip  10% "},
            {"6", "10%"},
            {"3", ""},
        }) {
            columns = Integer.parseInt(row[0]);
            ProgressBar bar = bar(() -> columns, false);
            bar.update("holidays.zip", "", 0, 0, 100 * MIB);
            nowNanos += 1_000_000_000L;
            bar.update("holidays.zip", "", 0, 10 * MIB, 100 * MIB);
            assertThat(bar.line("holidays.zip", "", 0, 10 * MIB, 100 * MIB))
                    .as("%s columns", row[0])
                    .isEqualTo(row[1]);
        }
    }

    private int columns = 80;

    private int frame(ProgressBar bar, long sent) {
        written.reset();
        nowNanos += 1_000_000_000L;
        bar.update("holidays.zip", "", 0, sent, 100 * MIB);
        String line = written.toString(StandardCharsets.UTF_8);
        // the cursor stands in the first cell, where a terminal that breaks the line leaves it
        assertThat(line).endsWith("\r");
        return ProgressBar.columns(line.replaceAll("\u001b\\[[?0-9]*[a-zA-Z]|\r", ""));
    }

    @Test
    void aWindowThatIsResizedIsMeasuredOnceAndWhatWasBrokenIsCleared() {
        AtomicInteger asked = new AtomicInteger();
        ProgressBar bar = bar(
                () -> {
                    asked.incrementAndGet();
                    return columns;
                },
                true);
        assertThat(frame(bar, MIB)).isEqualTo(79);
        columns = 60;
        assertThat(frame(bar, 2 * MIB)).isEqualTo(79); // nobody said so yet
        assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b[J");
        bar.resized();
        assertThat(frame(bar, 3 * MIB)).isLessThan(60);
        assertThat(written.toString(StandardCharsets.UTF_8)).startsWith("\r\u001b[J");
        assertThat(frame(bar, 4 * MIB)).isLessThan(60);
        assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b[J");
        assertThat(asked).hasValue(2);
        columns = 100;
        bar.resized();
        written.reset();
        bar.clear(); // the rests go with it
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("\r\u001b[J");
        assertThat(frame(bar, 5 * MIB)).isEqualTo(99);
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
