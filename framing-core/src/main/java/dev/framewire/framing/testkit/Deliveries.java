package dev.framewire.framing.testkit;

import java.io.InputStream;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Runs a check once for each of many ways in which the same bytes can arrive.
 *
 * <pre>{@code
 * Deliveries.check(bytes, in -> {
 *     MyReader reader = new MyReader(in);
 *     assertEquals("hello", reader.next());
 *     assertEquals("world", reader.next());
 *     assertNull(reader.next());
 * });
 * }</pre>
 *
 * <p>A check that fails, fails with an {@link AssertionError} that names the delivery; hand that line to
 * {@link Delivery#parse(String)} to run it alone. Stateless.
 */
public final class Deliveries {
    /** Longest stream, in bytes, for which {@link #all(int)} tries every pair of cuts: 2,016 of them. */
    public static final int MAX_BYTES_FOR_PAIRS = 64;

    /** How many seeded random deliveries {@link #all(int)} has. */
    public static final int RANDOM_DELIVERIES = 200;

    private Deliveries() {}

    /** What has to hold for one delivery. */
    @FunctionalInterface
    public interface Check {
        /**
         * Reads the stream and throws if what it finds is wrong.
         *
         * @throws Exception if the check fails
         */
        void accept(InputStream in) throws Exception;
    }

    /** What has to hold for one delivery, given as the plan itself: for channels, outputs and live connections. */
    @FunctionalInterface
    public interface PlanCheck {
        /**
         * Makes streams of the delivery and throws if what happens is wrong.
         *
         * @throws Exception if the check fails
         */
        void accept(Delivery delivery) throws Exception;
    }

    /**
     * Runs the check for {@link #all(int) every delivery} of these bytes.
     *
     * @throws AssertionError naming the first delivery for which the check fails
     */
    public static void check(byte[] bytes, Check check) {
        check(all(bytes.length), delivery -> {
            try (InputStream in = delivery.over(bytes)) {
                check.accept(in);
            }
        });
    }

    /**
     * Runs the check for each of these deliveries.
     *
     * @throws AssertionError naming the first delivery for which the check fails
     */
    public static void check(Stream<Delivery> deliveries, PlanCheck check) {
        deliveries.forEach(delivery -> {
            try {
                check.accept(delivery);
            } catch (Exception | AssertionError failure) {
                throw new AssertionError("with the delivery \"" + delivery + "\": " + failure, failure);
            }
        });
    }

    /**
     * Everything that delivers a stream undamaged: whole, halves, hidden {@code available()}, zero reads, every size of
     * piece from 1 to twice the length, every pair of cuts if the stream has at most {@value #MAX_BYTES_FOR_PAIRS} bytes,
     * and {@value #RANDOM_DELIVERIES} random ones.
     *
     * @param length of the stream in bytes, at least 0
     */
    public static Stream<Delivery> all(int length) {
        Stream<Delivery> few = Stream.of(
                Delivery.whole(),
                Delivery.half(),
                Delivery.whole().nothingAvailable(),
                Delivery.drip().nothingAvailable().withZeroReads());
        Stream<Delivery> pairs = length <= MAX_BYTES_FOR_PAIRS ? everyPairOfCuts(length) : Stream.empty();
        return Stream.of(few, everyPieceSize(length), pairs, random(0, RANDOM_DELIVERIES, Math.max(1, length)))
                .flatMap(deliveries -> deliveries);
    }

    /** Pieces of each size from 1 to twice the length. */
    public static Stream<Delivery> everyPieceSize(int length) {
        return IntStream.rangeClosed(1, Math.max(1, 2 * length)).mapToObj(Delivery::pieces);
    }

    /** Three pieces, cut at each pair of offsets inside the stream; their number grows with the square of the length. */
    public static Stream<Delivery> everyPairOfCuts(int length) {
        return IntStream.range(1, length)
                .boxed()
                .flatMap(first -> IntStream.range(first + 1, length).mapToObj(second -> Delivery.cutAt(first, second)));
    }

    /**
     * Random deliveries with the seeds {@code firstSeed}, {@code firstSeed + 1} and so on; the largest piece is random too.
     *
     * @param count how many
     * @param length of the stream in bytes, at least 1
     */
    public static Stream<Delivery> random(long firstSeed, int count, int length) {
        return LongStream.range(firstSeed, firstSeed + count)
                .mapToObj(seed -> Delivery.random(seed, 1 + (int) Math.floorMod(seed * 31, (long) length)));
    }

    /** The stream ends too early: after each number of bytes from 0 to one less than the length. */
    public static Stream<Delivery> everyEnd(int length) {
        return each(length, offset -> Delivery.whole().endAt(offset));
    }

    /** The connection breaks: before each byte of the stream, and behind the last. */
    public static Stream<Delivery> everyFailure(int length) {
        return each(length + 1, offset -> Delivery.whole().failAt(offset));
    }

    /** One byte is damaged: each byte in turn, with each of the masks. */
    public static Stream<Delivery> everyFlip(int length, int... masks) {
        return each(length, offset -> offset)
                .flatMap(offset ->
                        IntStream.of(masks).mapToObj(mask -> Delivery.whole().flip(offset, mask)));
    }

    private static <T> Stream<T> each(int length, LongFunction<T> function) {
        return LongStream.range(0, length).mapToObj(function);
    }
}
