package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.transfer.StorageCase.Version;
import dev.framewire.transfer.TwoEnds.Cut;
import dev.framewire.transfer.testkit.SimulatedCrash;
import dev.framewire.transfer.testkit.SimulatedStore;
import dev.framewire.transfer.testkit.SimulatedStore.Fault;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Both ends of a put of three chunks into an object store: the connection cut at every byte of the messages, each call of the
 * store failed, answered in vain, or the last of its process, parts lost and damaged between two sessions. After each of these
 * the name has the old content or the new one, and the next session ends with the new one.
 */
@Timeout(900)
class StoreSimulatorTest {
    private static final String NAME = "a/photo";
    private static final StorageCase RUN = StorageCase.of(3 * StorageCase.CHUNK - 5000, 1);

    private final Version content = RUN.content();
    private final Version older = RUN.edited();
    private final Version shorter = Version.of(Arrays.copyOf(older.bytes(), 2 * StorageCase.CHUNK));
    private final LongAdder states = new LongAdder();

    /** How a put is asked for, and what has the name before it. */
    private enum Way {
        ANY,
        OVER_ANOTHER,
        OVER_A_SHORTER,
        ABSENT,
        IF_ROOT
    }

    private Optional<Version> before(Way way) {
        return switch (way) {
            case ANY, ABSENT -> Optional.empty();
            case OVER_A_SHORTER -> Optional.of(shorter);
            case OVER_ANOTHER, IF_ROOT -> Optional.of(older);
        };
    }

    private SimulatedStore fresh(Way way, boolean readsBack) {
        SimulatedStore store = new SimulatedStore(readsBack);
        before(way).ifPresent(version -> {
            Promises promises = new Promises(version.geometry().chunks(), Optional.empty());
            assertThat(connect(store, Way.ANY, version, promises, Cut.NONE, 3)).isNotNull();
        });
        return store;
    }

    private Promises promises(Way way) {
        return new Promises(content.geometry().chunks(), before(way).map(Version::bytes));
    }

    private TransferSink sink(SimulatedStore store, Way way) {
        TransferSink sink = TransferSink.into(store, RUN.owner(), NAME);
        return switch (way) {
            case ABSENT -> sink.ifAbsent();
            case IF_ROOT -> sink.ifRoot(HexFormat.of().formatHex(older.root()));
            default -> sink;
        };
    }

