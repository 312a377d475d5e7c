package dev.framewire.transfer;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameException;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.framing.HeaderView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Messages to frames and back: scalars in the header, bitmaps, digests and content in the body. Source: SPEC.md, "Messages". */
final class MessageCodec {
    static final HeaderKey TYPE = HeaderKey.of("type");
    static final String PREFIX = "x.";
    static final int MAX_PIECE_BYTES = 1 << 20;
    /** 65,536 digests and their bitmap are just over 2 MiB. */
    static final int PAGE_CHUNKS = 1 << 16;

    private static final int MAX_BODY_BYTES = 4 << 20;
    private static final int MAX_TEXT_CHARS = 500;
    private static final HeaderKey ID = HeaderKey.of("id");
    private static final HeaderKey EPOCH = HeaderKey.of("e");
    private static final HeaderKey OP = HeaderKey.of("op");
    private static final HeaderKey PATH = HeaderKey.of("path");
    private static final HeaderKey SIZE = HeaderKey.of("size");
    private static final HeaderKey CHUNK = HeaderKey.of("chunk");
    private static final HeaderKey MODIFIED = HeaderKey.of("mtime");
    private static final HeaderKey MODE = HeaderKey.of("mode");
    private static final HeaderKey MODES = HeaderKey.of("modes");
    private static final HeaderKey IF = HeaderKey.of("if");
    private static final HeaderKey CHECK = HeaderKey.of("check");
    private static final HeaderKey RATE = HeaderKey.of("rate");
    private static final HeaderKey FIRST = HeaderKey.of("first");
    private static final HeaderKey COUNT = HeaderKey.of("count");
    private static final HeaderKey MORE = HeaderKey.of("more");
    private static final HeaderKey ORDER = HeaderKey.of("order");
    private static final HeaderKey CREDIT = HeaderKey.of("credit");
    private static final HeaderKey OFFSET = HeaderKey.of("off");
    private static final HeaderKey CRC = HeaderKey.of("crc");
    private static final HeaderKey WRITTEN = HeaderKey.of("written");
    private static final HeaderKey DURABLE = HeaderKey.of("durable");
    private static final HeaderKey VERIFIED = HeaderKey.of("verified");
    private static final HeaderKey ROOT = HeaderKey.of("root");
    private static final HeaderKey CODE = HeaderKey.of("code");
    private static final HeaderKey TEXT = HeaderKey.of("text");
    private static final HeaderKey INDEX = HeaderKey.of("index");
    private static final HeaderKey SHA256 = HeaderKey.of("sha256");
    private static final HeaderKey KEEP = HeaderKey.of("keep");
    private static final byte[] NO_BODY = new byte[0];

    private MessageCodec() {}

    static boolean isTransferFrame(Frame frame) throws FrameException {
        return frame.header().getString(TYPE, "").startsWith(PREFIX);
    }

    /** Which transfer a frame whose type begins with "x." belongs to. */
    static long id(Frame frame) throws FrameException {
        return frame.header().getLong(ID);
    }

    static boolean isOpen(Frame frame) throws FrameException {
        return frame.header().getString(TYPE, "").equals("x.open");
    }

    /**
     * Reads the first frame of a transfer.
     *
     * @return null if it is a late one of a transfer that is over
     */
    static @Nullable Message opening(Frame first) throws IOException {
        return isOpen(first) ? read(first, new Buffers()) : null;
    }

    static boolean isData(Frame frame) throws FrameException {
        return frame.header().getString(TYPE, "").equals("x.data");
    }

    /**
     * Reads a frame whose type begins with "x.". A piece is read into a buffer of {@code buffers}. What is wrong with a message becomes a
     * {@link Message.Malformed}, which fails its transfer and no other.
     *
     * @throws IOException if the frame cannot be read on, has no {@code id}, or is a malformed end: which frame is the last
     *     one of its transfer is then unknown
     */
    static Message read(Frame frame, Buffers buffers) throws IOException {
        String type = frame.header().getString(TYPE, "");
        long id = id(frame);
        TransferException why;
        try {
            return read(type, id, frame, buffers);
        } catch (TransferException e) {
            why = e;
        } catch (FrameException e) {
            if (!e.recoverable()) {
                throw e;
            }
            why = new TransferException(TransferException.Kind.PROTOCOL, type + ": " + e.getMessage(), false, e);
        }
        if (type.equals("x.done") || type.equals("x.error") || type.equals("x.cancel")) {
            throw why;
        }
        return new Message.Malformed(id, why);
    }

