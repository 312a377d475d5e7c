package dev.framewire.framing.testkit;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The real receivers against the oracle, on streams that nobody would think of. */
class OracleProperties {
    @Property(tries = 1000, edgeCases = net.jqwik.api.EdgeCasesMode.NONE)
    void a_damaged_stream_means_the_same_to_all(
            @ForAll("streams") byte[] stream, @ForAll("damage") Delivery damage, @ForAll long seed) throws IOException {
        byte[] damaged = damage.over(stream).readAllBytes();
        List<Outcome> expected = NaiveDecoder.decode(damaged);
        int pieceBytes = 1 + (int) Math.floorMod(seed, 40L);
        Receivers.assertAlike(Receivers.decoder(damaged, pieceBytes, seed % 2 == 0), expected);
        Receivers.assertAlike(
                Receivers.reader(damaged, Delivery.random(seed, 20).over(damaged)), expected);
    }

    @Provide
    Arbitrary<byte[]> streams() {
        Arbitrary<String> headers = Arbitraries.of(
                "{}",
                "{\"a\":1}",
                "{\"a\":\"\\u0062\",\"b\":[null,{\"c\":-1.5e3}]}",
                "{\"é\":\"文\"}",
                "{\"a\":1 , \"a\":2}");
        Arbitrary<byte[]> bodies = Arbitraries.bytes().array(byte[].class).ofMaxSize(20);
        return Combinators.combine(headers, bodies)
                .as((header, body) -> RawFrame.of(header).body(body).bytes())
                .list()
                .ofMaxSize(4)
                .map(frames -> RawFrame.join(frames.toArray(new byte[0][])));
    }

    @Provide
    Arbitrary<Delivery> damage() {
        Arbitrary<Long> offsets = Arbitraries.longs().between(0, 120);
        Arbitrary<Byte> bytes = Arbitraries.bytes();
        return Arbitraries.oneOf(
                Arbitraries.just(Delivery.whole()),
                Combinators.combine(offsets, Arbitraries.integers().between(1, 255))
                        .as((offset, mask) -> Delivery.whole().flip(offset, mask)),
                Combinators.combine(offsets, bytes)
                        .as((offset, value) -> Delivery.whole().replace(offset, value)),
                Combinators.combine(offsets, bytes)
                        .as((offset, value) -> Delivery.whole().insert(offset, value)),
                Combinators.combine(offsets, Arbitraries.integers().between(1, 9))
                        .as((offset, count) -> Delivery.whole().remove(offset, count)),
                offsets.map(offset -> Delivery.whole().endAt(offset)));
    }
}
