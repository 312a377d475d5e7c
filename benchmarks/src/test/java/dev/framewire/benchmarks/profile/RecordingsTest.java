package dev.framewire.benchmarks.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.benchmarks.contest.Contest;
import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.limits.LimitWorker;
import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.programs.Trees;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingsTest {
    private static final int BYTES = 64 << 20;

    @TempDir
    Path folder;

    private static final Contestant NOTHING = new Contestant() {
        @Override
        public String name() {
            return "nothing";
        }

        @Override
        public double run() {
            return 0;
        }
    };

    @Test
    void a_lambda_is_named_for_the_class_that_wrote_it() {
        assertThat(Recordings.method("a.B$$Lambda.0x000000000c0c0ab0", "accept"))
                .isEqualTo("a.B$$Lambda.accept");
        assertThat(Recordings.method("a.B$$Lambda$14.1965237677", "accept")).isEqualTo("a.B$$Lambda.accept");
        assertThat(Recordings.method("a.B", "c")).isEqualTo("a.B.c");
    }

    @Test
    void a_JVM_that_hashes_is_seen_hashing_and_only_while_its_contestant_runs()
            throws IOException, InterruptedException {
        Recordings recordings = new Recordings(Files.createDirectories(folder.resolve("recordings")));
        Files.createFile(recordings.file(1)); // as a JVM leaves it that is killed
        Path file = folder.resolve("file");
        Trees.fill(file, BYTES, 1);
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        words.addAll(recordings.options(Runtime.version().feature()));
        // JDK 17 cannot walk the stack of a sample inside the intrinsic: of a quick machine it would see nothing at all
        words.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-UseSHA256Intrinsics"));
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), LimitWorker.class.getName()));
        Process process = Command.in(folder).start(words);
        BufferedReader answers =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Contestant hashing = new Contestant() {
            @Override
            public String name() {
                return "hashing";
            }

            @Override
            public double run() throws IOException {
                Command.tell(process, "pass\tsha256\t" + file);
                return Double.parseDouble(
                        Command.line(answers, "ok .*").orElseThrow().substring("ok ".length()));
            }
        };
        List<Recorded> contestants = List.of(new Recorded(hashing), new Recorded(NOTHING));
        new Contest(contestants, note -> {}, Duration.ZERO).run(1);
        process.getOutputStream().close();
        assertThat(process.waitFor()).isZero();

        String report = recordings.report(contestants);
        assertThat(report)
                .contains("hashing: ", "LimitWorker, ", " %  hashing", " < EndWork", "nothing: 0.00 ns, mean of 1");
        assertThat(report.substring(report.indexOf("nothing: "))).doesNotContain("LimitWorker, ");
    }
}