    private static Message read(String type, long id, Frame frame, Buffers buffers) throws IOException {
        HeaderView h = frame.header();
        return switch (type) {
            case "x.open" ->
                switch (h.getString(OP)) {
                    case "packs" -> new Message.OpenPacks(id, packsCondition(h.getString(IF, "any")));
                    case "wants" -> new Message.OpenWants(id, packFormat(h));
                    default -> open(id, h);
                };
            case "x.want" -> new Message.Want(id, frame.readBody(PackCodec.MAX_WANT_BYTES));
            case "x.pack" ->
                new Message.Pack(
                        id,
                        h.getInt(COUNT),
                        h.getInt(INDEX),
                        (int) h.getLong(CRC),
                        packFormat(h),
                        frame.readBody(PackCodec.MAX_BODY_BYTES));
            case "x.packed" -> new Message.Packed(id, frame.readBody(PackCodec.MAX_FILES));
            case "x.end" -> new Message.End(id);
            case "x.offer" -> new Message.Offer(id, size(h), h.getInt(CHUNK), h.getLong(MODIFIED, -1), mode(h));
            case "x.state" ->
                new Message.State(
                        id,
                        h.getLong(EPOCH),
                        h.getInt(FIRST),
                        h.getInt(COUNT),
                        h.getBoolean(MORE, false),
                        h.getLong(CREDIT),
                        frame.readBody(MAX_BODY_BYTES),
                        h.getBoolean(ORDER, false));
            case "x.data" -> data(id, h.getLong(EPOCH), h.getLong(OFFSET), h.getLong(CRC), frame, buffers);
            case "x.ack" ->
                new Message.Ack(
                        id,
                        h.getLong(EPOCH),
                        h.getLong(WRITTEN),
                        h.getLong(DURABLE),
                        h.getLong(VERIFIED, 0),
                        h.getLong(CREDIT));
            case "x.alive" -> new Message.Alive(id, h.getLong(EPOCH));
            case "x.hashes" ->
                new Message.Hashes(id, h.getLong(EPOCH), h.getInt(FIRST), frame.readBody(MAX_BODY_BYTES));
            case "x.size" -> new Message.Size(id, h.getLong(EPOCH), h.getLong(SIZE));
            case "x.fin" -> new Message.Fin(id, h.getLong(EPOCH), h.getLong(SIZE), root(h));
            case "x.need" ->
                new Message.Need(
                        id,
                        h.getLong(EPOCH),
                        h.getInt(FIRST),
                        h.getInt(COUNT),
                        h.getBoolean(MORE, false),
                        frame.readBody(MAX_BODY_BYTES));
            case "x.done" -> new Message.Done(id, h.getLong(SIZE), root(h), sha256(h, false));
            case "x.error" -> new Message.Failure(id, kind(h.getString(CODE)), h.getString(TEXT, ""));
            case "x.cancel" -> new Message.Cancel(id, h.getBoolean(KEEP, true));
            default -> throw protocol("unknown message " + printable(type));
        };
    }

    private static Message open(long id, HeaderView h) throws IOException {
        boolean put = put(h.getString(OP));
        Condition condition = condition(h.getString(IF, "any"));
        ContentCheck check = check(h.getString(CHECK, "sha256"));
        if (check == ContentCheck.CRC_ONLY && condition == Condition.ROOT) {
            throw protocol("if = root with check = crc-only");
        }
        return new Message.Open(
                id,
                put,
                h.getString(PATH),
                put ? size(h) : 0,
                h.getInt(CHUNK, Geometry.MIN_CHUNK_BYTES),
                h.getLong(MODIFIED, -1),
                condition,
                condition == Condition.ROOT ? HexFormat.of().formatHex(root(h)) : null,
                h.getLong(RATE, 0),
                sha256(h, true),
                mode(h),
                check);
    }

    /** The size; {@link Geometry#UNKNOWN} if nothing is said, and nothing else that is said is taken for that. */
    private static long size(HeaderView h) throws IOException {
        long size = h.getLong(SIZE, Geometry.UNKNOWN);
        return size == Geometry.UNKNOWN && h.has(SIZE) ? Long.MIN_VALUE : size;
    }

    private static ContentCheck check(String text) throws TransferException {
        return ContentCheck.named(text).orElseThrow(() -> protocol("no check that is known here: " + printable(text)));
    }

