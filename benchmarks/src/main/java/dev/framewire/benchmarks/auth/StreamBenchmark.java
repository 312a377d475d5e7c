package dev.framewire.benchmarks.auth;

import dev.framewire.auth.HmacSuite;
import dev.framewire.auth.SharedKey;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
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

/** 64 KiB at a time over the loopback to a thread that reads: the record layer beside the JDK's TLS 1.3, same cipher. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class StreamBenchmark {
    private static final String PASSWORD = "benchmark";

    private final byte[] bytes = new byte[65_536];
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Watchdog watchdog = Watchdog.create();
    private final List<Closeable> open = new ArrayList<>();
    private OutputStream session = OutputStream.nullOutputStream();
    private OutputStream tls = OutputStream.nullOutputStream();

    @Setup
    public void setup() throws IOException, GeneralSecurityException, InterruptedException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
            Socket server = listener.accept();
            SessionPair pair = SessionPair.over(
                    Transport.of(client),
                    Transport.of(server),
                    SharedKey.generate("benchmark"),
                    HmacSuite.AES_256_GCM,
                    watchdog,
                    executor);
            open.add(client);
            open.add(server);
            drain(pair.server().inputStream());
            session = pair.client().outputStream();
        }
        SSLContext context = selfSigned();
        try (SSLServerSocket listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listener.setEnabledProtocols(new String[] {"TLSv1.3"});
            listener.setEnabledCipherSuites(new String[] {"TLS_AES_256_GCM_SHA384"});
            SSLSocket client = (SSLSocket)
                    context.getSocketFactory().createSocket(listener.getInetAddress(), listener.getLocalPort());
            Socket server = listener.accept();
            open.add(client);
            open.add(server);
            drain(server.getInputStream());
            tls = client.getOutputStream();
        }
    }

    private void drain(InputStream in) {
        executor.execute(() -> {
            byte[] buffer = new byte[65_536];
            try {
                while (in.read(buffer) >= 0) {
                    // only to keep the writer going
                }
            } catch (IOException e) {
                // the benchmark is over
            }
        });
    }

    private static SSLContext selfSigned() throws IOException, GeneralSecurityException, InterruptedException {
        Path folder = Files.createTempDirectory("framewire-benchmark");
        Path file = folder.resolve("tls.p12");
        try {
            new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-keyalg",
                            "EC",
                            "-alias",
                            "server",
                            "-dname",
                            "CN=localhost",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            PASSWORD,
                            "-keypass",
                            PASSWORD)
                    .inheritIO()
                    .start()
                    .waitFor();
            KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    @TearDown
    public void tearDown() throws IOException {
        for (Closeable closeable : open) {
            closeable.close();
        }
        executor.shutdownNow();
        watchdog.close();
    }

    @Benchmark
    public void recordLayer() throws IOException {
        session.write(bytes);
        session.flush();
    }

    @Benchmark
    public void tls13() throws IOException {
        tls.write(bytes);
        tls.flush();
    }
}
