package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.framing.Transport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordLayerTest {
    private static final byte[] C2S = Suites.bytes(1, 32);
    private static final byte[] S2C = Suites.bytes(101, 32);
    private static final byte[] NONE = {};

    // ---- what arrives when somebody on the way meddles --------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void anyBitOfARecordFlippedIsAnErrorAndGivesNoByte(RecordProtection protection) throws IOException {
        byte[] stream = sealed(protection, out -> write(out, "first", "second"));
        int second = recordLengths(protection, stream).get(0);
        for (int bit = 8 * second; bit < 8 * stream.length; bit++) {
            byte[] changed = stream.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            Received received = receive(protection, changed);
            assertThat(received.text()).as("bit %d", bit).isEqualTo("first");
            assertThat(received.kind())
                    .as("bit %d", bit)
                    .isIn(AuthException.Kind.TAMPERED, AuthException.Kind.MALFORMED, AuthException.Kind.TRUNCATED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamCutAnywhereIsTruncatedAndNeverEnds(RecordProtection protection) throws IOException {
        byte[] stream = sealed(protection, out -> {
            write(out, "first", "second");
            out.shutdown();
        });
        for (int cut = 0; cut < stream.length; cut++) {
            Received received = receive(protection, Arrays.copyOf(stream, cut));
            assertThat(received.kind()).as("cut at %d", cut).isEqualTo(AuthException.Kind.TRUNCATED);
            assertThat("firstsecond").startsWith(received.text());
        }
        assertThat(receive(protection, stream).kind()).isNull();
        assertThat(receive(protection, stream).text()).isEqualTo("firstsecond");
    }

    @ParameterizedTest
    @EnumSource
    void aRecordThatFailsLeavesNoneOfItsBytesInTheReadersArray(RecordProtection protection) throws IOException {
        byte untouched = 0x55;
        for (int length : new int[] {1, 100, 5_000, RecordFormat.MAX_PAYLOAD_BYTES}) {
            byte[] payload = new byte[length];
            Arrays.fill(payload, (byte) 0x77);
            byte[] stream = sealed(protection, out -> {
                out.write(payload);
                out.flush();
            });
            stream[stream.length - 1] ^= 1;
            byte[] array = new byte[length + 20];
            Arrays.fill(array, untouched);
            SecureChannel channel = channel(protection, stream, new ByteArrayOutputStream(), RecordSettings.DEFAULT);
            assertThatThrownBy(() -> channel.input().read(array, 10, length))
                    .isInstanceOfSatisfying(
                            AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.TAMPERED));
            for (int i = 0; i < array.length; i++) {
                boolean outside = i < 10 || i >= 10 + length;
                assertThat(array[i])
                        .as("%d of %d", i, length)
                        .isIn(outside ? List.of(untouched) : List.of(untouched, (byte) 0));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void recordsReorderedDroppedRepeatedOrForeignAreTampering(RecordProtection protection) throws IOException {
        byte[] stream = sealed(protection, out -> write(out, "one", "two", "three"));
        List<byte[]> records = records(protection, stream);
        byte[] foreign = records(protection, sealed(protection, S2C, out -> write(out, "one")))
                .get(0);
        byte[] one = records.get(0);
        byte[] two = records.get(1);
        byte[] three = records.get(2);
        assertTampered(protection, "one", one, three, two);
        assertTampered(protection, "one", one, three);
        assertTampered(protection, "", two, three);
        assertTampered(protection, "one", one, one, two);
        assertTampered(protection, "onetwothree", one, two, three, one);
        // a record of the other direction, or of another session
        assertTampered(protection, "", foreign, one);
    }

    private static void assertTampered(RecordProtection protection, String before, byte[]... records)
            throws IOException {
        Received received = receive(protection, join(List.of(records)));
        assertThat(received.kind()).isEqualTo(AuthException.Kind.TAMPERED);
        assertThat(received.text()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void recordsThatNoSenderSendsAreMalformed(RecordProtection protection) throws IOException {
        RecordCipher cipher = protection.sealing(C2S);
        assertThat(receive(protection, seal(cipher, RecordFormat.DATA, NONE)).kind())
                .isEqualTo(AuthException.Kind.MALFORMED);
        assertThat(receive(protection, seal(protection.sealing(C2S), 0, new byte[1]))
                        .kind())
                .isEqualTo(AuthException.Kind.MALFORMED);
        assertThat(receive(protection, seal(protection.sealing(C2S), 4, NONE)).kind())
                .isEqualTo(AuthException.Kind.MALFORMED);
        assertThat(receive(protection, seal(protection.sealing(C2S), RecordFormat.CLOSE, new byte[1]))
                        .kind())
                .isEqualTo(AuthException.Kind.MALFORMED);
        assertThat(receive(protection, new byte[] {1, 1, 0, 1}).kind()).isEqualTo(AuthException.Kind.MALFORMED);
        // a key update for nothing: each costs the receiver four HMACs
        assertThat(receive(protection, seal(protection.sealing(C2S), RecordFormat.KEY_UPDATE, NONE))
                        .kind())
                .isEqualTo(AuthException.Kind.MALFORMED);
    }

    @Test
    void aFailureIsFinalAndEndsTheOtherDirectionToo() throws IOException {
        byte[] stream = sealed(RecordProtection.AES_256_GCM, out -> write(out, "first", "second"));
        stream[5] ^= 1;
        SecureChannel channel =
                channel(RecordProtection.AES_256_GCM, stream, new ByteArrayOutputStream(), RecordSettings.DEFAULT);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> channel.input().read())
                    .isInstanceOfSatisfying(
                            AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.TAMPERED));
        }
        assertThatThrownBy(() -> {
                    channel.output().write(1);
                    channel.output().flush();
                })
                .isInstanceOf(IOException.class);
    }

    // ---- ends ------------------------------------------------------------------------------------------------------

    @Test
    void aHalfClosedSessionStillReads() throws IOException {
        byte[] answer = sealed(RecordProtection.AES_256_GCM, out -> {
            write(out, "answer");
            out.shutdown();
        });
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        SecureChannel channel = channel(RecordProtection.AES_256_GCM, answer, wire, RecordSettings.DEFAULT);
        channel.shutdownOutput();
        channel.shutdownOutput();
        assertThat(channel.input().readAllBytes()).asString().isEqualTo("answer");
        assertThat(channel.input().read()).isEqualTo(-1);
        assertThatThrownBy(() -> channel.output().write(1)).isInstanceOf(IOException.class);
        channel.close();
        channel.close();
        assertThat(types(RecordProtection.AES_256_GCM, wire)).containsExactly(3);
    }

    @Test
    void nothingIsReadBehindTheClose() throws IOException {
        byte[] stream = sealed(RecordProtection.AES_256_GCM, out -> {
            write(out, "end");
            out.shutdown();
        });
        assertThat(receive(RecordProtection.AES_256_GCM, join(List.of(stream, new byte[100])))
                        .text())
                .isEqualTo("end");
    }

    @Test
    void aPeerThatDoesNotReadHoldsNoCloseUpForLong() throws Exception {
        StuckOutput stuck = new StuckOutput();
        Transport transport = Transport.of(new ByteArrayInputStream(NONE), stuck, stuck::abort);
        RecordSettings hurried = new RecordSettings(100, 100, 100, Duration.ofMillis(20), System::nanoTime);
        SecureChannel channel = new SecureChannel(
                transport,
                RecordProtection.AES_256_GCM.sealing(C2S),
                RecordProtection.AES_256_GCM.opening(C2S),
                null,
                hurried);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                channel.output().write(1);
                channel.output().flush();
            } catch (IOException e) {
                // as expected: the close below ends it
            }
        });
        stuck.writing.await();
        assertThatThrownBy(channel::close).isInstanceOf(IOException.class);
        writer.get();
    }

    // ---- both directions -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void bothDirectionsRunAtOnceAcrossManyKeys(RecordProtection protection) throws Exception {
        RecordSettings settings = new RecordSettings(20, 1 << 20, Long.MAX_VALUE, Duration.ofSeconds(5), () -> 0);
        Wire wire = Wire.patient();
        SecureChannel client =
                new SecureChannel(wire.client(), protection.sealing(C2S), protection.opening(S2C), null, settings);
        SecureChannel server =
                new SecureChannel(wire.server(), protection.sealing(S2C), protection.opening(C2S), null, settings);
        byte[] up = new byte[3_000_000];
        byte[] down = new byte[2_000_000];
        new Random(1).nextBytes(up);
        new Random(2).nextBytes(down);
        CompletableFuture<Void> clientWrites = CompletableFuture.runAsync(() -> writeAll(client, up, 3));
        CompletableFuture<Void> serverWrites = CompletableFuture.runAsync(() -> writeAll(server, down, 4));
        CompletableFuture<byte[]> clientReads = CompletableFuture.supplyAsync(() -> readAll(client));
        assertThat(readAll(server)).isEqualTo(up);
        assertThat(clientReads.get()).isEqualTo(down);
        clientWrites.get();
        serverWrites.get();
    }

    private static void writeAll(SecureChannel channel, byte[] bytes, int seed) {
        Random random = new Random(seed);
        try {
            for (int at = 0; at < bytes.length; ) {
                int n = Math.min(random.nextInt(200_000), bytes.length - at);
                channel.output().write(bytes, at, n);
                if (random.nextInt(3) == 0) {
                    channel.output().flush();
                }
                at += n;
            }
            channel.shutdownOutput();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] readAll(SecureChannel channel) {
        try {
            return channel.input().readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aRecordIsOneWriteAndFlushSendsWhatWasCollected() throws IOException {
        Wire wire = Wire.honest();
        SecureChannel client = new SecureChannel(
                wire.client(),
                RecordProtection.AES_256_GCM.sealing(C2S),
                RecordProtection.AES_256_GCM.opening(S2C),
                null,
                RecordSettings.DEFAULT);
        client.output().write(new byte[10]);
        client.output().write(new byte[20]);
        assertThat(wire.sent(true)).isEmpty();
        client.output().flush();
        client.output().flush();
        client.output().write(new byte[2 * 65_536]);
        assertThat(wire.sent(true))
                .extracting(message -> message.length)
                .containsExactly(4 + 30 + 16, 4 + 65_536 + 16, 4 + 65_536 + 16);
    }

    // ---- helpers ---------------------------------------------------------------------------------------------------

    record Received(String text, AuthException.@org.jspecify.annotations.Nullable Kind kind) {}

    interface Sender {
        void send(RecordOutput out) throws IOException;
    }

    static void write(RecordOutput out, String... texts) throws IOException {
        for (String text : texts) {
            out.write(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            out.flush();
        }
    }

    static byte[] sealed(RecordProtection protection, Sender sender) throws IOException {
        return sealed(protection, C2S, sender);
    }

    private static byte[] sealed(RecordProtection protection, byte[] secret, Sender sender) throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        Transport transport = Transport.of(new ByteArrayInputStream(NONE), wire, () -> {});
        sender.send(new SecureChannel(
                        transport, protection.sealing(secret), protection.opening(secret), null, RecordSettings.DEFAULT)
                .output());
        return wire.toByteArray();
    }

    static SecureChannel channel(
            RecordProtection protection, byte[] incoming, OutputStream wire, RecordSettings settings) {
        Transport transport = Transport.of(new ByteArrayInputStream(incoming), wire, () -> {});
        return new SecureChannel(transport, protection.sealing(C2S), protection.opening(C2S), null, settings);
    }

    static Received receive(RecordProtection protection, byte[] incoming) {
        return receive(protection, incoming, RecordSettings.DEFAULT);
    }

    static Received receive(RecordProtection protection, byte[] incoming, RecordSettings settings) {
        SecureChannel channel = channel(protection, incoming, new ByteArrayOutputStream(), settings);
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[4096];
        try {
            for (int n = channel.input().read(buffer);
                    n >= 0;
                    n = channel.input().read(buffer)) {
                text.append(new String(buffer, 0, n, java.nio.charset.StandardCharsets.ISO_8859_1));
            }
            return new Received(text.toString(), null);
        } catch (AuthException e) {
            return new Received(text.toString(), e.kind());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] seal(RecordCipher cipher, int type, byte[] payload) {
        byte[] record = new byte[RecordFormat.MAX_RECORD_BYTES];
        return Arrays.copyOf(record, cipher.seal(type, payload, 0, payload.length, record, 0));
    }

    static List<byte[]> records(RecordProtection protection, byte[] stream) {
        List<byte[]> records = new ArrayList<>();
        int at = 0;
        for (int length : recordLengths(protection, stream)) {
            records.add(Arrays.copyOfRange(stream, at, at + length));
            at += length;
        }
        return records;
    }

    private static List<Integer> recordLengths(RecordProtection protection, byte[] stream) {
        List<Integer> lengths = new ArrayList<>();
        for (int at = 0; at < stream.length; at += lengths.get(lengths.size() - 1)) {
            lengths.add(RecordFormat.HEADER_BYTES + RecordFormat.payloadBytes(stream, at) + protection.tagBytes);
        }
        return lengths;
    }

    static List<Integer> types(RecordProtection protection, ByteArrayOutputStream wire) {
        return records(protection, wire.toByteArray()).stream()
                .map(record -> RecordFormat.type(record, 0))
                .toList();
    }

    static byte[] join(List<byte[]> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
