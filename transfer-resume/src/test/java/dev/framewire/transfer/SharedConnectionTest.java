package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.Frame;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderKey;
import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several transfers at once over one connection: none waits for another, spoils another, or takes another's memory. */
class SharedConnectionTest {
    private static final HeaderKey TYPE = Loopback.TYPE;
    private static final int SIZE = 1_500_000;

    @TempDir
    Path folder;

    private final TransferEngine engine =
            TransferEngine.builder().windowBytes(2 << 20).build();
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final Queue<EndedTransfer> ended = new ConcurrentLinkedQueue<>();
    private FileStore store;
    private FileStore stalling;
    private Loopback pair;
    private TransferConnection connection;

    @BeforeEach
    void open() throws IOException {
        store = FileStore.open(folder.resolve(".xfer"));
        stalling = FileStore.open(folder.resolve(".stalling"), new StallingDisk(stalled));
        pair = new Loopback(Long.MAX_VALUE);
        pair.ended = ended;
        pair.serve(engine, new Site());
        connection = engine.share(pair.in, pair.out, 8, null);
    }

    @AfterEach
    void close() throws IOException {
        stalled.countDown();
        pair.close();
        engine.close();
        store.close();
        stalling.close();
    }

    @Test
    void manyPutsAndGetsAtOnceArriveAndTheConnectionGoesOn() throws IOException {
        List<Transfer> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Files.write(folder.resolve("g" + i), content(100 + i));
            all.add(connection.put(TransferSource.bytes(content(i)), PutRequest.to("p" + i)));
            all.add(connection.get(
                    TransferSink.file(store, "near", folder.resolve("got" + i)), GetRequest.of("g" + i)));
        }
        List<SmallFile> small = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            small.add(new SmallFile("s" + i, Files.write(folder.resolve("from" + i), new byte[] {(byte) i})));
        }
        PackTransfer packs = connection.putAll(small.iterator(), Condition.ANY, result -> {});
        for (Transfer transfer : all) {
            transfer.await();
        }
        assertThat(packs.await()).isEqualTo(600);
        pair.echo();
        for (int i = 0; i < 12; i++) {
            assertThat(folder.resolve("p" + i)).hasBinaryContent(content(i));
            assertThat(folder.resolve("got" + i)).hasBinaryContent(content(100 + i));
        }
        assertThat(folder.resolve("s599")).hasBinaryContent(new byte[] {(byte) 599});
        assertThat(ended).hasSize(25).allMatch(end -> end.failure().isEmpty());
        patiently().until(() -> connection.running() == 0); // the end of a transfer is told first
    }

    @Test
    void aSinkThatStallsHoldsUpNoOther() throws IOException {
        Transfer slow = connection.put(TransferSource.bytes(new byte[20 << 20]), PutRequest.to("stalling"));
        patiently().until(() -> slow.progress().wireBodyBytes() >= 2 << 20); // all that may lie in memory
        for (int i = 0; i < 3; i++) {
            connection
                    .put(TransferSource.bytes(content(i)), PutRequest.to("p" + i))
                    .await();
        }
        assertThat(slow.isDone()).isFalse();
        assertThat(slow.progress().wireBodyBytes()).isLessThanOrEqualTo(2 << 20);
        stalled.countDown();
        slow.await();
        pair.echo();
        assertThat(Files.size(folder.resolve("stalling"))).isEqualTo(20 << 20);
    }

    @Test
    void aSourceThatStallsHoldsUpNoOther() throws IOException {
        Transfer slow = connection.put(lastByteStalls(), PutRequest.to("slow"));
        Transfer fast = connection.put(TransferSource.bytes(content(1)), PutRequest.to("fast"));
        fast.await();
        assertThat(slow.isDone()).isFalse();
        stalled.countDown();
        slow.await();
        pair.echo();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTransferThatIsCancelledLeavesTheOthersAsTheyAre(boolean keep) throws IOException {
        Transfer slow = connection.put(
                TransferSource.bytes(new byte[20 << 20]), PutRequest.to("slow").rateBytesPerSecond(300_000));
        Transfer other = connection.put(lastByteStalls(), PutRequest.to("other"));
        patiently().until(() -> slow.progress().writtenBytes() > 0);
        slow.cancel(keep);
        assertThat(catchThrowableOfType(TransferException.class, slow::await).kind())
                .isEqualTo(Kind.CANCELLED);
        stalled.countDown();
        other.await();
        pair.echo();
        assertThat(store.list()).hasSize(keep ? 1 : 0);
        assertThat(folder.resolve("slow")).doesNotExist();
    }

    @Test
    void aRefusedTransferLeavesTheOthersAsTheyAre() throws IOException {
        Transfer other = connection.put(lastByteStalls(), PutRequest.to("other"));
        Transfer missing =
                connection.get(TransferSink.file(store, "near", folder.resolve("got")), GetRequest.of("missing"));
        assertThat(catchThrowableOfType(TransferException.class, missing::await).kind())
                .isEqualTo(Kind.NOT_FOUND);
        stalled.countDown();
        other.await();
        pair.echo(); // answered when serveAll has returned, and so told of both
        assertThat(ended).hasSize(2);
    }

    @Test
    void noMoreRunThanWereAskedForAndTheRestWaitTheirTurn() throws IOException {
        TransferConnection two = engine.share(pair.in, pair.out, 2, null);
        Transfer first = two.put(lastByteStalls(), PutRequest.to("first"));
        Transfer second = two.put(lastByteStalls(), PutRequest.to("second"));
        Transfer third = two.put(TransferSource.bytes(content(3)), PutRequest.to("third"));
        Transfer never = two.put(TransferSource.bytes(content(4)), PutRequest.to("never"));
        assertThat(two.running()).isEqualTo(2);
        assertThat(two.waiting()).isEqualTo(2);
        never.cancel(false);
        assertThat(catchThrowableOfType(TransferException.class, never::await).kind())
                .isEqualTo(Kind.CANCELLED);
        stalled.countDown();
        first.await();
        second.await();
        third.await();
        pair.echo();
        assertThat(folder.resolve("never")).doesNotExist();
    }

    @Test
    void oneThatIsCancelledBeforeItBeginsEndsWhateverItsSourceThrows() throws IOException {
        TransferConnection one = engine.share(pair.in, pair.out, 1, null);
        Transfer first = one.put(lastByteStalls(), PutRequest.to("first"));
        Transfer never = one.put(
                new StallingSource(content(4), SIZE, stalled) {
                    @Override
                    public void close() {
                        throw new IllegalStateException("on purpose");
                    }
                },
                PutRequest.to("never"));
        assertThat(catchThrowable(() -> never.cancel(true))).hasMessage("on purpose");
        patiently().until(never::isDone);
        assertThat(catchThrowableOfType(TransferException.class, never::await).kind())
                .isEqualTo(Kind.CANCELLED);
        stalled.countDown();
        first.await();
        pair.echo();
    }

    @Test
    void aConnectionThatBreaksEndsAllAlsoThoseThatWait() throws IOException {
        TransferConnection one = engine.share(pair.in, pair.out, 1, null);
        List<Transfer> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(one.put(
                    TransferSource.bytes(content(0)), PutRequest.to("p" + i).rateBytesPerSecond(1024)));
        }
        patiently().until(() -> all.get(0).progress().wireBodyBytes() > 0);
        pair.hangUp();
        for (Transfer transfer : all) {
            assertThat(catchThrowable(transfer::await)).isInstanceOf(IOException.class);
        }
        patiently().until(() -> one.running() == 0);
        patiently().until(() -> pair.serverError.get() instanceof IOException);
        assertThat(ended).isNotEmpty();
    }

    @Test
    void anInterruptOfTheThreadThatServesEndsTheConnection() throws Exception {
        try (Loopback other = new Loopback(Long.MAX_VALUE)) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread serving = new Thread(() -> failure.set(catchThrowable(() -> engine.serveAll(
                    Objects.requireNonNull(other.serverIn.next()),
                    other.serverIn,
                    other.serverOut,
                    new Site(),
                    ended::add))));
            serving.start();
            TransferConnection near = engine.share(other.in, other.out, 2, null);
            Transfer put = near.put(
                    TransferSource.bytes(content(1)), PutRequest.to("p").rateBytesPerSecond(1024));
            patiently().until(() -> put.progress().wireBodyBytes() > 0);
            serving.interrupt();
            serving.join();
            assertThat(failure.get()).isInstanceOf(IOException.class);
            assertThat(catchThrowable(() -> {
                        other.disconnect();
                        put.await();
                    }))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void anEngineThatIsClosedEndsAll() throws IOException {
        List<Transfer> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            all.add(connection.put(
                    TransferSource.bytes(content(0)), PutRequest.to("p" + i).rateBytesPerSecond(1024)));
        }
        patiently().until(() -> all.get(0).progress().wireBodyBytes() > 0);
        engine.close();
        for (Transfer transfer : all) {
            assertThat(catchThrowable(transfer::await)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aSecondTransferOnAConnectionThatServesOneIsRefusedAndTheFirstGoesOn() throws IOException {
        try (Loopback alone = new Loopback(Long.MAX_VALUE)) {
            alone.serve(engine, new Site());
            TransferConnection several = engine.share(alone.in, alone.out, 2, null);
            Transfer first = several.put(lastByteStalls(), PutRequest.to("first"));
            patiently().until(() -> first.progress().phase() == Phase.TRANSFERRING);
            Transfer second = several.put(TransferSource.bytes(content(2)), PutRequest.to("second"));
            assertThat(catchThrowableOfType(TransferException.class, second::await)
                            .kind())
                    .isEqualTo(Kind.REFUSED);
            stalled.countDown();
            first.await();
            alone.echo();
        }
    }

    @Test
    void contentBeyondTheCreditEndsTheConnection() throws IOException {
        open(1, "stalling", 20 << 20);
        long epoch = pair.in.next().header().getLong(HeaderKey.of("e"));
        assertThatConnectionEnds(() -> {
            for (int at = 0; at < 20 << 20; at += 1 << 18) {
                data(1, epoch, at, 1 << 18);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFloodOfSmallPiecesEndsTheConnectionWhoeverReadsIt(boolean another) throws IOException {
        open(1, "stalling", 20 << 20);
        long epoch = pair.in.next().header().getLong(HeaderKey.of("e"));
        if (another) {
            open(2, "p", 1);
        }
        assertThatConnectionEnds(() -> {
            for (int at = 0; at < 1 << 20; at++) {
                data(1, epoch, at, 1);
            }
        });
    }

    @Test
    void moreTransfersThanAreAllowedEndTheConnection() {
        assertThatConnectionEnds(() -> {
            for (int i = 1; i <= TransferEngine.MAX_SHARED_TRANSFERS + 1; i++) {
                open(i, "p" + i, 9);
            }
        });
    }

    @Test
    void anIdThatIsInUseEndsThatTransferOnly() throws IOException {
        open(1, "p", 9);
        assertThat(pair.in.next().header().getString(TYPE)).isEqualTo("x.state");
        open(1, "q", 9);
        assertThat(pair.error()).isEqualTo("PROTOCOL");
        pair.out.write(Loopback.message("x.cancel"));
        pair.echo();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65})
    void aNumberOfTransfersOutOfRangeIsRefused(int atMost) {
        assertThatThrownBy(() -> engine.share(pair.in, pair.out, atMost, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private interface Sending {
        void run() throws IOException;
    }

    /** What is sent ends in a connection that the other side has closed, sooner or later. */
    private void assertThatConnectionEnds(Sending sending) {
        catchThrowable(sending::run);
        assertThat(catchThrowable(() -> {
                    for (Frame frame = pair.in.next(); frame != null; frame = pair.in.next()) {
                        assertThat(frame.header().getString(TYPE)).startsWith("x.");
                    }
                    throw new IOException("a clean end");
                }))
                .isInstanceOf(IOException.class);
        stalled.countDown();
        patiently().until(() -> ended.stream().anyMatch(end -> end.failure().isPresent()));
    }

    private void open(int id, String path, long size) throws IOException {
        pair.out.write(Header.builder()
                .put(TYPE, "x.open")
                .put(HeaderKey.of("id"), id)
                .put(HeaderKey.of("op"), "put")
                .put(HeaderKey.of("path"), path)
                .put(HeaderKey.of("size"), size)
                .put(HeaderKey.of("chunk"), 262_144));
    }

    private void data(int id, long epoch, long at, int length) throws IOException {
        byte[] body = new byte[length];
        CRC32C crc = new CRC32C();
        crc.update(body);
        pair.out.write(
                Header.builder()
                        .put(TYPE, "x.data")
                        .put(HeaderKey.of("id"), id)
                        .put(HeaderKey.of("e"), epoch)
                        .put(HeaderKey.of("off"), at)
                        .put(HeaderKey.of("crc"), crc.getValue()),
                body);
    }

    private static byte[] content(long seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private TransferSource lastByteStalls() {
        return new StallingSource(content(9), SIZE - 1, stalled);
    }

    private final class Site implements TransferSite {
        @Override
        public TransferSink accept(PutOffer offer) {
            return TransferSink.file(
                    offer.path().equals("stalling") ? stalling : store, "me", folder.resolve(offer.path()));
        }

        @Override
        public boolean takesPacks() {
            return true;
        }

        @Override
        public TransferSource open(GetOffer offer) throws TransferRefusedException, IOException {
            if (offer.path().equals("missing")) {
                throw new TransferRefusedException(Kind.NOT_FOUND, "nothing here");
            }
            return TransferSource.file(folder.resolve(offer.path()));
        }
    }
}
