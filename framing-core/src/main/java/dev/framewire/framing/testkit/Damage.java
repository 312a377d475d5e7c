package dev.framewire.framing.testkit;

import java.io.ByteArrayOutputStream;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One change to the bytes of a stream, at an offset that counts the bytes of the undamaged stream.
 *
 * @param kind what is done
 * @param at offset in the source, from 0
 * @param bytes the mask of a flip, the new bytes of a replacement, the bytes inserted before {@code at}; for a removal
 *     only their number counts
 */
record Damage(Kind kind, long at, List<Byte> bytes) {
    enum Kind {
        FLIP("flip", "^"),
        REPLACE("replace", "="),
        INSERT("insert", "="),
        REMOVE("remove", "=");

        final String word;
        final String sign;

        Kind(String word, String sign) {
            this.word = word;
            this.sign = sign;
        }
    }

    private static final Pattern SYNTAX =
            Pattern.compile("(flip|replace|insert|remove)@([0-9]+)([\\^=])((?:[0-9a-f]{2})+)");

    Damage {
        if (at < 0) {
            throw new IllegalArgumentException("offset < 0: " + at);
        }
        if (bytes.isEmpty()) {
            throw new IllegalArgumentException("no bytes to " + kind.word);
        }
        bytes = List.copyOf(bytes);
    }

    static Damage of(Kind kind, long at, byte... bytes) {
        Byte[] boxed = new Byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            boxed[i] = bytes[i];
        }
        return new Damage(kind, at, List.of(boxed));
    }

    static Damage parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (matcher.matches()) {
            for (Kind kind : Kind.values()) {
                if (kind.word.equals(matcher.group(1)) && kind.sign.equals(matcher.group(3))) {
                    return of(
                            kind,
                            Long.parseLong(matcher.group(2)),
                            HexFormat.of().parseHex(matcher.group(4)));
                }
            }
        }
        throw new IllegalArgumentException("not a damage: " + text);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(kind.word).append('@').append(at).append(kind.sign);
        bytes.forEach(value -> HexFormat.of().toHexDigits(text, value));
        return text.toString();
    }

    private boolean covers(long offset) {
        return offset >= at && offset - at < bytes.size();
    }

    /** Applies a list of damages to a stream that passes by in parts. */
    static final class Workshop {
        private final List<Damage> damages;
        private long offset;

        Workshop(List<Damage> damages) {
            this.damages = damages.stream()
                    .sorted(Comparator.comparingLong(Damage::at))
                    .toList();
        }

        /** The damaged form of the next bytes of the source. */
        byte[] pass(byte[] source, int from, int length) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(length);
            for (int i = 0; i < length; i++, offset++) {
                insertsHere(out);
                int value = source[from + i];
                boolean removed = false;
                for (Damage damage : damages) {
                    if (damage.covers(offset)) {
                        int other = damage.bytes.get((int) (offset - damage.at));
                        switch (damage.kind) {
                            case FLIP -> value ^= other;
                            case REPLACE -> value = other;
                            case REMOVE -> removed = true;
                            case INSERT -> {}
                        }
                    }
                }
                if (!removed) {
                    out.write(value);
                }
            }
            return out.toByteArray();
        }

        /** What is inserted exactly behind the last byte of the source. */
        byte[] end() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            insertsHere(out);
            return out.toByteArray();
        }

        private void insertsHere(ByteArrayOutputStream out) {
            for (Damage damage : damages) {
                if (damage.kind == Kind.INSERT && damage.at == offset) {
                    damage.bytes.forEach(out::write);
                }
            }
        }
    }
}