    /** One connection; null if the storage failed it. */
    private @Nullable TwoEnds connect(
            SimulatedStore store, Way way, Version version, Promises promises, Cut cut, long seed) {
        try {
            return TwoEnds.connect(RUN, version, () -> sink(store, way), promises, cut, seed);
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).startsWith("simulated")) {
                throw new StorageOracle.Broken("an error of another kind: " + e);
            }
            return null;
        } catch (SimulatedCrash dead) {
            return null;
        }
    }

    /** What happens between two sessions. */
    private interface Between {
        void happens(SimulatedStore store);
    }

    private void state(SimulatedStore start, Way way, Cut cut, long step, Fault fault, Between between, long seed) {
        String what = way + ", " + cut + ", step " + step + " " + fault + ", seed " + seed;
        try {
            SimulatedStore store = start.copy();
            store.plan(step, fault);
            Promises promises = promises(way);
            connect(store, way, content, promises, cut, seed);
            boolean powerLost = seed % 2 == 0;
            store.restart(powerLost);
            if (powerLost) {
                System.arraycopy(promises.durable, 0, promises.written, 0, promises.durable.length);
            }
            between.happens(store);
            Optional<byte[]> now = store.content(NAME);
            require(promises.allows(now), "I1/I8: the name has neither the old content nor the whole new one");
            boolean published =
                    now.filter(bytes -> Arrays.equals(bytes, content.bytes())).isPresent();
            if (way == Way.IF_ROOT && published) {
                return; // its condition does not hold any more, and that is right
            }
            for (int i = 0; between == NOTHING && i < content.geometry().chunks(); i++) {
                boolean there = store.numbers(RUN.owner(), NAME).contains(i);
                require(published || there || promises.durable[i] == null, "I2: a durable part is gone");
                if (!there) {
                    promises.withdraw(i);
                }
            }
            int kept = between == NOTHING ? promises.kept(content) : 0;
            TwoEnds second = connect(store, way, content, promises, Cut.NONE, seed + 1);
            require(second != null && promises.done, "I7: not published over a connection that holds");
            if (second != null && between == NOTHING && store.readsBack()) {
                long most =
                        published ? 0 : RUN.size() - Math.max(0, kept - 1L) * StorageCase.CHUNK - (kept > 0 ? 1 : 0);
                require(second.contentSent <= most, "I7: what survived was sent again");
            }
            require(
                    store.content(NAME)
                            .filter(bytes -> Arrays.equals(bytes, content.bytes()))
                            .isPresent(),
                    "I8");
            assertThat(store.numbers(RUN.owner(), NAME)).isEmpty();
            states.increment();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(what + ": " + e, e);
        }
    }

    private static final Between NOTHING = store -> {};

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new StorageOracle.Broken(otherwise);
        }
    }

    @Test
    void cutAtEveryFrame() {
        for (Way way : Way.values()) {
            SimulatedStore start = fresh(way, true);
            TwoEnds whole = connect(start.copy(), way, content, promises(way), Cut.NONE, 7);
            assertThat(whole).isNotNull();
            int length = whole == null ? 0 : whole.toReceiver.length();
            LongStream.rangeClosed(1, length)
                    .filter(at -> at % 97 == 0 || at < 300 || at > length - 300)
                    .parallel()
                    .forEach(at -> state(
                            start,
                            way,
                            new Cut(at, SimulatedPipe.NEVER, Long.MAX_VALUE),
                            -1,
                            Fault.FAILS,
                            NOTHING,
                            at));
            LongStream.rangeClosed(1, whole == null ? 0 : whole.toSender.length())
                    .parallel()
                    .forEach(at -> state(
                            start,
                            way,
                            new Cut(SimulatedPipe.NEVER, at, Long.MAX_VALUE),
                            -1,
                            Fault.FAILS,
                            NOTHING,
                            at));
        }
        System.out.println("object store: " + states + " cuts");
        assertThat(states.sum()).isGreaterThan(3000);
    }

    @Test
    void eachCallFailsOrIsTheLast() {
        for (boolean readsBack : new boolean[] {true, false}) {
            for (Way way : readsBack ? Way.values() : new Way[] {Way.ANY, Way.OVER_ANOTHER}) {
                SimulatedStore start = fresh(way, readsBack);
                for (long seed = 0; seed < 6; seed++) {
                    SimulatedStore whole = start.copy();
                    connect(whole, way, content, promises(way), Cut.NONE, seed);
                    for (long step = start.steps(); step < whole.steps(); step++) {
                        for (Fault fault : Fault.values()) {
                            state(start, way, Cut.NONE, step, fault, NOTHING, seed);
                        }
                    }
                }
            }
        }
        System.out.println("object store: " + states + " failures and deaths");
        assertThat(states.sum()).isGreaterThan(2000);
    }

    @Test
    void partsAreLostAndDamagedBetweenSessionsAndStepsOfTheSecondFail() {
        SimulatedStore start = fresh(Way.ANY, true);
        LongStream.range(0, 3000).parallel().forEach(seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Cut cut = new Cut(1 + random.nextLong(RUN.size() + 2000), SimulatedPipe.NEVER, Long.MAX_VALUE);
            long step = random.nextBoolean() ? random.nextLong(60) : -1;
            Fault fault = Fault.values()[random.nextInt(4)];
            state(
                    start,
                    Way.ANY,
                    cut,
                    step,
                    fault,
                    store -> {
                        for (int part : List.of(0, 1, 2)) {
                            switch (random.nextInt(3)) {
                                case 0 -> store.damage(RUN.owner(), NAME, part, random.nextInt(11_000));
                                case 1 -> store.lose(RUN.owner(), NAME, part);
                                default -> {}
                            }
                        }
                    },
                    2 * seed + 1);
        });
        System.out.println("object store: " + states + " of lost and damaged parts");
        assertThat(states.sum()).isEqualTo(3000);
    }
}
