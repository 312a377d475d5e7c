package dev.framewire.tutorials.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import dev.framewire.tutorials.Python;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StrftimeTest {
    private static final List<String> FLAGS = List.of("", "-", "_", "0", "^", "E", "O");

    @Test
    void aLonePercentSignStandsForItself() {
        ZonedDateTime time = ZonedDateTime.of(2026, 11, 21, 3, 4, 5, 0, ZoneId.of("UTC"));
        assertThat(Strftime.format("%", time)).isEqualTo("%");
        assertThat(Strftime.format("a%-", time)).isEqualTo("a%-");
        assertThat(Strftime.format("%Q%?", time)).isEqualTo("%Q%?");
        assertThat(Strftime.format("%999999999d", time)).isEqualTo("%999999999d");
    }

    @Test
    @NeedsTool("python3")
    void everyCodeIsWhatCPythonSays() throws IOException {
        Random random = new Random(42);
        List<long[]> epochs = new ArrayList<>();
        StringBuilder questions = new StringBuilder();
        List<String> ours = new ArrayList<>();
        List<String> formats = new ArrayList<>();
        String codes = "aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%";
        for (int i = 0; i < 60; i++) {
            long epoch = i == 0 ? 0 : random.nextLong(0, 4_000_000_000L);
            epochs.add(new long[] {epoch});
            ZonedDateTime time = Instant.ofEpochSecond(epoch).atZone(ZoneId.systemDefault());
            for (char code : codes.toCharArray()) {
                String flag = FLAGS.get(random.nextInt(FLAGS.size()));
                boolean numeric = "CdegGHIjklmMSuUVwWyY".indexOf(code) >= 0;
                // What a flag does to a code that has no number (or %E to one that has no alternative) differs between
                // C libraries.
                String format = numeric && !flag.equals("E") ? "%" + flag + code : "%" + code;
                formats.add(format);
                questions
                        .append("[")
                        .append(epoch)
                        .append(", \"")
                        .append(format)
                        .append("\"]\n");
                ours.add(Strftime.format(format, time).replace("\n", "\\n").replace("\t", "\\t"));
            }
        }
        List<String> theirs = Python.runWithInput(questions.toString(), "s11_strftime")
                .lines()
                .map(line -> line.substring(1, line.length() - 1))
                .toList();
        assertThat(ours).hasSameSizeAs(theirs);
        for (int i = 0; i < ours.size(); i++) {
            assertThat(ours.get(i))
                    .as("%s at %s", formats.get(i), epochs.get(i / codes.length())[0])
                    .isEqualTo(theirs.get(i));
        }
    }
}