    private static PackFormat packFormat(HeaderView h) throws IOException {
        ContentCheck check = check(h.getString(CHECK, "sha256"));
        if (check == ContentCheck.CRC_ONLY) {
            throw protocol("packs with check = crc-only");
        }
        return new PackFormat(check, h.getBoolean(MODES, false));
    }

    private static void packFormat(HeaderBuilder h, PackFormat format) {
        check(h, format.check());
        if (format.modes()) {
            h.put(MODES, true);
        }
    }

    private static void check(HeaderBuilder h, ContentCheck check) {
        if (check != ContentCheck.SHA256) {
            h.put(CHECK, check.wireName());
        }
    }

    private static Condition packsCondition(String text) throws TransferException {
        Condition condition = condition(text);
        if (condition == Condition.ROOT) {
            throw protocol("packs with if = root");
        }
        return condition;
    }

    private static Condition condition(String text) throws TransferException {
        return switch (text) {
            case "any" -> Condition.ANY;
            case "absent" -> Condition.ABSENT;
            case "root" -> Condition.ROOT;
            default -> throw protocol("if is none of any, absent and root: " + printable(text));
        };
    }

    private static Message data(long id, long epoch, long offset, long crc, Frame frame, Buffers buffers)
            throws IOException {
        long length = frame.bodyLength();
        if (length < 1 || length > MAX_PIECE_BYTES) {
            throw protocol("x.data of " + length + " bytes");
        }
        ByteBuffer content = buffers.take((int) length);
        while (content.hasRemaining()) {
            frame.read(content);
        }
        return new Message.Data(id, epoch, offset, (int) crc, content.flip());
    }

    private static boolean put(String op) throws TransferException {
        return switch (op) {
            case "put" -> true;
            case "get" -> false;
            default -> throw protocol("op is neither put nor get: " + printable(op));
        };
    }

    /** Nine bits; −1 if nothing is said. */
    private static int mode(HeaderView h) throws IOException {
        int mode = h.getInt(MODE, -1);
        if (mode < -1 || mode > Permissions.ALL) {
            throw protocol("a mode of more than nine bits: " + mode);
        }
        return mode;
    }

    /** The digest of the whole, or a wish for it; null if nothing is said. */
    private static @Nullable String sha256(HeaderView h, boolean wish) throws IOException {
        String text = h.getString(SHA256, "");
        if (text.isEmpty()) {
            return null;
        }
        return wish && text.equals(WholeDigest.ASK) ? text : HexFormat.of().formatHex(digest(h, SHA256, "sha256"));
    }

