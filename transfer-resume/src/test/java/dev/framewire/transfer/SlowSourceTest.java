package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source that lets its sender wait holds up its own content, and nothing else: the peer is spoken to by hand. */
class SlowSourceTest {
    private static final int SIZE = 3 * Geometry.MIN_CHUNK_BYTES;
    private static final long CREDIT = 1 << 30;

    private final TransferEngine engine = TransferEngine.create();
    private final CountDownLatch released = new CountDownLatch(1);
    private final StallingSource slow = new StallingSource(new byte[SIZE], 0, released);
    private final StallingSource small = new StallingSource(new byte[9], 0, released);
    private final Buffers buffers = Buffers.unbounded();
    private final Queue<EndedTransfer> ended = new ConcurrentLinkedQueue<>();

    @TempDir
    Path folder;

    private Loopback pair;

    @BeforeEach
    void open() throws IOException {
        pair = new Loopback(Long.MAX_VALUE);
        pair.ended = ended;
    }

    @AfterEach
    void close() throws IOException {
        released.countDown();
        engine.close();
        pair.close();
    }

    private final class Site implements TransferSite {
        @Override
        public TransferSink accept(PutOffer offer) throws TransferRefusedException {
            throw new TransferRefusedException(Kind.REFUSED, "nothing is taken here");
        }

        @Override
        public boolean takesPacks() {
            return true;
        }

        @Override
        public TransferSource open(GetOffer offer) {
            return switch (offer.path()) {
                case "slow" -> slow;
                case "small" -> small;
                default -> TransferSource.bytes(new byte[SIZE]);
            };
        }
    }

    private static void say(FrameWriter out, Message message) throws IOException {
        MessageCodec.write(message, out);
    }

