package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * JMH benchmarks on one JDK. Every round runs each benchmark once, in a fork of its own, so that what disturbs the machine
 * for a while disturbs one round of all and not all rounds of one.
 */
final class JmhMeasurement implements Measurement {
    private final String id;
    private final Jdk jdk;
    private final String pattern;
    private final List<String> parameters;
    private final String curveParameter;
    private final JmhEffort effort;
    private final int seconds;

    /**
     * How long JMH takes.
     *
     * @param rounds runs of each benchmark, each in a fork of its own
     * @param time of an iteration, as JMH writes it; ignored by single-shot benchmarks, whose iteration is one call
     */
    record JmhEffort(int rounds, int warmups, int iterations, String time) {
        JmhEffort rounds(int count) {
            return new JmhEffort(count, warmups, iterations, time);
        }
    }

    private JmhMeasurement(
            String id,
            Jdk jdk,
            String pattern,
            List<String> parameters,
            String curveParameter,
            JmhEffort effort,
            int seconds) {
        this.id = id;
        this.jdk = jdk;
        this.pattern = pattern;
        this.parameters = parameters;
        this.curveParameter = curveParameter;
        this.effort = effort;
        this.seconds = seconds;
    }

    /** Benchmarks whose names match the pattern. */
    static JmhMeasurement of(
            String id, Jdk jdk, String pattern, Map<String, String> parameters, JmhEffort effort, int seconds) {
        return new JmhMeasurement(id, jdk, pattern, words(parameters), "", effort, seconds);
    }

    /** A curve over the values, separated by commas, of one parameter. */
    static JmhMeasurement curve(
            String id,
            Jdk jdk,
            String pattern,
            String x,
            Map<String, String> parameters,
            JmhEffort effort,
            int seconds) {
        return new JmhMeasurement(id, jdk, pattern, words(parameters), x, effort, seconds);
    }

    private static List<String> words(Map<String, String> parameters) {
        List<String> words = new ArrayList<>();
        parameters.forEach((name, values) -> words.addAll(List.of("-p", name + "=" + values)));
        return words;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int seconds() {
        return seconds;
    }

    String pattern() {
        return pattern;
    }

    @Override
    public JmhMeasurement limitedTo(int most) {
        int fewer = Math.min(most, effort.rounds);
        int less = Math.max(1, seconds * fewer / effort.rounds);
        return new JmhMeasurement(id, jdk, pattern, parameters, curveParameter, effort.rounds(fewer), less);
    }

    @Override
    public Outcome run(RunContext context) throws IOException, InterruptedException {
        JmhResults results = new JmhResults(curveParameter);
        List<String> notes = new ArrayList<>();
        long start = System.nanoTime();
        for (int round = 0; round < effort.rounds; round++) {
            double spent = (System.nanoTime() - start) / 1e9;
            if (round > 0 && spent + spent / round > seconds) {
                notes.add(round + " of " + effort.rounds + " rounds: more would take longer than meant");
                break;
            }
            Path file = context.work().resolve("jmh.json");
            Files.deleteIfExists(file);
            List<String> command = new ArrayList<>(
                    List.of(jdk.program("java"), "-cp", context.jar().toString(), "org.openjdk.jmh.Main", pattern));
            command.addAll(parameters);
            command.addAll(List.of("-f", "1", "-wi", String.valueOf(effort.warmups)));
            command.addAll(List.of("-i", String.valueOf(effort.iterations), "-w", effort.time, "-r", effort.time));
            command.addAll(List.of("-prof", "gc", "-rf", "json", "-rff", file.toString()));
            Path log = context.results().resolve("jmh.log");
            Command.in(context.work()).log(log).run(command);
            if (!Files.exists(file) || Files.size(file) < 3) {
                notes.add("round " + (round + 1) + ": no benchmark matches " + pattern + " (" + log + ")");
                continue;
            }
            results.add(Files.readString(file));
        }
        if (results.series().isEmpty()) {
            throw new IOException("nothing measured: " + notes);
        }
        return context.outcome(id, results.series(), notes);
    }
}
