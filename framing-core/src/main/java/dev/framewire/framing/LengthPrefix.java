package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One length of 1, 2, 4 or 8 bytes: of a header, whose body length it carries itself, or of a message without a header.
 *
 * <pre>
 *     header-carried    | H: 4 bytes | header, H, with "size":B | body, B |
 *     plain             | B: 1, 2, 4 or 8 bytes | body, B |
 *     plain, inclusive  | B + width             | body, B |
 * </pre>
 *
 * @param signed the sign bit is no part of the length: a negative one is corrupt, not large
 * @param inclusive the length counts its own bytes too
 * @param ofHeader the length is the header's
 */
record LengthPrefix(int width, ByteOrder order, boolean signed, boolean inclusive, boolean ofHeader) implements Prefix {
    private static final VarHandle FOUR = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    @Override
    public int usualBytes() {
        return width;
    }

    @Override
    public long accept(byte[] bytes, int at, FrameLimits limits) {
        long length = value(bytes, at);
        if (ofHeader) {
            return LengthRanges.ofHeader(length, limits) == null ? IN_HEADER : REFUSED;
        }
        return LengthRanges.ofBody(length, limits) == null ? length : REFUSED;
    }

    @Override
    public int need(byte[] prefix, int have) {
        return width;
    }

    @Override
    public @Nullable Problem check(byte[] prefix, int have, FrameLimits limits) {
        if (accept(prefix, 0, limits) != REFUSED) {
            return null;
        }
        String protocol = width < 4 ? null : Diagnosis.ofFour(prefix);
        if (protocol != null) {
            return Problem.of(
                            Kind.WRONG_PROTOCOL,
                            Stage.PREFIX,
                            "Unsupported: not a frame, it begins with \"" + JsonText.escaped(prefix, 0, 4) + "\"")
                    .at(-1, 0)
                    .hint(protocol);
        }
        long length = value(prefix, 0);
        if (!ofHeader) {
            Problem problem = LengthRanges.bodyProblem(length, 0, limits);
            return problem == null ? null : problem.hint(otherOrder(prefix, limits.maxBodyBytes()));
        }
        Problem problem = LengthRanges.headerProblem(length, limits);
        if (problem == null) {
            return null;
        }
        String hint = otherOrder(prefix, limits.maxHeaderBytes());
        // No length of 2 to 65,535 is one again when its four bytes are reversed: then it is certain.
        boolean certain = hint != null && problem.kind() == Kind.HEADER_TOO_LARGE;
        return (certain ? problem.kind(Kind.WRONG_PROTOCOL) : problem).hint(hint);
    }

    private @Nullable String otherOrder(byte[] prefix, long limit) {
        boolean big = order == ByteOrder.BIG_ENDIAN;
        long other = read(prefix, 0, !big);
        return width > 1 && other >= FrameFormat.MIN_HEADER_BYTES && other <= Math.min(limit, 1L << 24)
                ? other + " if " + (big ? "little" : "big") + "-endian: does the peer use struct.pack('"
                        + (big ? "i" : "!i") + "', n)?"
                : null;
    }

    private long value(byte[] bytes, int at) {
        long value = read(bytes, at, order == ByteOrder.BIG_ENDIAN);
        return inclusive ? value < width ? -1 : value - width : value;
    }

    private long read(byte[] bytes, int at, boolean big) {
        if (width != Integer.BYTES) {
            return readOdd(bytes, at, big);
        }
        // the width of nearly every peer, and so the one that is worth a step of its own
        int four = (int) FOUR.get(bytes, at);
        int value = big ? four : Integer.reverseBytes(four);
        return signed ? value : Integer.toUnsignedLong(value);
    }

    private long readOdd(byte[] bytes, int at, boolean big) {
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | bytes[at + (big ? i : width - 1 - i)] & 0xff;
        }
        int spare = 64 - 8 * width;
        return signed ? value << spare >> spare : value;
    }

    @Override
    public int headerLength(byte[] bytes, int at) {
        return ofHeader ? (int) value(bytes, at) : 0;
    }

    @Override
    public long bodyLength(byte[] bytes, int at) {
        return ofHeader ? IN_HEADER : value(bytes, at);
    }

    @Override
    public long maxBodyBytes() {
        if (ofHeader || width == 8) {
            return FrameFormat.MAX_BODY_BYTES;
        }
        long most = (1L << (signed ? 8 * width - 1 : 8 * width)) - 1;
        return inclusive ? most - width : most;
    }

    @Override
    public int put(int headerLength, long bodyLength, byte[] out, int at) {
        long value = (ofHeader ? headerLength : bodyLength) + (inclusive ? width : 0);
        boolean big = order == ByteOrder.BIG_ENDIAN;
        for (int i = 0; i < width; i++) {
            out[at + (big ? width - 1 - i : i)] = (byte) (value >>> 8 * i);
        }
        return width;
    }

    @Override
    public String toString() {
        return (ofHeader ? "header-carried, " : "plain, ") + width + " bytes, " + order + (signed ? ", signed" : "")
                + (inclusive ? ", inclusive" : "");
    }
}
