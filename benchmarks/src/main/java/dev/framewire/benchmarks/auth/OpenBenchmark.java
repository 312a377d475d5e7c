package dev.framewire.benchmarks.auth;

import dev.framewire.auth.SealedRecords;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Opening records beside the bare Cipher on the same ciphertexts, with the same key, each record once. The target is 0.85
 * of the Cipher's speed. The records are sealed and copied to where they are opened in between, outside the time but inside
 * JMH's count of allocated bytes, and alike for both. That copy makes the bare Cipher slower on some processors, and the
 * ratio better: {@link SealedRecords#seal} says why it belongs there.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class OpenBenchmark {
    /**
     * Of 64 KiB each they fit in the second-level cache of a server's core together with what is made of them, as what a
     * socket has just delivered does. Beyond it the one copy that every stream makes waits for memory, and that is measured.
     */
    private static final int RECORDS = 4;

    /**
     * Each record goes to another place. A processor that finds the last twelve bits of two addresses equal waits for a write
     * before a read that have nothing to do with each other: which place an array got would decide the figure, in every run
     * anew, for either.
     */
    private static final int PLACES_BYTES = 4096;

    private static final int NEXT_PLACE_BYTES = 17 * 64;

    private static final int SMALL_BYTES = 1024;
    private static final int SMALL_BATCHES = 20_000;

    @Param({"1024", "16384", "65536"})
    int bytes;

    private SealedRecords records = new SealedRecords(1, 1);
    private byte[] opened = {};
    private int place;

    @Setup
    public void setup() throws IOException, GeneralSecurityException {
        compile();
        records = new SealedRecords(bytes, RECORDS);
        opened = new byte[bytes + PLACES_BYTES];
    }

    /** The JVM compiles what is called often: with 64 KiB a call that takes a JDK 17 longer than the whole benchmark. */
    private static void compile() throws IOException, GeneralSecurityException {
        OpenBenchmark small = new OpenBenchmark();
        small.bytes = SMALL_BYTES;
        small.opened = new byte[SMALL_BYTES + PLACES_BYTES];
        SealedRecords forCipher = new SealedRecords(SMALL_BYTES, RECORDS);
        SealedRecords forSession = new SealedRecords(SMALL_BYTES, RECORDS);
        for (int i = 0; i < SMALL_BATCHES; i++) {
            small.records = forCipher;
            small.seal();
            small.bareOpen();
            small.records = forSession;
            small.seal();
            small.open();
        }
    }

    @Setup(Level.Invocation)
    public void seal() {
        records.seal();
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public byte[] bareOpen() throws GeneralSecurityException {
        for (int i = 0; i < RECORDS; i++) {
            records.bareOpen(opened, nextPlace());
        }
        return opened;
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public byte[] open() throws IOException {
        InputStream in = records.input();
        for (int i = 0; i < RECORDS; i++) {
            in.readNBytes(opened, nextPlace(), bytes);
        }
        return opened;
    }

    private int nextPlace() {
        place = (place + NEXT_PLACE_BYTES) % PLACES_BYTES;
        return place;
    }
}
