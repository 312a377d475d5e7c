package dev.framewire.benchmarks.auth;

import dev.framewire.auth.HmacSuite;
import dev.framewire.auth.SharedKey;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whole hmac-sha256 handshakes in memory, both sides. The sides take turns, so the work of both is one after the other;
 * handing over between their two threads is in the figure as well. The target is 20,000 a second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HandshakeBenchmark {
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Watchdog watchdog = Watchdog.create();
    private final SharedKey key = SharedKey.generate("benchmark");

    @TearDown
    public void tearDown() {
        executor.shutdown();
        watchdog.close();
    }

    @Benchmark
    public SessionPair hmacSha256() throws IOException {
        MemoryPipe up = new MemoryPipe(4096);
        MemoryPipe down = new MemoryPipe(4096);
        return SessionPair.over(
                Transport.of(down.input, up.output, () -> {}),
                Transport.of(up.input, down.output, () -> {}),
                key,
                HmacSuite.AES_256_GCM,
                watchdog,
                executor);
    }
}
