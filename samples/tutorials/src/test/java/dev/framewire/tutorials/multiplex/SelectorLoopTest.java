package dev.framewire.tutorials.multiplex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.tutorials.concurrent.Bounds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // loops are closed twice on purpose
class SelectorLoopTest {
    private static final Bounds BOUNDS = new Bounds(4, Duration.ofMinutes(10), Duration.ofMinutes(10));

    /** Answers each byte with itself, and 'x' with an exception. */
    private static class Echo implements Conversation {
        @Override
        public ByteBuffer received(ByteBuffer in) {
            if (in.get(in.position()) == 'x') {
                throw new IllegalStateException("a conversation that throws");
            }
            return ByteBuffer.allocate(in.remaining()).put(in).flip();
        }

        @Override
        public ByteBuffer ended() {
            return NOTHING;
        }
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(180, TimeUnit.SECONDS)).isTrue();
    }

    private SelectorLoop loop(Bounds bounds) throws IOException {
        return new SelectorLoop(bounds, e -> failures.add(String.valueOf(e.getMessage())));
    }

    private Future<?> run(SelectorLoop loop) {
        return threads.submit(() -> {
            loop.run();
            return null;
        });
    }

    private static ServerSocketChannel listener() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static Socket connect(ServerSocketChannel server) throws IOException {
        Socket client =
                new Socket(InetAddress.getLoopbackAddress(), server.socket().getLocalPort());
        client.setSoTimeout(180_000);
        return client;
    }

    private static int ask(Socket client, int b) throws IOException {
        client.getOutputStream().write(b);
        return client.getInputStream().read();
    }

    private void failed(String what) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .untilAsserted(() -> assertThat(failures).anyMatch(said -> said.contains(what)));
    }

    @Test
    void anAcceptThatFailsEndsNobody() throws IOException {
        AtomicInteger accepts = new AtomicInteger();
        try (ServerSocketChannel server = listener();
                SelectorLoop loop = loop(BOUNDS)) {
            loop.listen(server, Door.unlocked(Echo::new), listening -> {
                if (accepts.incrementAndGet() == 2) {
                    throw new IOException("Too many open files");
                }
                return listening.accept();
            });
            run(loop);
            try (Socket first = connect(server)) {
                assertThat(ask(first, 1)).isEqualTo(1);
                try (Socket second = connect(server)) {
                    failed("cannot accept: Too many open files");
                    assertThat(ask(first, 2)).isEqualTo(2);
                    assertThat(ask(second, 3)).isEqualTo(3);
                }
            }
        }
    }

    @Test
    void aConversationThatThrowsEndsItselfAlone() throws IOException {
        try (ServerSocketChannel server = listener();
                SelectorLoop loop = loop(BOUNDS)) {
            loop.listen(server, Door.unlocked(Echo::new));
            run(loop);
            try (Socket good = connect(server);
                    Socket bad = connect(server)) {
                assertThat(ask(good, 1)).isEqualTo(1);
                assertThat(ask(bad, 'x')).isNegative();
                failed("a conversation that throws");
                assertThat(ask(good, 2)).isEqualTo(2);
            }
        }
    }

    @Test
    void aDoorThatThrowsLetsTheNextOneIn() throws IOException {
        AtomicInteger opened = new AtomicInteger();
        try (ServerSocketChannel server = listener();
                SelectorLoop loop = loop(new Bounds(1, BOUNDS.idle(), BOUNDS.lifetime()))) {
            loop.listen(server, channel -> {
                if (opened.incrementAndGet() == 1) {
                    throw new IllegalStateException("a door that throws");
                }
                return new Echo();
            });
            run(loop);
            try (Socket refused = connect(server);
                    Socket next = connect(server)) {
                assertThat(refused.getInputStream().read()).isNegative();
                failed("a door that throws");
                assertThat(ask(next, 1)).isEqualTo(1);
            }
        }
    }

    @Test
    void anOpeningThatThrowsEndsItselfAlone() throws IOException {
        try (ServerSocketChannel server = listener();
                SelectorLoop loop = loop(BOUNDS)) {
            AtomicInteger opened = new AtomicInteger();
            loop.listen(server, Door.unlocked(() -> new Echo() {
                @Override
                public ByteBuffer opening() {
                    if (opened.incrementAndGet() == 1) {
                        throw new IllegalStateException("an opening that throws");
                    }
                    return NOTHING;
                }
            }));
            run(loop);
            try (Socket refused = connect(server)) {
                assertThat(refused.getInputStream().read()).isNegative();
                failed("an opening that throws");
            }
            try (Socket next = connect(server)) {
                assertThat(ask(next, 1)).isEqualTo(1);
            }
        }
    }

    @Test
    void aDripDoesNotHoldItsPlaceForEver() throws IOException {
        try (ServerSocketChannel server = listener();
                SelectorLoop loop = loop(new Bounds(1, BOUNDS.idle(), Duration.ofMillis(300)))) {
            loop.listen(server, Door.unlocked(Echo::new));
            run(loop);
            try (Socket drip = connect(server)) {
                try {
                    // Never silent, never done: it goes on until it is cut.
                    while (ask(drip, 1) == 1) {
                        Thread.onSpinWait();
                    }
                } catch (SocketException e) {
                    // The cut may reach us as a reset.
                }
                failed("not done after 300 ms");
            }
        }
    }

    @Test
    void aSilentConnectionIsCut() throws IOException {
        try (ServerSocketChannel server = listener();
                SelectorLoop loop = loop(new Bounds(1, Duration.ofMillis(100), BOUNDS.lifetime()))) {
            loop.listen(server, Door.unlocked(Echo::new));
            run(loop);
            try (Socket silent = connect(server)) {
                assertThat(silent.getInputStream().read()).isNegative();
                failed("silent for 100 ms");
            }
        }
    }

    @Test
    void aDoorThatWaitsHoldsUpNobody() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger opened = new AtomicInteger();
        try (ServerSocketChannel server = listener();
                SelectorLoop loop = loop(BOUNDS)) {
            loop.listen(server, channel -> {
                if (opened.incrementAndGet() == 2) {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new IOException("interrupted", e);
                    }
                }
                return new Echo();
            });
            Future<?> running = run(loop);
            try (Socket first = connect(server)) {
                assertThat(ask(first, 1)).isEqualTo(1);
                try (Socket stuck = connect(server)) {
                    Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> opened.get() == 2);
                    try (Socket third = connect(server)) {
                        assertThat(ask(third, 3)).isEqualTo(3);
                        assertThat(ask(first, 2)).isEqualTo(2);
                    }
                    loop.close();
                    running.get(180, TimeUnit.SECONDS);
                    assertThat(stuck.getInputStream().read()).isNegative();
                }
            }
        }
    }

    @Test
    void closingEndsRunQuietlyFromAnyThread() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (ServerSocketChannel server = listener();
                    SelectorLoop loop = loop(BOUNDS)) {
                loop.listen(server, Door.unlocked(Echo::new));
                Future<?> running = run(loop);
                try (Socket client = connect(server)) {
                    if (i % 2 == 0) {
                        assertThat(ask(client, 1)).isEqualTo(1);
                    }
                    loop.close();
                    running.get(180, TimeUnit.SECONDS);
                    assertThat(server.isOpen()).isFalse();
                    loop.close();
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aConversationMayCloseTheLoopThatRunsIt() throws Exception {
        try (ServerSocketChannel server = listener();
                SelectorLoop loop = loop(BOUNDS)) {
            loop.listen(server, Door.unlocked(() -> new Echo() {
                @Override
                public ByteBuffer received(ByteBuffer in) {
                    try {
                        loop.close();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                    return NOTHING;
                }
            }));
            Future<?> running = run(loop);
            try (Socket client = connect(server)) {
                assertThat(ask(client, 1)).isNegative();
                running.get(180, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aConnectThatFailsLeavesNoSocketOpen() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SelectorLoop loop = loop(BOUNDS)) {
            AtomicReference<Socket> accepted = new AtomicReference<>();
            assertThatThrownBy(() -> loop.connect(server.getLocalSocketAddress(), new Echo() {
                        @Override
                        public ByteBuffer opening() throws IOException {
                            // Closed any sooner, the socket might never have been connected.
                            accepted.set(server.accept());
                            throw new IllegalStateException("an opening that throws");
                        }
                    }))
                    .hasMessage("an opening that throws");
            try (Socket leaked = accepted.get()) {
                leaked.setSoTimeout(180_000);
                assertThat(leaked.getInputStream().read()).isNegative();
            }
        }
    }

    @Test
    void nobodyThereIsAFailureAndNotTheEndOfTheOthers() throws IOException, ExecutionException, InterruptedException {
        // bound, so that nobody else gets the port, and not listening
        try (Socket nobody = new Socket();
                SelectorLoop loop = loop(BOUNDS)) {
            nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            loop.connect(nobody.getLocalSocketAddress(), new Echo());
            run(loop).get();
            failed("refused");
        }
    }
}
