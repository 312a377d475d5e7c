package dev.framewire.transfer;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The body of a pack, and the outcomes that answer it. Source: SPEC.md, "Packs".
 *
 * <pre>
 *   entry    mtime i64 (ms since 1970, -1 unknown) | size u32 | mode i16 (-1 unknown) | root 32 | path length u16 | path, UTF-8
 *                                                               only where the pack says that it has modes
 *   body     entry … entry | content … content, in the order of the entries
 *   outcomes u8 for each file: 0 done, or why not
 * </pre>
 */
final class PackCodec {
    static final int MAX_FILES = 512;
    /** Files asked for at once: at most 64 MiB that come without another word. */
    static final int MAX_WANTED = 256;

    static final int MAX_WANT_BYTES = MAX_WANTED * (2 + 4096);
    static final int MAX_BODY_BYTES = 1 << 20;
    static final int MAX_FILE_BYTES = 256 << 10;
    static final int MAX_PATH_BYTES = 4096;
    private static final int FIXED_ENTRY_BYTES = 8 + 4 + MerkleTree.DIGEST_BYTES + 2;

    /** By their number in an outcome, from 1 on. */
    private static final List<TransferException.Kind> KINDS = List.of(
            TransferException.Kind.REFUSED,
            TransferException.Kind.EXISTS,
            TransferException.Kind.NO_SPACE,
            TransferException.Kind.QUOTA,
            TransferException.Kind.TOO_BIG,
            TransferException.Kind.LOCKED,
            TransferException.Kind.CORRUPT,
            TransferException.Kind.IO,
            TransferException.Kind.CONFLICT,
            TransferException.Kind.NOT_FOUND,
            TransferException.Kind.CHANGED);

    private PackCodec() {}

    /** What a file's entry takes of a pack's body. */
    static int entryBytes(PackFormat format, byte[] path) {
        return FIXED_ENTRY_BYTES + (format.modes() ? Short.BYTES : 0) + path.length;
    }

    /** A pack of files whose contents follow each other at the beginning of {@code contents}. */
    static Message.Pack encode(long id, PackFormat format, List<PackEntry> entries, byte[] contents) {
        int index = 0;
        int bytes = 0;
        List<byte[]> paths = new ArrayList<>(entries.size());
        for (PackEntry entry : entries) {
            byte[] path = entry.path().getBytes(StandardCharsets.UTF_8);
            paths.add(path);
            index += entryBytes(format, path);
            bytes += entry.size();
        }
        ByteBuffer body = ByteBuffer.allocate(index + bytes);
        for (int i = 0; i < entries.size(); i++) {
            PackEntry entry = entries.get(i);
            body.putLong(entry.modifiedMillis()).putInt(entry.size());
            if (format.modes()) {
                body.putShort((short) entry.mode());
            }
            body.put(entry.root()).putShort((short) paths.get(i).length).put(paths.get(i));
        }
        body.put(contents, 0, bytes);
        return new Message.Pack(id, entries.size(), index, crc(body.array()), format, body.array());
    }

    private static int crc(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body, 0, body.length);
        return (int) crc.getValue();
    }

    /** A peer's index, checked: what it says adds up to the body, and nothing was allocated because of it. */
    static List<PackEntry> decode(Message.Pack pack) throws TransferException {
        if (crc(pack.body()) != pack.crc()) {
            throw new TransferException(TransferException.Kind.CORRUPT, "x.pack does not match its CRC");
        }
        int length = pack.body().length;
        if (pack.count() < 1 || pack.count() > MAX_FILES || pack.indexBytes() < 0 || pack.indexBytes() > length) {
            throw MessageCodec.protocol(
                    "x.pack of " + pack.count() + " files, " + pack.indexBytes() + " of " + length + " bytes");
        }
        ByteBuffer index = ByteBuffer.wrap(pack.body(), 0, pack.indexBytes());
        List<PackEntry> entries = new ArrayList<>();
        long contents = 0;
        try {
            for (int i = 0; i < pack.count(); i++) {
                PackEntry entry = entry(index, pack.format().modes());
                contents += entry.size();
                entries.add(entry);
            }
        } catch (BufferUnderflowException | CharacterCodingException e) {
            throw new TransferException(TransferException.Kind.PROTOCOL, "the index of x.pack is cut", false, e);
        }
        if (index.hasRemaining() || contents != length - pack.indexBytes()) {
            throw MessageCodec.protocol("x.pack whose index does not add up to its body");
        }
        return entries;
    }

    private static PackEntry entry(ByteBuffer index, boolean modes) throws TransferException, CharacterCodingException {
        long modified = index.getLong();
        int size = index.getInt();
        int mode = modes ? index.getShort() : -1;
        byte[] root = new byte[MerkleTree.DIGEST_BYTES];
        index.get(root);
        if (size < 0 || size > MAX_FILE_BYTES) {
            throw MessageCodec.protocol("x.pack with a file of " + size + " bytes");
        }
        if (mode < -1 || mode > Permissions.ALL) {
            throw MessageCodec.protocol("x.pack with a mode of other than nine bits: " + mode);
        }
        return new PackEntry(path(index), modified, size, mode, root);
    }

    /** The names that a receiver asks for. */
    static Message.Want want(long id, List<String> paths) {
        int bytes = paths.stream()
                .mapToInt(path -> 2 + path.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        ByteBuffer body = ByteBuffer.allocate(bytes);
        for (String path : paths) {
            byte[] utf8 = path.getBytes(StandardCharsets.UTF_8);
            body.putShort((short) utf8.length).put(utf8);
        }
        return new Message.Want(id, body.array());
    }

    /** A peer's names, checked. */
    static List<String> paths(Message.Want want) throws TransferException {
        ByteBuffer names = ByteBuffer.wrap(want.paths());
        List<String> paths = new ArrayList<>();
        try {
            while (names.hasRemaining()) {
                paths.add(path(names));
            }
        } catch (BufferUnderflowException | CharacterCodingException e) {
            throw new TransferException(TransferException.Kind.PROTOCOL, "x.want is cut", false, e);
        }
        if (paths.isEmpty() || paths.size() > MAX_WANTED) {
            throw MessageCodec.protocol("x.want of " + paths.size() + " files");
        }
        return paths;
    }

    private static String path(ByteBuffer names) throws TransferException, CharacterCodingException {
        int bytes = names.getShort() & 0xFFFF;
        if (bytes > MAX_PATH_BYTES || bytes > names.remaining()) {
            throw MessageCodec.protocol("a path of " + bytes + " bytes, of " + names.remaining());
        }
        ByteBuffer path = names.slice(names.position(), bytes);
        names.position(names.position() + bytes);
        return StandardCharsets.UTF_8.newDecoder().decode(path).toString();
    }

    static byte outcome(TransferException.Kind kind) {
        int at = KINDS.indexOf(kind);
        return (byte) (at < 0 ? 1 : at + 1);
    }

    /** Why a file did not arrive; null if it did. A number that we do not know is a refusal. */
    static TransferException.@Nullable Kind kind(byte outcome) {
        int at = outcome & 0xFF;
        return at == 0 ? null : KINDS.get(at <= KINDS.size() ? at - 1 : 0);
    }

    /** What a run answers in place of a root. */
    static byte[] noRoot() {
        return MerkleTree.sha256().digest();
    }
}
