package dev.framewire.benchmarks.framing;

import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.process.Command;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One kind of {@link DecoderHeap}, a JVM a round. */
public final class HeapContestant implements Contestant {
    /** The heap, in bytes. */
    public static final String HEAP = "heapBytes";

    private final String name;
    private final Command command;
    private final List<String> words;
    private double heap;

    private HeapContestant(String name, String kind, Stage stage) {
        this.name = name;
        this.command = Command.in(stage.folder).log(stage.folder.resolve("heap.log"));
        // one collector, for it decides how large an object is
        this.words = List.of(
                stage.java,
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                stage.jar.toString(),
                DecoderHeap.class.getName(),
                kind);
    }

    /** What their JVMs are started with. */
    public record Stage(Path folder, Path jar, String java) implements Closeable {
        /** The contestants. */
        public List<HeapContestant> contestants() {
            return List.of(
                    new HeapContestant("framewire, idle", "idle", this),
                    new HeapContestant("netty, new", "netty", this),
                    new HeapContestant("framewire, shared budget", "budget", this));
        }

        @Override
        public void close() {}
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double run() throws IOException, InterruptedException {
        command.run(words);
        String[] numbers = command.tail().split(" ");
        heap = Double.parseDouble(numbers[1]);
        return Double.parseDouble(numbers[0]);
    }

    @Override
    public Map<String, Double> measures() {
        return Map.of(HEAP, heap);
    }
}
