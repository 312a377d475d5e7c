package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.HeaderKey;
import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Packs that say what is not so. */
class HostilePackTest extends PacksCase {
    @Test
    void aPackThatDoesNotAddUpIsRefusedWhole() throws IOException {
        byte[] good = pack(3).body();
        assertThat(refused(3, pack(3).indexBytes(), Arrays.copyOf(good, good.length - 1)))
                .isEqualTo("PROTOCOL");
        assertThat(refused(2, pack(3).indexBytes(), good)).isEqualTo("PROTOCOL");
        assertThat(refused(4, pack(3).indexBytes(), good)).isEqualTo("PROTOCOL");
        assertThat(refused(0, 0, new byte[0])).isEqualTo("PROTOCOL");
        assertThat(refused(3, -1, good)).isEqualTo("PROTOCOL");
        assertThat(refused(3, good.length + 1, good)).isEqualTo("PROTOCOL");
        assertThat(there).isEmptyDirectory();
    }

    @Test
    void whateverAPackSaysOnlyDeclaredErrorsComeOfIt() throws IOException {
        Message.Pack plain = pack(5);
        Message.Pack withModes = withModes(plain);
        for (int seed = 0; seed < 20_000; seed++) {
            Random mutation = new Random(seed);
            PackFormat format = new PackFormat(ContentCheck.SHA256, seed % 2 == 0);
            Message.Pack good = seed % 2 == 0 ? withModes : plain;
            byte[] body = Arrays.copyOf(good.body(), good.body().length - mutation.nextInt(3));
            for (int i = 0; i <= mutation.nextInt(4); i++) {
                body[mutation.nextInt(body.length)] = (byte) mutation.nextInt();
            }
            int count = good.count() + mutation.nextInt(3) - 1;
            Message.Pack bad =
                    new Message.Pack(1, count, good.indexBytes() + mutation.nextInt(3) - 1, crc(body), format, body);
            try {
                long sizes = PackCodec.decode(bad).stream()
                        .mapToLong(PackEntry::size)
                        .sum();
                assertThat(sizes).isEqualTo(body.length - bad.indexBytes());
            } catch (TransferException e) {
                assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
            }
        }
    }

    @Test
    void contentThatIsNotWhatTheIndexSaysIsNotPublished() throws IOException {
        Message.Pack pack = pack(2);
        byte[] body = pack.body();
        body[body.length - 1] ^= 1;
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            pair.out.write(Loopback.message("x.open").put(HeaderKey.of("op"), "packs"));
            send(pair, 2, pack.indexBytes(), crc(body), body);
            assertThat(pair.in.next().readBody(10)).containsExactly(0, 7);
            send(pair, 2, pack.indexBytes(), crc(body) ^ 1, body);
            assertThat(pair.error()).isEqualTo("CORRUPT");
        }
        assertThat(there.resolve("f0")).exists();
        assertThat(there.resolve("f1")).doesNotExist();
    }

    @Test
    void contentThatIsNotWhatItsBlake3SaysIsNotPublished() throws IOException {
        Message.Pack good = PackFiles.pack(
                ContentCheck.BLAKE3, List.of("f0", "f1", "f2"), List.of(new byte[3000], new byte[0], new byte[1]));
        byte[] body = good.body();
        body[body.length - 2] ^= 1; // the last byte of the first file
        Message.Pack bad = new Message.Pack(1, good.count(), good.indexBytes(), crc(body), good.format(), body);
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            pair.out.write(Loopback.message("x.open").put(HeaderKey.of("op"), "packs"));
            MessageCodec.write(bad, pair.out);
            assertThat(pair.in.next().readBody(10)).containsExactly(7, 0, 0);
            Message.Pack asSha256 =
                    new Message.Pack(1, good.count(), good.indexBytes(), crc(body), PackFormat.PLAIN, body);
            MessageCodec.write(asSha256, pair.out);
            assertThat(pair.in.next().readBody(10))
                    .as("as a peer that does not know it")
                    .containsExactly(7, 7, 7);
            pair.out.write(Loopback.message("x.end"));
            assertThat(pair.in.next().header().getString(TYPE)).isEqualTo("x.end");
            pair.echo();
        }
        assertThat(there.resolve("f0")).doesNotExist();
    }

    @Test
    void anotherCheckAndOtherBitsOfAModeAreRefused() throws IOException {
        for (String check : List.of("crc-only", "md5", "")) {
            try (Loopback pair = serving(Long.MAX_VALUE)) {
                pair.out.write(Loopback.message("x.open")
                        .put(HeaderKey.of("op"), "wants")
                        .put(HeaderKey.of("check"), check));
                assertThat(pair.error()).isEqualTo("PROTOCOL");
            }
        }
        for (int mode : new int[] {01000, 07777, -2}) {
            PackFormat modes = new PackFormat(ContentCheck.SHA256, true);
            PackEntry entry =
                    new PackEntry("f0", -1, 0, mode, MerkleTree.sha256().digest());
            try (Loopback pair = serving(Long.MAX_VALUE)) {
                pair.out.write(Loopback.message("x.open").put(HeaderKey.of("op"), "packs"));
                MessageCodec.write(PackCodec.encode(1, modes, List.of(entry), new byte[0]), pair.out);
                assertThat(pair.error()).isEqualTo("PROTOCOL");
            }
        }
        assertThat(there).isEmptyDirectory();
    }

    private static Message.Pack withModes(Message.Pack plain) throws IOException {
        int contents = plain.body().length - plain.indexBytes();
        byte[] joined = Arrays.copyOfRange(plain.body(), plain.indexBytes(), plain.indexBytes() + contents);
        return PackCodec.encode(1, new PackFormat(ContentCheck.SHA256, true), PackCodec.decode(plain), joined);
    }

    private static int crc(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body, 0, body.length);
        return (int) crc.getValue();
    }

    private static Message.Pack pack(int count) {
        List<String> paths = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            paths.add("f" + i);
            contents.add(new byte[] {1, 2, (byte) i});
        }
        return PackFiles.pack(ContentCheck.SHA256, paths, contents);
    }

    private static void send(Loopback pair, int count, int index, int crc, byte[] body) throws IOException {
        pair.out.write(
                Loopback.message("x.pack")
                        .put(HeaderKey.of("count"), count)
                        .put(HeaderKey.of("index"), index)
                        .put(HeaderKey.of("crc"), crc & 0xFFFFFFFFL),
                body);
    }

    private String refused(int count, int index, byte[] body) throws IOException {
        try (Loopback pair = serving(Long.MAX_VALUE)) {
            pair.out.write(Loopback.message("x.open").put(HeaderKey.of("op"), "packs"));
            send(pair, count, index, crc(body), body);
            String code = pair.error();
            pair.out.write(Loopback.message("x.cancel"));
            pair.echo();
            return code;
        }
    }
}