    private static byte[] root(HeaderView h) throws IOException {
        return digest(h, ROOT, "root");
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

    private static TransferException.Kind kind(String code) {
        for (TransferException.Kind kind : TransferException.Kind.values()) {
            if (kind.name().equals(code)) {
                return kind;
            }
        }
        return TransferException.Kind.REFUSED; // a peer newer than we are
    }

    static TransferException protocol(String message) {
        return new TransferException(TransferException.Kind.PROTOCOL, message);
    }

    /** A peer's text, fit for a log: capped, and nothing in it that a terminal would obey. */
    static String printable(String text) {
        StringBuilder safe = new StringBuilder();
        text.chars()
                .limit(MAX_TEXT_CHARS)
                .forEach(c -> safe.append(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                                ? String.format(Locale.ROOT, "\\u%04x", c)
                                : String.valueOf((char) c)));
        return safe.toString();
    }

    static void write(Message message, FrameWriter out) throws IOException {
        HeaderBuilder h = new HeaderBuilder();
        if (message instanceof Message.Data m) {
            h.put(TYPE, "x.data").put(ID, m.id()).put(EPOCH, m.epoch());
            h.put(OFFSET, m.offset()).put(CRC, m.crc() & 0xFFFFFFFFL);
            out.write(h, m.view());
            return;
        }
        out.write(h, fill(message, h));
    }

    private static byte[] fill(Message message, HeaderBuilder h) {
        if (message instanceof Message.Open m) {
            h.put(TYPE, "x.open")
                    .put(ID, m.id())
                    .put(OP, m.put() ? "put" : "get")
                    .put(PATH, m.path());
            if (m.put()) {
                size(h, m.size());
                h.put(CHUNK, m.chunk()).put(IF, m.condition().name().toLowerCase(Locale.ROOT));
                if (m.ifRoot() != null) {
                    h.put(ROOT, m.ifRoot());
                }
                modified(h, m.modified());
                mode(h, m.mode());
                sha256(h, m.sha256());
            }
            if (m.rate() > 0) {
                h.put(RATE, m.rate());
            }
            check(h, m.check());
        } else if (message instanceof Message.OpenPacks m) {
            h.put(TYPE, "x.open").put(ID, m.id()).put(OP, "packs");
            h.put(IF, m.condition().name().toLowerCase(Locale.ROOT));
        } else if (message instanceof Message.OpenWants m) {
            h.put(TYPE, "x.open").put(ID, m.id()).put(OP, "wants");
            packFormat(h, m.format());
        } else if (message instanceof Message.Want m) {
            h.put(TYPE, "x.want").put(ID, m.id());
            return m.paths();
        } else if (message instanceof Message.Pack m) {
            h.put(TYPE, "x.pack").put(ID, m.id()).put(COUNT, m.count()).put(INDEX, m.indexBytes());
            h.put(CRC, m.crc() & 0xFFFFFFFFL);
            packFormat(h, m.format());
            return m.body();
        } else if (message instanceof Message.Packed m) {
            h.put(TYPE, "x.packed").put(ID, m.id());
            return m.outcomes();
        } else if (message instanceof Message.End m) {
            h.put(TYPE, "x.end").put(ID, m.id());
        } else if (message instanceof Message.Offer m) {
            h.put(TYPE, "x.offer").put(ID, m.id());
            size(h, m.size());
            h.put(CHUNK, m.chunk());
            modified(h, m.modified());
            mode(h, m.mode());
        } else if (message instanceof Message.State m) {
            h.put(TYPE, "x.state").put(ID, m.id()).put(EPOCH, m.epoch()).put(FIRST, m.first());
            h.put(COUNT, m.count()).put(MORE, m.more()).put(CREDIT, m.credit());
            if (m.inOrder()) {
                h.put(ORDER, true);
            }
            return m.held();
        } else if (message instanceof Message.Ack m) {
            h.put(TYPE, "x.ack").put(ID, m.id()).put(EPOCH, m.epoch()).put(WRITTEN, m.written());
            h.put(DURABLE, m.durable()).put(VERIFIED, m.verified()).put(CREDIT, m.credit());
        } else if (message instanceof Message.Alive m) {
            h.put(TYPE, "x.alive").put(ID, m.id()).put(EPOCH, m.epoch());
        } else if (message instanceof Message.Hashes m) {
            h.put(TYPE, "x.hashes").put(ID, m.id()).put(EPOCH, m.epoch()).put(FIRST, m.first());
            return m.digests();
        } else if (message instanceof Message.Size m) {
            h.put(TYPE, "x.size").put(ID, m.id()).put(EPOCH, m.epoch()).put(SIZE, m.size());
        } else if (message instanceof Message.Fin m) {
            h.put(TYPE, "x.fin").put(ID, m.id()).put(EPOCH, m.epoch()).put(SIZE, m.size());
            h.put(ROOT, HexFormat.of().formatHex(m.root()));
        } else if (message instanceof Message.Need m) {
            h.put(TYPE, "x.need").put(ID, m.id()).put(EPOCH, m.epoch()).put(FIRST, m.first());
            h.put(COUNT, m.count()).put(MORE, m.more());
            return m.bitmap();
        } else if (message instanceof Message.Done m) {
            h.put(TYPE, "x.done").put(ID, m.id()).put(SIZE, m.size());
            h.put(ROOT, HexFormat.of().formatHex(m.root()));
            sha256(h, m.sha256());
        } else if (message instanceof Message.Failure m) {
            h.put(TYPE, "x.error").put(ID, m.id()).put(CODE, m.kind().name()).put(TEXT, printable(m.text()));
        } else if (message instanceof Message.Cancel m) {
            h.put(TYPE, "x.cancel").put(ID, m.id()).put(KEEP, m.keep());
        }
        return NO_BODY;
    }

    private static void size(HeaderBuilder h, long size) {
        if (size != Geometry.UNKNOWN) {
            h.put(SIZE, size);
        }
    }

    private static void sha256(HeaderBuilder h, @Nullable String text) {
        if (text != null) {
            h.put(SHA256, text);
        }
    }

    private static void mode(HeaderBuilder h, int mode) {
        if (mode >= 0) {
            h.put(MODE, mode);
        }
    }

    private static void modified(HeaderBuilder h, long millis) {
        if (millis >= 0) {
            h.put(MODIFIED, millis);
        }
    }
}
