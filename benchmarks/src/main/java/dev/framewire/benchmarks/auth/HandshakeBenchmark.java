package dev.framewire.benchmarks.auth;

import dev.framewire.auth.ReplayedHandshake;
import dev.framewire.auth.SecureSession;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Whole hmac-sha256 handshakes in memory, both sides one after the other on one thread, each up to its session. The target
 * is 20,000 a second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HandshakeBenchmark {
    private final Watchdog watchdog = Watchdog.create();
    private ReplayedHandshake handshake;

    @Setup
    public void setup() throws IOException {
        MemoryPipe up = new MemoryPipe(4096);
        MemoryPipe down = new MemoryPipe(4096);
        ReplayedHandshake.Ends ends = new ReplayedHandshake.Ends(
                Transport.of(down.input, up.output, () -> {}), Transport.of(up.input, down.output, () -> {}));
        handshake = ReplayedHandshake.over(ends, watchdog, (client, server) -> {
            CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> {
                try {
                    server.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            client.run();
            serving.join();
        });
    }

    @TearDown
    public void tearDown() {
        watchdog.close();
    }

    @Benchmark
    public void hmacSha256(Blackhole blackhole) throws IOException {
        blackhole.consume(handshake.server());
        blackhole.consume(handshake.client());
    }

    @Benchmark
    public SecureSession hmacSha256Server() throws IOException {
        return handshake.server();
    }
}
