package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.transfer.TransferException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;

/** Content that is handed on in order to a stream, over a real loopback connection. */
abstract class StreamSinkCase {
    static final int SIZE = 3_000_001;
    static final int CHUNK = 262_144;
    /** Of the connection, in bytes: behind some chunks, and within another. */
    static final int CUT = 1_700_000;

    final TransferEngine engine = TransferEngine.create();
    final byte[] content = random(SIZE, 1);
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    StreamSink sink = StreamSink.to(out);

    static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @AfterEach
    void close() {
        engine.close();
    }

    final TransferSite site(TransferSource source) {
        return new TransferSite() {
            @Override
            public TransferSink accept(PutOffer offer) {
                return sink.sink();
            }

            @Override
            public TransferSource open(GetOffer offer) {
                return source;
            }

            @Override
            public boolean allowsCrcOnly() {
                return true;
            }
        };
    }

    final TransferResult put(byte[] bytes, long cutAfterBytes) throws IOException {
        return put(bytes, PutRequest.to("stream"), cutAfterBytes);
    }

    final TransferResult put(byte[] bytes, PutRequest request, long cutAfterBytes) throws IOException {
        try (Loopback pair = new Loopback(cutAfterBytes)) {
            pair.serve(engine, site(TransferSource.bytes(bytes)));
            return engine.put(pair.in, pair.out, TransferSource.bytes(bytes), request)
                    .await();
        }
    }

    final TransferResult get(TransferSource source, GetRequest request) throws IOException {
        try (Loopback pair = new Loopback(Long.MAX_VALUE)) {
            pair.serve(engine, site(source));
            TransferResult result =
                    engine.get(pair.in, pair.out, sink.sink(), request).await();
            pair.echo();
            return result;
        }
    }

    final TransferResult get(byte[] bytes) throws IOException {
        return get(TransferSource.bytes(bytes), GetRequest.of("name"));
    }

    interface Call {
        Object run() throws IOException;
    }

    static Kind kind(Call call) {
        return catchThrowableOfType(TransferException.class, call::run).kind();
    }
}
