package dev.framewire.transfer;

import static dev.framewire.transfer.MessageCodec.printable;
import static dev.framewire.transfer.MessageCodec.protocol;

import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.framing.HeaderView;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of messages that are more than a number: each is read, with what is wrong with it, and written, where there is something
 * to say. Source: SPEC.md, "Messages".
 */
final class MessageFields {
    static final HeaderKey SIZE = HeaderKey.of("size");
    private static final HeaderKey MODIFIED = HeaderKey.of("mtime");
    private static final HeaderKey MODE = HeaderKey.of("mode");
    private static final HeaderKey MODES = HeaderKey.of("modes");
    private static final HeaderKey IF = HeaderKey.of("if");
    private static final HeaderKey CHECK = HeaderKey.of("check");
    private static final HeaderKey ROOT = HeaderKey.of("root");
    private static final HeaderKey SHA256 = HeaderKey.of("sha256");
    private static final HeaderKey CODE = HeaderKey.of("code");
    private static final HeaderKey CRC = HeaderKey.of("crc");
    private static final long MOST_CRC = 0xFFFFFFFFL;

    /** What one side says to itself, and never to the other. */
    private static final Set<TransferException.Kind> OURS =
            EnumSet.of(TransferException.Kind.CANCELLED, TransferException.Kind.DEADLINE);

    private MessageFields() {}

    /** The size; {@link Geometry#UNKNOWN} if nothing is said, and nothing else that is said is taken for that. */
    static long size(HeaderView h) throws IOException {
        long size = h.getLong(SIZE, Geometry.UNKNOWN);
        return size == Geometry.UNKNOWN && h.has(SIZE) ? Long.MIN_VALUE : size;
    }

    static void size(HeaderBuilder h, long size) {
        if (size != Geometry.UNKNOWN) {
            h.put(SIZE, size);
        }
    }

    /** Milliseconds since 1970; −1 if nothing is said. */
    static long modified(HeaderView h) throws IOException {
        return h.getLong(MODIFIED, -1);
    }

    static void modified(HeaderBuilder h, long millis) {
        if (millis >= 0) {
            h.put(MODIFIED, millis);
        }
    }

    /** Nine bits; −1 if nothing is said. */
    static int mode(HeaderView h) throws IOException {
        if (!h.has(MODE)) {
            return -1;
        }
        int mode = h.getInt(MODE);
        if (mode < 0 || mode > Permissions.ALL) {
            throw protocol("a mode of more than nine bits: " + mode);
        }
        return mode;
    }

    static void mode(HeaderBuilder h, int mode) {
        if (mode >= 0) {
            h.put(MODE, mode);
        }
    }

    static Condition condition(HeaderView h) throws IOException {
        String text = h.getString(IF, "any");
        return switch (text) {
            case "any" -> Condition.ANY;
            case "absent" -> Condition.ABSENT;
            case "root" -> Condition.ROOT;
            default -> throw protocol("if is none of any, absent and root: " + printable(text));
        };
    }

    /** Of packs, which have no root. */
    static Condition packsCondition(HeaderView h) throws IOException {
        Condition condition = condition(h);
        if (condition == Condition.ROOT) {
            throw protocol("packs with if = root");
        }
        return condition;
    }

    static void condition(HeaderBuilder h, Condition condition) {
        h.put(IF, condition.name().toLowerCase(Locale.ROOT));
    }

    static ContentCheck check(HeaderView h) throws IOException {
        String text = h.getString(CHECK, "sha256");
        return ContentCheck.named(text).orElseThrow(() -> protocol("no check that is known here: " + printable(text)));
    }

    static void check(HeaderBuilder h, ContentCheck check) {
        if (check != ContentCheck.SHA256) {
            h.put(CHECK, check.wireName());
        }
    }

    static PackFormat packFormat(HeaderView h) throws IOException {
        ContentCheck check = check(h);
        if (check == ContentCheck.CRC_ONLY) {
            throw protocol("packs with check = crc-only");
        }
        return new PackFormat(check, h.getBoolean(MODES, false));
    }

    static void packFormat(HeaderBuilder h, PackFormat format) {
        check(h, format.check());
        if (format.modes()) {
            h.put(MODES, true);
        }
    }

    /** Of a body. */
    static int crc(HeaderView h) throws IOException {
        long crc = h.getLong(CRC);
        if (crc < 0 || crc > MOST_CRC) {
            throw protocol("a crc of more than 32 bits: " + crc);
        }
        return (int) crc;
    }

    static void crc(HeaderBuilder h, int crc) {
        h.put(CRC, crc & MOST_CRC);
    }

    static byte[] root(HeaderView h) throws IOException {
        return digest(h, ROOT, "root");
    }

    static void root(HeaderBuilder h, byte[] root) {
        h.put(ROOT, HexFormat.of().formatHex(root));
    }

    /** The root of what is to be replaced. */
    static String ifRoot(HeaderView h) throws IOException {
        return HexFormat.of().formatHex(root(h));
    }

    static void ifRoot(HeaderBuilder h, @Nullable String root) {
        if (root != null) {
            h.put(ROOT, root);
        }
    }

    /** The digest of the whole; null if nothing is said. */
    static @Nullable String sha256(HeaderView h) throws IOException {
        return h.has(SHA256) ? HexFormat.of().formatHex(digest(h, SHA256, "sha256")) : null;
    }

    /** The digest that the whole is to have, or the wish to be told it; null if nothing is said. */
    static @Nullable String wantedSha256(HeaderView h) throws IOException {
        return h.getString(SHA256, "").equals(WholeDigest.ASK) ? WholeDigest.ASK : sha256(h);
    }

    static void sha256(HeaderBuilder h, @Nullable String text) {
        if (text != null) {
            h.put(SHA256, text);
        }
    }

    private static byte[] digest(HeaderView h, HeaderKey key, String name) throws IOException {
        try {
            byte[] digest = HexFormat.of().parseHex(h.getString(key));
            if (digest.length == MerkleTree.DIGEST_BYTES) {
                return digest;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw protocol(name + " is not 64 hexadecimal digits");
    }

    /** Why a transfer failed; REFUSED if that has a name which is not known here: a peer newer than we are. */
    static TransferException.Kind kind(HeaderView h) throws IOException {
        String code = h.getString(CODE);
        for (TransferException.Kind kind : TransferException.Kind.values()) {
            if (kind.name().equals(code) && !OURS.contains(kind)) {
                return kind;
            }
        }
        return TransferException.Kind.REFUSED;
    }

    static void kind(HeaderBuilder h, TransferException.Kind kind) {
        h.put(CODE, kind.name());
    }
}
