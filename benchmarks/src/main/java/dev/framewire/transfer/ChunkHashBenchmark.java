package dev.framewire.transfer;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The tree over a content of 16 MiB, chunk by chunk, as both ends of a transfer make it; beside one SHA-256 over the same
 * bytes. Both on one thread. In this package because what hashes is not public.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ChunkHashBenchmark {
    private static final int BYTES = 16 << 20;

    private final byte[] content = new byte[BYTES];
    private final Geometry geometry = Geometry.of(BYTES);
    private final MerkleTree.ChunkHasher hasher = new MerkleTree.ChunkHasher(geometry);
    private final MessageDigest digest = MerkleTree.sha256();

    @Setup
    public void setup() {
        new SplittableRandom(1).nextBytes(content);
    }

    @Benchmark
    public byte[] tree() {
        List<byte[]> chunks = new ArrayList<>();
        for (int chunk = 0; chunk < geometry.chunks(); chunk++) {
            chunks.add(hasher.update(content, (int) geometry.offset(chunk), geometry.length(chunk))
                    .finish());
        }
        return MerkleTree.root(geometry, chunks);
    }

    @Benchmark
    public byte[] sha256() {
        return digest.digest(content);
    }
}
