package dev.framewire.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanTest {
    /** {@code …jmh_generated.SplitBenchmark_framewire_jmhTest} */
    private static final Pattern GENERATED = Pattern.compile("jmh_generated\\.(\\w+)_(\\w+)_jmhTest");

    private static final List<Jdk> JDKS =
            List.of(new Jdk(17, Path.of("/jdk17"), "17"), new Jdk(25, Path.of("/jdk25"), "25"));

    @ParameterizedTest
    @EnumSource
    void every_id_is_unique_and_every_figure_and_curve_has_its_measurement(Options.Size size) {
        Plan plan = Plan.of(size, JDKS);
        Set<String> ids = new HashSet<>();
        plan.measurements().forEach(m -> assertThat(ids.add(m.id())).as(m.id()).isTrue());
        plan.figures().forEach(f -> assertThat(ids).as(f.text()).contains(f.measurement()));
        plan.curves().forEach(c -> assertThat(ids).as(c.title()).contains(c.measurement()));
    }

    @Test
    void the_short_run_and_the_guard_take_no_longer_than_they_say() {
        assertThat(seconds(Options.Size.SHORT)).isLessThanOrEqualTo(60L * Options.SHORT_MINUTES);
        assertThat(seconds(Options.Size.GUARD)).isLessThanOrEqualTo(60L * Options.GUARD_MINUTES);
        assertThat(seconds(Options.Size.FULL)).isGreaterThan(3600);
    }

    @Test
    void fewer_rounds_take_less_time_and_never_more_of_them() {
        for (Measurement measurement : Plan.of(Options.Size.FULL, JDKS).measurements()) {
            assertThat(measurement.limitedTo(1).seconds())
                    .as(measurement.id())
                    .isPositive()
                    .isLessThanOrEqualTo(measurement.seconds());
            assertThat(measurement.limitedTo(100).seconds()).isEqualTo(measurement.seconds());
            assertThat(measurement.limitedTo(1).id()).isEqualTo(measurement.id());
        }
    }

    private static long seconds(Options.Size size) {
        return Plan.of(size, JDKS).measurements().stream()
                .mapToLong(Measurement::seconds)
                .sum();
    }

    /** A benchmark that is renamed would otherwise vanish from the page without a word. */
    @ParameterizedTest
    @EnumSource
    void every_JMH_contestant_of_a_figure_exists(Options.Size size) throws IOException {
        Plan plan = Plan.of(size, JDKS);
        Set<String> benchmarks = new HashSet<>();
        try (InputStream in = PlanTest.class.getResourceAsStream("/META-INF/BenchmarkList")) {
            assertThat(in).isNotNull();
            Matcher names = GENERATED.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            while (names.find()) {
                benchmarks.add("benchmarks." + names.group(1) + "." + names.group(2));
            }
        }
        for (Measurement measurement : plan.measurements()) {
            if (measurement instanceof JmhMeasurement jmh) {
                plan.figures().stream()
                        .filter(f -> f.measurement().equals(jmh.id()))
                        .forEach(f -> {
                            exists(benchmarks, jmh, f.ours());
                            f.peers().forEach(peer -> exists(benchmarks, jmh, peer));
                        });
                plan.curves().stream()
                        .filter(c -> c.measurement().equals(jmh.id()))
                        .forEach(c -> c.contestants().forEach(peer -> exists(benchmarks, jmh, peer)));
            }
        }
    }

    private static void exists(Set<String> benchmarks, JmhMeasurement jmh, String contestant) {
        String method = contestant.replaceFirst(" .*", "");
        Pattern selected = Pattern.compile(jmh.pattern());
        assertThat(benchmarks)
                .as("%s in %s", contestant, jmh.id())
                .anyMatch(name ->
                        name.endsWith("." + method) && selected.matcher(name).find());
    }
}
