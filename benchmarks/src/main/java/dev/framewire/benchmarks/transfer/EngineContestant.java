package dev.framewire.benchmarks.transfer;

import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.process.Leftovers;
import dev.framewire.benchmarks.programs.Trees;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One command to a pair of engines a round.
 *
 * @param arriving removed before each round
 * @param expected what must have arrived there; empty to compare nothing
 * @param way what lies between the two
 */
record EngineContestant(
        String name,
        double x,
        EnginePair pair,
        List<Path> arriving,
        Preparation preparation,
        Asking asking,
        Optional<Path> expected,
        Way way,
        Last last)
        implements Contestant {
    /** Before the clock starts. */
    interface Preparation {
        void run() throws IOException;
    }

    /** The command, for that port. */
    interface Asking {
        EnginePair.Answer ask(int port) throws IOException;
    }

    /** Opens what lies between; it is closed after each round. */
    interface Way {
        /** Nothing. */
        static Way direct(EnginePair pair) {
            return () -> new Opened(pair.port(), () -> {});
        }

        /** A slow link. */
        static Way over(EnginePair pair, SlowWay.Link link) {
            return () -> {
                SlowWay slow = SlowWay.to(pair.port(), link);
                return new Opened(slow.port(), slow);
            };
        }

        Opened open() throws IOException;
    }

    /** A way that is open: the port to connect to. */
    record Opened(int port, Closeable closeable) implements Closeable {
        @Override
        public void close() throws IOException {
            closeable.close();
        }
    }

    /** What the last round told besides its time. */
    static final class Last {
        private double sent;
        private double reused;
        private double grown;
    }

    @Override
    public void prepare() throws IOException {
        arriving.forEach(Leftovers::remove);
        preparation.run();
    }

    @Override
    public double run() throws IOException {
        try (Opened open = way.open()) {
            EnginePair.Answer answer = asking.ask(open.port);
            last.sent = answer.sent();
            last.reused = answer.reused();
            last.grown = expected.isPresent() ? pair.grownBytes() : 0;
            return answer.seconds();
        }
    }

    @Override
    public void check() throws IOException {
        if (expected.isPresent()) {
            Trees.compare(expected.get(), arriving.get(0));
        }
    }

    @Override
    public void tidy() {
        arriving.forEach(Leftovers::remove);
    }

    @Override
    public List<ProcessHandle> servers() {
        return pair.processes();
    }

    @Override
    public Map<String, Double> measures() {
        return Map.of("sentBytes", last.sent, "reusedBytes", last.reused, "grownBytes", last.grown);
    }
}
