package dev.framewire.benchmarks.auth;

import dev.framewire.auth.AuthException;
import dev.framewire.auth.ReplayedLogin;
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

/** What one login with a password costs the server; the expensive part is the client's. The target is 30 µs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class LoginBenchmark {
    private ReplayedLogin login;

    @Setup
    public void setup() throws AuthException {
        login = new ReplayedLogin();
    }

    @Benchmark
    public byte[] scramServer() throws AuthException {
        return login.server();
    }
}
