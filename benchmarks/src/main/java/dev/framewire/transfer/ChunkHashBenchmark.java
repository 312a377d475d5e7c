package dev.framewire.transfer;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.digests.Blake3Digest;
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
 * The tree over a content of 16 MiB, chunk by chunk, as both ends of a transfer make it; by SHA-256 and by BLAKE3; beside one
 * SHA-256 over the same bytes, and Bouncy Castle's BLAKE3. All on one thread. In this package because what hashes is not public.
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
    private final byte[] hash = new byte[MerkleTree.DIGEST_BYTES];
    private final Geometry geometry = Geometry.of(BYTES);
    private final Geometry blake3Geometry = geometry.with(ContentCheck.BLAKE3);
    private final ChunkHasher hasher = ChunkHasher.of(geometry);
    private final ChunkHasher blake3Hasher = ChunkHasher.of(blake3Geometry);
    private final MessageDigest digest = MerkleTree.sha256();
    private final Blake3Digest bouncyCastle = new Blake3Digest();

    @Setup
    public void setup() {
        new SplittableRandom(1).nextBytes(content);
        bouncyCastle.update(content, 0, BYTES);
        bouncyCastle.doFinal(hash, 0);
        if (!Arrays.equals(hash, blake3Tree())) {
            throw new IllegalStateException("the tree's BLAKE3 is not Bouncy Castle's");
        }
    }

    @Benchmark
    public byte[] tree() {
        return root(geometry, hasher);
    }

    @Benchmark
    public byte[] blake3Tree() {
        return root(blake3Geometry, blake3Hasher);
    }

    private byte[] root(Geometry of, ChunkHasher with) {
        List<byte[]> chunks = new ArrayList<>();
        for (int chunk = 0; chunk < of.chunks(); chunk++) {
            chunks.add(with.begin(chunk)
                    .update(content, (int) of.offset(chunk), of.length(chunk))
                    .finish());
        }
        return MerkleTree.root(of, chunks);
    }

    @Benchmark
    public byte[] sha256() {
        return digest.digest(content);
    }

    @Benchmark
    public byte[] bouncyCastleBlake3() {
        bouncyCastle.update(content, 0, BYTES);
        bouncyCastle.doFinal(hash, 0);
        return hash;
    }
}
