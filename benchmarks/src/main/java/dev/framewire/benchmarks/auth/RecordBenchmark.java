package dev.framewire.benchmarks.auth;

import dev.framewire.auth.HmacSuite;
import dev.framewire.auth.SharedKey;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Sealing records beside the bare Cipher on the same sizes; the target is 0.85 of the Cipher's speed. What the whole way
 * costs, sealed, carried through memory and opened, is for information: the two copies of the carrier are part of it.
 * Opening alone is {@link OpenBenchmark}'s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordBenchmark {
    /** Makes no garbage, which a ByteBuffer does: it would be counted as the Cipher's. */
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int TAG_BYTES = 16;
    private static final int SMALL_BYTES = 1024;
    private static final int SMALL_RECORDS = 50_000;

    @Param({"1024", "16384", "65536"})
    int bytes;

    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Watchdog watchdog = Watchdog.create();
    private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    private final byte[] nonce = new byte[12];
    private final byte[] header = new byte[4];
    private byte[] plain = {};
    private byte[] sealed = {};
    private byte[] opened = {};
    private Cipher sealing = cipher();
    private Cipher opening = cipher();
    private long sequence;
    private SessionPair toNowhere;
    private SessionPair toEachOther;

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The JVM compiles what is called often: with 64 KiB a call that takes a JDK 17 longer than the whole benchmark. */
    @Setup
    public void setup() throws IOException, GeneralSecurityException {
        int asked = bytes;
        bytes = SMALL_BYTES;
        prepare();
        for (int i = 0; i < SMALL_RECORDS; i++) {
            bareSealAndOpen();
            seal();
            sealAndOpen();
        }
        bytes = asked;
        prepare();
    }

    private void prepare() throws IOException {
        plain = new byte[bytes];
        sealed = new byte[bytes + TAG_BYTES];
        opened = new byte[bytes];
        SharedKey shared = SharedKey.generate("benchmark");
        MemoryPipe up = new MemoryPipe(1 << 18);
        MemoryPipe down = new MemoryPipe(1 << 18);
        Transport server = Transport.of(up.input, down.output, () -> {});
        Gate gate = new Gate(up.output);
        Transport gated = Transport.of(down.input, gate, () -> {});
        toNowhere = SessionPair.over(gated, server, shared, HmacSuite.AES_256_GCM, watchdog, executor);
        gate.out = OutputStream.nullOutputStream();
        MemoryPipe up2 = new MemoryPipe(1 << 18);
        MemoryPipe down2 = new MemoryPipe(1 << 18);
        toEachOther = SessionPair.over(
                Transport.of(down2.input, up2.output, () -> {}),
                Transport.of(up2.input, down2.output, () -> {}),
                shared,
                HmacSuite.AES_256_GCM,
                watchdog,
                executor);
    }

    @TearDown
    public void tearDown() {
        executor.shutdown();
        watchdog.close();
    }

    @Benchmark
    public byte[] bareSeal() throws GeneralSecurityException {
        begin(sealing, Cipher.ENCRYPT_MODE);
        sealing.doFinal(plain, 0, bytes, sealed, 0);
        return sealed;
    }

    @Benchmark
    public byte[] bareSealAndOpen() throws GeneralSecurityException {
        begin(sealing, Cipher.ENCRYPT_MODE);
        sealing.doFinal(plain, 0, bytes, sealed, 0);
        sequence--;
        begin(opening, Cipher.DECRYPT_MODE);
        opening.doFinal(sealed, 0, sealed.length, opened, 0);
        return opened;
    }

    private void begin(Cipher cipher, int mode) throws GeneralSecurityException {
        LONG.set(nonce, 4, sequence++);
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        cipher.updateAAD(header, 0, header.length);
    }

    @Benchmark
    public void seal() throws IOException {
        toNowhere.client().outputStream().write(plain, 0, bytes);
        toNowhere.client().outputStream().flush();
    }

    @Benchmark
    public byte[] sealAndOpen() throws IOException {
        toEachOther.client().outputStream().write(plain, 0, bytes);
        toEachOther.client().outputStream().flush();
        toEachOther.server().inputStream().readNBytes(opened, 0, bytes);
        return opened;
    }

    /** Lets the handshake through, then goes nowhere. */
    private static final class Gate extends OutputStream {
        private volatile OutputStream out;

        Gate(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            out.write(b, off, len);
        }
    }
}
