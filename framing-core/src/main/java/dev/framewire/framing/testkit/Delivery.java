package dev.framewire.framing.testkit;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.stream.LongStream;

/**
 * One way in which bytes arrive: in which pieces, where they stand still, end or break, and which of them are damaged.
 *
 * <p>A delivery is a value. It begins with the pieces ({@link #whole()}, {@link #drip()}, {@link #pieces(int)},
 * {@link #cutAt(long...)}, {@link #half()}, {@link #random(long, int)}), and each further method gives a changed copy. It
 * prints as one line, {@link #parse(String)} reads that line back, and equal deliveries of equal bytes behave alike on
 * every machine: what a failed test prints is enough to see it fail again.
 *
 * <pre>{@code
 * InputStream in = Delivery.random(42, 7).flip(12, 0x80).endAt(30).over(bytes);
 * // prints as: random(42,7) flip@12^80 end@30
 * }</pre>
 *
 * <p>Offsets of damage count bytes of the undamaged source. All other offsets count bytes as delivered, damage included.
 * Immutable; safe for use by many threads. The streams it makes are not: each has one user, and only the methods
 * {@code release}, {@code abort} and {@code awaitStall} may be called by others.
 */
public final class Delivery {
    private static final long UNSET = -1;

    private final Pieces pieces;
    private final List<Damage> damages;
    private final boolean merging;
    private final boolean zeroReads;
    private final boolean nothingAvailable;
    private final long stallAt;
    private final long failAt;
    private final long endAt;

    private Delivery(Pieces pieces) {
        this(pieces, List.of(), false, false, false, UNSET, UNSET, UNSET);
    }

    private Delivery(
            Pieces pieces,
            List<Damage> damages,
            boolean merging,
            boolean zeroReads,
            boolean nothingAvailable,
            long stallAt,
            long failAt,
            long endAt) {
        this.pieces = pieces;
        this.damages = damages;
        this.merging = merging;
        this.zeroReads = zeroReads;
        this.nothingAvailable = nothingAvailable;
        this.stallAt = stallAt;
        this.failAt = failAt;
        this.endAt = endAt;
    }

    /** As many bytes as are asked for, in one piece: all messages stick together. */
    public static Delivery whole() {
        return new Delivery(new Pieces.Whole());
    }

    /** One byte at a time. */
    public static Delivery drip() {
        return pieces(1);
    }

    /**
     * Pieces of equal size, counted from offset 0. A reader that asks for less than a piece gets its rest next.
     *
     * @param bytes size of a piece, at least 1
     * @throws IllegalArgumentException if {@code bytes < 1}
     */
    public static Delivery pieces(int bytes) {
        return new Delivery(new Pieces.Size(bytes));
    }

    /**
     * Cuts at the given offsets only: no piece reaches across one of them.
     *
     * @param offsets in any order, each at least 0; none is the same as {@link #whole()}
     * @throws IllegalArgumentException if an offset is negative
     */
    public static Delivery cutAt(long... offsets) {
        return new Delivery(new Pieces.Cuts(LongStream.of(offsets).boxed().toList()));
    }

    /** Half of what is asked for each time, rounded up. */
    public static Delivery half() {
        return new Delivery(new Pieces.Half());
    }

    /**
     * Pieces of random sizes. The same seed gives the same pieces, on every JDK.
     *
     * @param seed any number
     * @param maxBytes size of the largest piece, at least 1
     * @throws IllegalArgumentException if {@code maxBytes < 1}
     */
    public static Delivery random(long seed, int maxBytes) {
        return new Delivery(new Pieces.Seeded(seed, maxBytes));
    }

    /**
     * Fills each piece before it is handed over: a read waits until its piece is there in full or the source ends, and an
     * output keeps bytes back, through {@code flush()} too, until a piece is full or the stream is closed. This is how
     * several small messages come to arrive as one.
     */
    public Delivery merging() {
        return new Delivery(pieces, damages, true, zeroReads, nothingAvailable, stallAt, failAt, endAt);
    }

    /**
     * Returns 0 before each piece wherever a contract allows that: {@code ReadableByteChannel.read},
     * {@code WritableByteChannel.write}, {@code InputStream.skip}. A read of an {@code InputStream} may not, and does not.
     */
    public Delivery withZeroReads() {
        return new Delivery(pieces, damages, merging, true, nothingAvailable, stallAt, failAt, endAt);
    }

    /** Has {@code InputStream.available()} answer 0 always, as streams of ciphers and decompressors do. */
    public Delivery nothingAvailable() {
        return new Delivery(pieces, damages, merging, zeroReads, true, stallAt, failAt, endAt);
    }

    /**
     * Stands still before the byte at this offset until {@code release()} or {@code abort()} of the stream is called.
     *
     * @param offset of a delivered byte, or the end of the stream; at least 0
     * @throws IllegalArgumentException if {@code offset < 0}
     */
    public Delivery stallAt(long offset) {
        return new Delivery(pieces, damages, merging, zeroReads, nothingAvailable, checked(offset), failAt, endAt);
    }

    /**
     * Breaks before the byte at this offset: that read or write, and every later one, throws an {@code IOException}.
     *
     * @param offset number of bytes that pass before; at least 0
     * @throws IllegalArgumentException if {@code offset < 0}
     */
    public Delivery failAt(long offset) {
        return new Delivery(pieces, damages, merging, zeroReads, nothingAvailable, stallAt, checked(offset), endAt);
    }

