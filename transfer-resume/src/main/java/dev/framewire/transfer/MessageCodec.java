package dev.framewire.transfer;

import static dev.framewire.transfer.MessageFields.SIZE;
import static dev.framewire.transfer.MessageFields.check;
import static dev.framewire.transfer.MessageFields.condition;
import static dev.framewire.transfer.MessageFields.crc;
import static dev.framewire.transfer.MessageFields.ifRoot;
import static dev.framewire.transfer.MessageFields.kind;
import static dev.framewire.transfer.MessageFields.mode;
import static dev.framewire.transfer.MessageFields.modified;
import static dev.framewire.transfer.MessageFields.packFormat;
import static dev.framewire.transfer.MessageFields.packsCondition;
import static dev.framewire.transfer.MessageFields.root;
import static dev.framewire.transfer.MessageFields.sha256;
import static dev.framewire.transfer.MessageFields.size;
import static dev.framewire.transfer.MessageFields.wantedSha256;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameException;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.framing.HeaderView;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    private static final HeaderKey CHUNK = HeaderKey.of("chunk");
    private static final HeaderKey RATE = HeaderKey.of("rate");
    private static final HeaderKey FIRST = HeaderKey.of("first");
    private static final HeaderKey COUNT = HeaderKey.of("count");
    private static final HeaderKey MORE = HeaderKey.of("more");
    private static final HeaderKey ORDER = HeaderKey.of("order");
    private static final HeaderKey CREDIT = HeaderKey.of("credit");
    private static final HeaderKey OFFSET = HeaderKey.of("off");
    private static final HeaderKey WRITTEN = HeaderKey.of("written");
    private static final HeaderKey DURABLE = HeaderKey.of("durable");
    private static final HeaderKey VERIFIED = HeaderKey.of("verified");
    private static final HeaderKey TEXT = HeaderKey.of("text");
    private static final HeaderKey INDEX = HeaderKey.of("index");
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
                    case "packs" -> new Message.OpenPacks(id, packsCondition(h));
                    case "wants" -> new Message.OpenWants(id, packFormat(h));
                    default -> open(id, h);
                };
            case "x.want" -> new Message.Want(id, frame.readBody(PackCodec.MAX_WANT_BYTES));
            case "x.pack" ->
                new Message.Pack(
                        id,
                        h.getInt(COUNT),
                        h.getInt(INDEX),
                        crc(h),
                        packFormat(h),
                        frame.readBody(PackCodec.MAX_BODY_BYTES));
            case "x.packed" -> new Message.Packed(id, frame.readBody(PackCodec.MAX_FILES));
            case "x.end" -> new Message.End(id);
            case "x.offer" -> new Message.Offer(id, size(h), h.getInt(CHUNK), modified(h), mode(h));
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
            case "x.data" -> data(id, h.getLong(EPOCH), h.getLong(OFFSET), crc(h), frame, buffers);
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
            case "x.done" -> new Message.Done(id, h.getLong(SIZE), root(h), sha256(h));
            case "x.error" -> new Message.Failure(id, kind(h), h.getString(TEXT, ""));
            case "x.cancel" -> new Message.Cancel(id, h.getBoolean(KEEP, true));
            default -> throw protocol("unknown message " + printable(type));
        };
    }

    private static Message open(long id, HeaderView h) throws IOException {
        boolean put = put(h.getString(OP));
        Condition condition = condition(h);
        ContentCheck check = check(h);
        if (check == ContentCheck.CRC_ONLY && condition == Condition.ROOT) {
            throw protocol("if = root with check = crc-only");
        }
        return new Message.Open(
                id,
                put,
                h.getString(PATH),
                put ? size(h) : 0,
                put ? h.getInt(CHUNK) : Geometry.MIN_CHUNK_BYTES,
                modified(h),
                condition,
                condition == Condition.ROOT ? ifRoot(h) : null,
                h.getLong(RATE, 0),
                wantedSha256(h),
                mode(h),
                check);
    }

    private static Message data(long id, long epoch, long offset, int crc, Frame frame, Buffers buffers)
            throws IOException {
        long length = frame.bodyLength();
        if (length < 1 || length > MAX_PIECE_BYTES) {
            throw protocol("x.data of " + length + " bytes");
        }
        ByteBuffer content = buffers.take((int) length);
        while (content.hasRemaining()) {
            frame.read(content);
        }
        return new Message.Data(id, epoch, offset, crc, content.flip());
    }

    private static boolean put(String op) throws TransferException {
        return switch (op) {
            case "put" -> true;
            case "get" -> false;
            default -> throw protocol("op is neither put nor get: " + printable(op));
        };
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
            crc(h.put(OFFSET, m.offset()), m.crc());
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
                h.put(CHUNK, m.chunk());
                condition(h, m.condition());
                ifRoot(h, m.ifRoot());
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
            condition(h, m.condition());
        } else if (message instanceof Message.OpenWants m) {
            h.put(TYPE, "x.open").put(ID, m.id()).put(OP, "wants");
            packFormat(h, m.format());
        } else if (message instanceof Message.Want m) {
            h.put(TYPE, "x.want").put(ID, m.id());
            return m.paths();
        } else if (message instanceof Message.Pack m) {
            h.put(TYPE, "x.pack").put(ID, m.id()).put(COUNT, m.count()).put(INDEX, m.indexBytes());
            crc(h, m.crc());
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
            root(h, m.root());
        } else if (message instanceof Message.Need m) {
            h.put(TYPE, "x.need").put(ID, m.id()).put(EPOCH, m.epoch()).put(FIRST, m.first());
            h.put(COUNT, m.count()).put(MORE, m.more());
            return m.bitmap();
        } else if (message instanceof Message.Done m) {
            h.put(TYPE, "x.done").put(ID, m.id()).put(SIZE, m.size());
            root(h, m.root());
            sha256(h, m.sha256());
        } else if (message instanceof Message.Failure m) {
            h.put(TYPE, "x.error").put(ID, m.id());
            kind(h, m.kind());
            h.put(TEXT, printable(m.text()));
        } else if (message instanceof Message.Cancel m) {
            h.put(TYPE, "x.cancel").put(ID, m.id()).put(KEEP, m.keep());
        }
        return NO_BODY;
    }
}
