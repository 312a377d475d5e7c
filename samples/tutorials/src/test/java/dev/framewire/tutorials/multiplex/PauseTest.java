package dev.framewire.tutorials.multiplex;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import dev.framewire.tutorials.Chopper;
import dev.framewire.tutorials.Python;
import dev.framewire.tutorials.concurrent.Bounds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pauses mean to the selector's thread, by a clock that stands still until the test moves it. */
class PauseTest {
    private static final Duration GAP = Duration.ofMinutes(10);
    private static final Bounds BOUNDS = new Bounds(4, Duration.ofHours(1), Duration.ofHours(2));

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Semaphore pieces = new Semaphore(0);
    private final AtomicInteger bytes = new AtomicInteger();

    /** Begins where {@code nanoTime} may be: so near its end that the test goes over it. */
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMinutes(5).toNanos());

    private SelectorLoop loop;
    private int port;
    private Future<?> running;
    private Socket client;
    private Socket neighbour;

    @BeforeEach
    void start() throws IOException {
        loop = new SelectorLoop(BOUNDS, e -> failures.add(String.valueOf(e.getMessage())), nanos::get);
        port = listen(() -> new Counted(new RawEcho(GAP)));
        client = connect(port);
        neighbour = connect(listen(() -> new Counted(new AtOnce())));
        running = threads.submit(() -> {
            loop.run();
            return null;
        });
    }

    private int listen(Supplier<Conversation> conversation) throws IOException {
        ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        loop.listen(server, Door.unlocked(conversation));
        return server.socket().getLocalPort();
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(180_000);
        return socket;
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        neighbour.close();
        loop.close();
        running.get(180, TimeUnit.SECONDS);
        threads.shutdownNow();
        assertThat(threads.awaitTermination(180, TimeUnit.SECONDS)).isTrue();
    }

    /** Tells the test of each piece that has come. */
    private final class Counted implements Conversation {
        private final Conversation inside;

        Counted(Conversation inside) {
            this.inside = inside;
        }

        @Override
        public ByteBuffer received(ByteBuffer in) throws IOException {
            int length = in.remaining();
            ByteBuffer answer = inside.received(in);
            pieces.release();
            bytes.addAndGet(length);
            return answer;
        }

        @Override
        public Duration pause() {
            return inside.pause();
        }

        @Override
        public ByteBuffer paused() throws IOException {
            return inside.paused();
        }

        @Override
        public ByteBuffer ended() throws IOException {
            return inside.ended();
        }
    }

    private static final class AtOnce implements Conversation {
        @Override
        public ByteBuffer received(ByteBuffer in) {
            return ByteBuffer.allocate(in.remaining()).put(in).flip();
        }

        @Override
        public ByteBuffer ended() {
            return NOTHING;
        }
    }

    private void write(String piece) throws Exception {
        client.getOutputStream().write(piece.getBytes(StandardCharsets.UTF_8));
        assertThat(pieces.tryAcquire(180, TimeUnit.SECONDS)).isTrue();
    }

    private void pass(Duration time) throws Exception {
        nanos.addAndGet(time.toNanos());
        loop.wakeup();
    }

    /** Twice, because the first answer may be of the turn that was under way: after the second, a whole turn knows the time. */
    private void aTurnHasPassed() throws Exception {
        for (int i = 0; i < 2; i++) {
            neighbour.getOutputStream().write('n');
            assertThat(neighbour.getInputStream().read()).isEqualTo('n');
            assertThat(pieces.tryAcquire(180, TimeUnit.SECONDS)).isTrue();
        }
    }

    private String read(int length) throws IOException {
        return new String(client.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    @Test
    void aMessageEndsWhenTheGapIsOverAndNotBefore() throws Exception {
        write("hel");
        pass(GAP.minusNanos(1));
        aTurnHasPassed();
        assertThat(client.getInputStream().available()).isZero();
        pass(Duration.ofNanos(1));
        assertThat(read(3)).isEqualTo("hel");
    }

    @Test
    void aPieceBeginsTheGapAnew() throws Exception {
        write("hel");
        pass(GAP.minusNanos(1));
        write("lo");
        pass(GAP.minusNanos(1));
        aTurnHasPassed();
        assertThat(client.getInputStream().available()).isZero();
        pass(Duration.ofNanos(1));
        assertThat(read(5)).isEqualTo("hello");
    }

    @Test
    void anEndedMessageIsAnsweredOnce() throws Exception {
        write("one");
        pass(GAP);
        assertThat(read(3)).isEqualTo("one");
        pass(GAP);
        aTurnHasPassed();
        assertThat(client.getInputStream().available()).isZero();
        write("two");
        pass(GAP);
        assertThat(read(3)).isEqualTo("two");
    }

    @Test
    void theEndOfTheStreamEndsAMessageWithoutAPause() throws Exception {
        write("last");
        client.shutdownOutput();
        assertThat(read(5)).isEqualTo("last");
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 101})
    @NeedsTool("python3")
    void theOriginalsClientMeetsOurServerInPieces(long seed) throws Exception {
        try (Chopper chopper = new Chopper(seed, port)) {
            Future<String> answers =
                    threads.submit(() -> Python.run("s10_select_client", chopper.port(), "a", "bcdef", "你好"));
            patiently().until(() -> bytes.get() == 12);
            pass(GAP);
            assertThat(answers.get(180, TimeUnit.SECONDS).lines()).containsExactlyInAnyOrder("a", "bcdef", "你好");
        }
    }

    @Test
    void whoIsSilentForAnHourIsCut() throws Exception {
        write("x");
        pass(BOUNDS.idle());
        assertThat(client.getInputStream().readAllBytes()).isEmpty();
        // The socket is closed before the failure is told.
        patiently().untilAsserted(() -> assertThat(failures).contains("Timed out: silent for 3600000 ms"));
    }
}
