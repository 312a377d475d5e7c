package dev.framewire.tutorials.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import dev.framewire.tutorials.Python;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressBarTest {
    @Test
    void aWorkOfNothingIsDone() {
        assertThat(ProgressBar.line(4, 0, 0)).isEqualTo("[####] 100%");
    }

    @Test
    void moreThanAllIsAllAndLessThanNothingIsNothing() {
        assertThat(ProgressBar.line(4, 9, 8)).isEqualTo("[####] 100%");
        assertThat(ProgressBar.line(4, -1, 8)).isEqualTo("[    ] 0%");
        assertThat(ProgressBar.line(4, Long.MAX_VALUE - 1, Long.MAX_VALUE)).startsWith("[####]");
    }

    @Test
    void whatLooksTheSameIsNotPrintedAgain() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ProgressBar bar = new ProgressBar(new PrintStream(out, true, StandardCharsets.UTF_8), 2, 1000);
        LongStream.rangeClosed(0, 1000).forEach(bar::show);
        assertThat(out.toString(StandardCharsets.UTF_8).split("\r", -1)).hasSize(102);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 50, 80})
    @NeedsTool("python3")
    void itLooksLikeTheOriginals(int width) throws IOException {
        Object[] arguments = LongStream.concat(LongStream.of(width, 997), LongStream.rangeClosed(0, 1000))
                .boxed()
                .toArray();
        StringBuilder ours = new StringBuilder();
        for (int i = 2; i < arguments.length; i++) {
            ours.append('\r').append(ProgressBar.line(width, (Long) arguments[i], 997));
        }
        assertThat(ours.toString()).isEqualTo(Python.run("s12_progress", arguments));
    }
}