    /** What comes next; not for ever, if nothing does. */
    private Message hear(FrameReader in) throws IOException {
        CompletableFuture<Message> heard = CompletableFuture.supplyAsync(() -> {
            try {
                return MessageCodec.read(Objects.requireNonNull(in.next()), buffers);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        patiently().until(heard::isDone);
        return heard.join();
    }

    private static Message get(long id, String path) {
        return new Message.Open(id, false, path, 0, Geometry.MIN_CHUNK_BYTES, -1, Condition.ANY, null, 0);
    }

    private static Message nothingHeld(long id) {
        return new Message.State(id, 1, 0, 3, false, CREDIT, new byte[1]);
    }

    /** The far side's source stalls, and its receiver has said something since. */
    private void stallsThere(long id) throws Exception {
        pair.serve(engine, new Site());
        say(pair.out, get(id, "slow"));
        assertThat(hear(pair.in)).isInstanceOf(Message.Offer.class);
        say(pair.out, nothingHeld(id));
        slow.awaitStalled();
        say(pair.out, new Message.Ack(id, 1, 0, 0, 0, CREDIT));
    }

    @Test
    void anotherTransferOnTheConnectionGoesOnToItsEnd() throws Exception {
        stallsThere(1);
        say(pair.out, get(2, "fast"));
        assertThat(hear(pair.in)).isInstanceOf(Message.Offer.class);
        say(pair.out, nothingHeld(2));
        Message message = hear(pair.in);
        while (!(message instanceof Message.Fin)) {
            assertThat(message.id()).isEqualTo(2);
            message = hear(pair.in);
        }
        say(pair.out, new Message.Done(2, SIZE, ((Message.Fin) message).root()));
        patiently().until(() -> ended.size() == 1);
        assertThat(ended.element().path()).isEqualTo("fast");
        assertThat(ended.element().failure()).isEmpty();
    }

    @Test
    void thePeersCancelIsAnsweredAtOnce() throws Exception {
        stallsThere(1);
        say(pair.out, new Message.Cancel(1, true));
        assertThat(hear(pair.in)).isInstanceOf(Message.Cancel.class);
        assertThat(ended).as("the source is in use").isEmpty();
        released.countDown();
        pair.echo(); // and nothing of the transfer came behind the answer
        assertThat(ended.element().failure()).isPresent();
    }

    @Test
    void thePeersFailureIsAnsweredAtOnceByAPutToo() throws Exception {
        Transfer put = engine.put(pair.in, pair.out, slow, PutRequest.to("name"));
        Message open = hear(pair.serverIn);
        say(pair.serverOut, nothingHeld(open.id()));
        slow.awaitStalled();
        say(pair.serverOut, new Message.Ack(open.id(), 1, 0, 0, 0, CREDIT));
        say(pair.serverOut, new Message.Failure(open.id(), Kind.QUOTA, "no room"));
        assertThat(hear(pair.serverIn)).isInstanceOf(Message.Cancel.class);
        released.countDown();
        assertThat(catchThrowableOfType(TransferException.class, put::await).kind())
                .isEqualTo(Kind.QUOTA);
    }

    @Test
    void progressShowsWhatTheReceiverSaysMeanwhile() throws Exception {
        Transfer put = engine.put(pair.in, pair.out, slow, PutRequest.to("name"));
        Message open = hear(pair.serverIn);
        say(pair.serverOut, nothingHeld(open.id()));
        slow.awaitStalled();
        say(pair.serverOut, new Message.Ack(open.id(), 1, 3, 2, 1, CREDIT));
        patiently()
                .until(
                        put::progress,
                        now -> now.writtenBytes() == 3 && now.durableBytes() == 2 && now.verifiedBytes() == 1);
        put.cancel(true);
        assertThat(hear(pair.serverIn)).isInstanceOf(Message.Cancel.class);
        say(pair.serverOut, new Message.Cancel(open.id(), true));
        released.countDown();
        assertThat(catchThrowableOfType(TransferException.class, put::await).kind())
                .isEqualTo(Kind.CANCELLED);
    }

    @Test
    void thePeersCancelOfPacksIsAnsweredAtOnce() throws Exception {
        pair.serve(engine, new Site());
        say(pair.out, new Message.OpenWants(1, PackRequest.any().format));
        say(pair.out, PackCodec.want(1, List.of("small")));
        small.awaitStalled();
        say(pair.out, new Message.Cancel(1, true));
        assertThat(hear(pair.in)).isInstanceOf(Message.Cancel.class);
        released.countDown();
        pair.echo();
    }

    @Test
    void whatOnlyBelongsBehindTheEndIsRefusedAtOnce() throws Exception {
        stallsThere(1);
        say(pair.out, new Message.Need(1, 1, 0, 3, false, new byte[1]));
        assertThat(hear(pair.in))
                .isInstanceOfSatisfying(
                        Message.Failure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL));
        say(pair.out, new Message.Cancel(1, true));
        released.countDown();
        pair.echo();
    }

    @Test
    void aDoneBeforeTheEndEndsTheConnectionAtOnce() throws Exception {
        stallsThere(1);
        say(pair.out, new Message.Done(1, SIZE, new byte[32]));
        CompletableFuture<Boolean> over = CompletableFuture.supplyAsync(() -> {
            try {
                return pair.in.next() == null;
            } catch (IOException e) {
                return true;
            }
        });
        patiently().until(over::isDone);
        assertThat(over.join()).isTrue();
        released.countDown();
        patiently().until(() -> ended.size() == 1);
        assertThat(ended.element().failure()).isPresent();
    }

    @Test
    void theDeadlineLeavesASourceBehindThatNeverAnswers() throws Exception {
        try (FileStore store = FileStore.open(folder.resolve(".xfer"))) {
            pair.ended = null;
            pair.serve(engine, new TransferSite() {
                @Override
                public TransferSink accept(PutOffer offer) {
                    return TransferSink.file(store, "me", folder.resolve("target"));
                }

                @Override
                public TransferSource open(GetOffer offer) throws TransferRefusedException {
                    throw new TransferRefusedException(Kind.REFUSED, "nothing is sent from here");
                }
            });
            AtomicLong clock = new AtomicLong();
            AtomicLong step = new AtomicLong(); // no time passes before the source is asked
            ResumingTransfer transfer = new ResumingTransfer(
                    RetryPolicy.defaults().deadline(Duration.ofMillis(100)),
                    () -> new TransferConnector.Connected(pair.in, pair.out, pair::disconnect),
                    (in, out) -> engine.put(in, out, slow, PutRequest.to("name")),
                    () -> clock.addAndGet(step.get()),
                    new SplittableRandom(1));
            new Thread(transfer::run).start();
            slow.awaitStalled();
            step.set(Duration.ofSeconds(1).toNanos());
            patiently().until(transfer::isDone);
            assertThat(catchThrowableOfType(TransferException.class, transfer::await)
                            .kind())
                    .isEqualTo(Kind.DEADLINE);
            assertThat(released.getCount()).isEqualTo(1);
            patiently().until(() -> store.list().stream().noneMatch(PartialInfo::active));
            assertThat(folder.resolve("target")).doesNotExist();
        }
    }
}
