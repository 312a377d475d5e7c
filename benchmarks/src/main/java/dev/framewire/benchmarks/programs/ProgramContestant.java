package dev.framewire.benchmarks.programs;

import dev.framewire.benchmarks.figures.Json;
import dev.framewire.benchmarks.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A client program that is run once a round.
 *
 * @param words the command
 * @param arriving removed before each round
 * @param preparation after that, before the clock starts
 * @param expected what must have arrived; empty if nothing does
 */
public record ProgramContestant(
        String name,
        Command command,
        List<String> words,
        List<ProcessHandle> servers,
        Path arriving,
        Preparation preparation,
        Optional<Path> expected)
        implements Delivering {
    /** A part of a round that is not timed. */
    public interface Preparation {
        /** Does nothing. */
        Preparation NONE = () -> {};

        void run() throws IOException, InterruptedException;
    }

    /** A program that needs no server and no preparation. */
    public static ProgramContestant alone(
            String name, Command command, List<String> words, Path arriving, Optional<Path> expected) {
        return new ProgramContestant(name, command, words, List.of(), arriving, Preparation.NONE, expected);
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        Delivering.super.prepare();
        preparation.run();
    }

    @Override
    public double run() throws IOException, InterruptedException {
        return command.run(words);
    }

    /** What netdisk says about the bytes it sent, and those it did not have to send. */
    @Override
    public Map<String, Double> measures() {
        Map<String, Double> seen = new HashMap<>();
        if (words.contains("--json")) {
            try {
                Map<String, Object> said = Json.object(Json.read(lastLine(command.tail())));
                for (String field : List.of("sent", "reused", "socket")) {
                    if (said.get(field) instanceof Double bytes) {
                        seen.put(field + "Bytes", bytes);
                    }
                }
            } catch (IOException | RuntimeException e) {
                return Map.of();
            }
        }
        return seen;
    }

    private static String lastLine(String text) {
        return text.lines()
                .filter(line -> line.startsWith("{"))
                .reduce((a, b) -> b)
                .orElse("");
    }
}