    /**
     * Ends after this many bytes. A reader sees the end of the stream. A writer sees nothing: the output beneath is closed
     * after the last byte that passes, and the rest is dropped without a word, as networks do.
     *
     * @param offset number of bytes that pass; at least 0
     * @throws IllegalArgumentException if {@code offset < 0}
     */
    public Delivery endAt(long offset) {
        return new Delivery(pieces, damages, merging, zeroReads, nothingAvailable, stallAt, failAt, checked(offset));
    }

    /**
     * Flips bits of one byte.
     *
     * @param offset of the byte in the source; at least 0; behind the end, nothing happens
     * @param mask the bits to flip, 1 to 255
     * @throws IllegalArgumentException if {@code offset < 0} or the mask is out of range
     */
    public Delivery flip(long offset, int mask) {
        if (mask < 1 || mask > 255) {
            throw new IllegalArgumentException("mask is not 1 to 255: " + mask);
        }
        return damaged(Damage.of(Damage.Kind.FLIP, offset, (byte) mask));
    }

    /**
     * Puts other bytes in the place of those of the source.
     *
     * @param offset of the first byte in the source; at least 0
     * @param bytes what stands there instead; at least one
     * @throws IllegalArgumentException if {@code offset < 0} or there are no bytes
     */
    public Delivery replace(long offset, byte... bytes) {
        return damaged(Damage.of(Damage.Kind.REPLACE, offset, bytes));
    }

    /**
     * Adds bytes that the source does not have.
     *
     * @param offset of the source's byte before which they appear; its length means "at the end"; at least 0
     * @param bytes what is added; at least one
     * @throws IllegalArgumentException if {@code offset < 0} or there are no bytes
     */
    public Delivery insert(long offset, byte... bytes) {
        return damaged(Damage.of(Damage.Kind.INSERT, offset, bytes));
    }

    /**
     * Loses bytes of the source.
     *
     * @param offset of the first byte lost; at least 0
     * @param count how many, 1 to 4,096
     * @throws IllegalArgumentException if {@code offset < 0} or the count is out of range
     */
    public Delivery remove(long offset, int count) {
        if (count < 1 || count > 4096) {
            throw new IllegalArgumentException("count is not 1 to 4096: " + count);
        }
        return damaged(Damage.of(Damage.Kind.REMOVE, offset, new byte[count]));
    }

    /** These bytes, delivered this way. */
    public DeliveredInputStream over(byte[] bytes) {
        return over(new ByteArrayInputStream(bytes.clone()));
    }

    /** Another stream, delivered this way; closing closes it. */
    public DeliveredInputStream over(InputStream source) {
        return new DeliveredInputStream(this, source);
    }

    /** An output whose bytes reach {@code sink} this way; closing closes it. */
    public DeliveredOutputStream over(OutputStream sink) {
        return new DeliveredOutputStream(this, sink);
    }

    /** A channel that reads these bytes, delivered this way. */
    public DeliveredReadableChannel channelOver(byte[] bytes) {
        return new DeliveredReadableChannel(this, over(bytes));
    }

    /** A channel that takes at most one piece at each write, and passes it to {@code sink}; closing closes it. */
    public DeliveredWritableChannel channelOver(OutputStream sink) {
        return new DeliveredWritableChannel(this, sink);
    }

    /**
     * Reads what {@link #toString()} printed.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static Delivery parse(String text) {
        String[] words = text.split(" ", -1);
        Delivery delivery = new Delivery(Pieces.parse(words[0]));
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            delivery = delivery.with(word);
        }
        return delivery;
    }

    private Delivery with(String word) {
        int at = word.indexOf('@');
        return switch (at < 0 ? word : word.substring(0, at)) {
            case "merging" -> merging();
            case "zero-reads" -> withZeroReads();
            case "nothing-available" -> nothingAvailable();
            case "stall" -> stallAt(Long.parseLong(word.substring(at + 1)));
            case "fail" -> failAt(Long.parseLong(word.substring(at + 1)));
            case "end" -> endAt(Long.parseLong(word.substring(at + 1)));
            default -> damaged(Damage.parse(word));
        };
    }

    Pieces pieces() {
        return pieces;
    }

    List<Damage> damages() {
        return damages;
    }

    boolean isMerging() {
        return merging;
    }

    boolean givesZeroReads() {
        return zeroReads;
    }

    boolean hidesAvailable() {
        return nothingAvailable;
    }

    OptionalLong stallAt() {
        return optional(stallAt);
    }

    OptionalLong failAt() {
        return optional(failAt);
    }

    OptionalLong endAt() {
        return optional(endAt);
    }

    private Delivery damaged(Damage damage) {
        List<Damage> more = new ArrayList<>(damages);
        more.add(damage);
        return new Delivery(pieces, List.copyOf(more), merging, zeroReads, nothingAvailable, stallAt, failAt, endAt);
    }

    private static OptionalLong optional(long offset) {
        return offset == UNSET ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    private static long checked(long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset < 0: " + offset);
        }
        return offset;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Delivery that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** One line that {@link #parse(String)} reads back, such as {@code size(3) flip@12^80 end@30}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(" ").add(pieces.toString());
        if (merging) {
            text.add("merging");
        }
        if (zeroReads) {
            text.add("zero-reads");
        }
        if (nothingAvailable) {
            text.add("nothing-available");
        }
        damages.forEach(damage -> text.add(damage.toString()));
        stallAt().ifPresent(offset -> text.add("stall@" + offset));
        failAt().ifPresent(offset -> text.add("fail@" + offset));
        endAt().ifPresent(offset -> text.add("end@" + offset));
        return text.toString();
    }
}
