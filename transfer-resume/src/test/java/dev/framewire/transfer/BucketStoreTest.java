package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Puts into an object store, by the example of how one becomes a {@link PartialStore}. */
class BucketStoreTest {
    private static final int SIZE = 3_000_001;
    private static final int PART = 262_144;
    private static final String NAME = "films/../one"; // any text
    private static final String DIGEST = "ab".repeat(32);

    private final TransferEngine engine = TransferEngine.create();
    private final MemoryBucket bucket = new MemoryBucket();
    private final BucketStore store = new BucketStore(bucket);
    private final byte[] content = random(1);

    private static byte[] random(long seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private TransferResult put(String owner, byte[] bytes, PutRequest request, long cutAfterBytes) throws IOException {
        try (Loopback pair = new Loopback(cutAfterBytes)) {
            pair.serve(engine, new TransferSite() {
                @Override
                public TransferSink accept(PutOffer offer) {
                    return TransferSink.into(store, owner, offer.path());
                }

                @Override
                public TransferSource open(GetOffer offer) throws TransferRefusedException {
                    throw new TransferRefusedException(Kind.NOT_FOUND, "nothing");
                }
            });
            return engine.put(pair.in, pair.out, TransferSource.bytes(bytes), request)
                    .await();
        }
    }

    private TransferResult put(byte[] bytes, PutRequest request) throws IOException {
        return put("me", bytes, request, Long.MAX_VALUE);
    }

    private Kind kind(byte[] bytes, PutRequest request) {
        return catchThrowableOfType(TransferException.class, () -> put(bytes, request))
                .kind();
    }

    private void cut(String owner) {
        assertThat(catchThrowable(() -> put(owner, content, PutRequest.to(NAME), 1_700_000)))
                .isInstanceOf(IOException.class);
    }

    private List<String> keys(String kind) {
        List<String> keys = bucket.list("");
        keys.removeIf(key -> !key.contains('/' + kind));
        return keys;
    }

    private void assertStands(byte[] bytes) throws IOException {
        assertThat(keys("parts/")).isEmpty();
        assertThat(keys("contents/")).hasSize(1);
        ByteBuffer read = ByteBuffer.allocate(bytes.length + 1);
        try (PartialStore.Content found = store.find(NAME).orElseThrow()) {
            assertThat(found.size()).isEqualTo(bytes.length);
            assertThat(found.read(read, 0)).isEqualTo(bytes.length == 0 ? -1 : bytes.length);
        }
        assertThat(read.flip()).isEqualTo(ByteBuffer.wrap(bytes));
    }

    @Test
    void aPutThatIsCutGoesOnWithItsParts() throws IOException {
        cut("me");
        assertThat(store.find(NAME)).isEmpty();
        int parts = keys("parts/").size();
        assertThat(parts).isPositive();
        TransferResult result = put(content, PutRequest.to(NAME));
        assertThat(result.reusedBytes()).isEqualTo((long) parts * PART);
        assertStands(content);
    }

    @Test
    void onlyWhatDiffersIsSentAgain() throws IOException {
        put(content, PutRequest.to(NAME));
        assertThat(put(content, PutRequest.to(NAME)).wireBodyBytes()).isZero();
        byte[] edited = content.clone();
        edited[1_000_000] ^= 1;
        assertThat(put(edited, PutRequest.to(NAME)).wireBodyBytes()).isEqualTo(PART);
        assertStands(edited);
    }

    @Test
    void aPartThatIsDamagedOrGoneIsSentAgain() throws IOException {
        cut("me");
        List<String> parts = keys("parts/");
        byte[] damaged = bucket.get(parts.get(0)).orElseThrow().bytes().clone();
        damaged[5] ^= 1;
        bucket.put(parts.get(0), damaged);
        bucket.delete(parts.get(1));
        TransferResult result = put(content, PutRequest.to(NAME));
        assertThat(result.reusedBytes()).isEqualTo((parts.size() - 2L) * PART);
        assertThat(result.wireBodyBytes()).isEqualTo(SIZE - result.reusedBytes());
        assertStands(content);
    }

    @Test
    void emptyContentArrives() throws IOException {
        put(new byte[0], PutRequest.to(NAME));
        assertStands(new byte[0]);
    }

    @Test
    void conditionsHold() throws IOException {
        String root = put(content, PutRequest.to(NAME).ifAbsent()).rootHex();
        byte[] other = random(2);
        assertThat(kind(other, PutRequest.to(NAME).ifAbsent())).isEqualTo(Kind.EXISTS);
        assertThat(put(content, PutRequest.to(NAME).ifAbsent()).wireBodyBytes()).isZero();
        assertThat(kind(other, PutRequest.to(NAME).ifRoot("0".repeat(64)))).isEqualTo(Kind.CONFLICT);
        put(other, PutRequest.to(NAME).ifRoot(root));
        assertStands(other);
    }

    /** The content is joined, and somebody else's gets the name first. */
    @Test
    void ofTwoWhoWantAFreeNameOneGetsIt() throws IOException {
        bucket.beforeReplacing = () -> bucket.beforeReplacing =
                () -> put("you", random(2), PutRequest.to(NAME).ifAbsent(), Long.MAX_VALUE);
        assertThat(kind(content, PutRequest.to(NAME).ifAbsent())).isEqualTo(Kind.EXISTS);
        assertStands(random(2));
    }

    @Test
    void whatOneOwnerHasPutIsNeverContinuedByAnother() throws IOException {
        cut("me");
        TransferResult result = put("you", content, PutRequest.to(NAME), Long.MAX_VALUE);
        assertThat(result.reusedBytes()).isZero();
        assertThat(keys("parts/")).isNotEmpty(); // mine
        assertThat(put(content, PutRequest.to(NAME)).wireBodyBytes()).isZero();
        assertStands(content);
    }

    private static PartialStore.Completion all(PartialStore.Part... parts) {
        long size = 0;
        for (PartialStore.Part part : parts) {
            size += part.length();
        }
        return new PartialStore.Completion(List.of(parts), size, DIGEST, OptionalLong.empty(), false, Optional.empty());
    }

    private static PartialStore.Part fill(PartialStore.Upload upload, int number) throws Exception {
        try (PartialStore.PartOutput out = upload.put(number, 3)) {
            out.write(new byte[] {9, 1, 2, 3, 9}, 1, 3);
            out.finish(DIGEST);
        }
        return new PartialStore.Part(number, 3, DIGEST);
    }

    @Test
    void everyCallOfAnOlderSessionIsRefused() throws Exception {
        PartialStore.Upload older = store.begin("me", NAME);
        PartialStore.Part part = fill(older, 0);
        PartialStore.PartOutput late = older.put(1, 3);
        PartialStore.Upload newer = store.begin("me", NAME);
        assertThat(newer.number()).isGreaterThan(older.number());
        List<Kind> kinds = new ArrayList<>();
        for (Call call : List.<Call>of(
                older::parts,
                () -> older.put(2, 3),
                () -> older.read(0, ByteBuffer.allocate(3), 0),
                () -> {
                    late.finish(DIGEST);
                    return late;
                },
                () -> {
                    older.force();
                    return older;
                },
                () -> {
                    older.complete(all(part));
                    return older;
                },
                () -> {
                    older.abort();
                    return older;
                })) {
            kinds.add(catchThrowableOfType(TransferRefusedException.class, call::make)
                    .kind());
        }
        assertThat(kinds).hasSize(7).containsOnly(Kind.STALE_EPOCH);
        assertThat(newer.parts()).containsExactly(part);
        newer.complete(all(part));
        assertThat(store.find(NAME)).isPresent();
    }

    private interface Call {
        Object make() throws Exception;
    }

    /** The older one has looked whether it is current, and has joined its content; then it is overtaken. */
    @Test
    void aSessionThatIsOvertakenWhileItCompletesPublishesNothing() throws Exception {
        PartialStore.Upload older = store.begin("me", NAME);
        PartialStore.Part part = fill(older, 0);
        List<PartialStore.Upload> newer = new ArrayList<>();
        bucket.beforeReplacing = () -> {
            try {
                newer.add(store.begin("me", NAME));
            } catch (TransferRefusedException e) {
                throw new IOException(e);
            }
        };
        assertThat(catchThrowableOfType(TransferRefusedException.class, () -> older.complete(all(part)))
                        .kind())
                .isEqualTo(Kind.STALE_EPOCH);
        assertThat(store.find(NAME)).isEmpty();
        assertThat(keys("contents/")).isEmpty(); // the newer one has removed what was joined
        newer.get(0).abort();
        assertThat(keys("parts/")).isEmpty();
    }

    /** It has its name, but nobody was told. */
    @Test
    void aPutWhoseLastRequestWasAnsweredByNobodyIsFoundWhenItIsRepeated() throws Exception {
        bucket.beforeReplacing = () -> bucket.afterReplacing = () -> bucket.afterReplacing = () -> {
            throw new IOException("503");
        };
        assertThat(kind(content, PutRequest.to(NAME).ifAbsent())).isEqualTo(Kind.IO);
        assertThat(put(content, PutRequest.to(NAME).ifAbsent()).wireBodyBytes()).isZero();
        assertStands(content);
    }

    @Test
    void whatASessionThatDiedHasJoinedIsRemovedByTheNext() throws Exception {
        PartialStore.Upload dead = store.begin("me", NAME);
        bucket.put(keys("index").get(0).replace("index", "contents/" + dead.number()), new byte[9]);
        put(content, PutRequest.to(NAME));
        assertStands(content);
    }
}
