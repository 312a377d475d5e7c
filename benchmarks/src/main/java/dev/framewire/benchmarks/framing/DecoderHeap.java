package dev.framewire.benchmarks.framing;

import dev.framewire.framing.FrameDecoder;
import dev.framewire.framing.FrameDecoder.Event;
import dev.framewire.framing.FrameEncoder;
import dev.framewire.framing.FrameException;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.framing.MemoryBudget;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * The heap that decoders hold, in a JVM that does nothing else. Its argument says of what; it prints {@code SECONDS BYTES}, the
 * time of making one and getting it there, and the heap.
 *
 * <pre>
 *   idle      of one decoder that has read a frame in pieces, and was trimmed
 *   netty     of one LengthFieldBasedFrameDecoder that has read nothing yet
 *   budget    of 10,000 decoders, each fed a header of 65,535 bytes but for the last, that share a budget of 16 MiB;
 *             then all are fed the rest, and it fails unless all finish
 * </pre>
 */
public final class DecoderHeap {
    /** What the decoders of {@code budget} share. */
    public static final int BUDGET_BYTES = 16 << 20;

    /** How many they are. */
    public static final int SHARING = 10_000;

    private static final int IDLE = 100_000;

    private DecoderHeap() {}

    /** Measures. */
    public static void main(String[] arguments) throws FrameException {
        switch (arguments[0]) {
            case "idle" -> {
                byte[] frame = FrameEncoder.encode(Header.builder().put(HeaderKey.of("name"), "x"), new byte[64]);
                each(() -> used(frame));
            }
            case "netty" -> each(() -> new LengthFieldBasedFrameDecoder(1 << 20, 0, 4, 0, 4));
            case "budget" -> budget();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private interface Making {
        Object make() throws FrameException;
    }

    private static void each(Making making) throws FrameException {
        Object[] all = new Object[IDLE];
        all[0] = making.make(); // with the classes, and what all of them share
        long before = usedBytes();
        long start = System.nanoTime();
        for (int i = 1; i < IDLE; i++) {
            all[i] = making.make();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        print(seconds / IDLE, (usedBytes() - before) / (double) IDLE);
        keep(all);
    }

    private static FrameDecoder used(byte[] frame) throws FrameException {
        FrameDecoder decoder = new FrameDecoder();
        ByteBuffer in = ByteBuffer.wrap(frame);
        for (int cut : new int[] {5, 12, frame.length}) {
            Event event = decoder.next(in.limit(cut));
            while (event != Event.NEED_INPUT && event != Event.END) {
                event = decoder.next(in);
            }
        }
        decoder.trim();
        return decoder;
    }

    private static void budget() throws FrameException {
        byte[] frame = largest();
        FrameLimits limits = FrameLimits.builder()
                .headerBudget(MemoryBudget.ofBytes(BUDGET_BYTES))
                .build();
        Queue<Integer> ready = new ArrayDeque<>();
        List<FrameDecoder> decoders = new ArrayList<>();
        int[] read = new int[SHARING];
        long before = usedBytes();
        long start = System.nanoTime();
        for (int i = 0; i < SHARING; i++) {
            int number = i;
            FrameDecoder decoder = new FrameDecoder(FrameFormat.nativeFormat(), limits, () -> ready.add(number));
            ByteBuffer in = ByteBuffer.wrap(frame, 0, frame.length - 1);
            if (decoder.next(in) == Event.NEED_INPUT) {
                ready.add(number);
            }
            read[i] = in.position();
            decoders.add(decoder);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long held = usedBytes() - before;
        int finished = 0;
        for (Integer next = ready.poll(); next != null; next = ready.poll()) {
            ByteBuffer rest = ByteBuffer.wrap(frame, read[next], frame.length - read[next]);
            FrameDecoder decoder = decoders.get(next);
            boolean whole = decoder.next(rest) == Event.HEADER && decoder.next(rest) == Event.END;
            finished += whole && decoder.next(rest) == Event.NEED_INPUT ? 1 : 0; // which gives the grant back
        }
        if (finished != SHARING) {
            throw new IllegalStateException("only " + finished + " finished");
        }
        print(seconds / SHARING, held);
    }

    private static byte[] largest() {
        HeaderBuilder header = Header.builder();
        for (int i = 0; i < 4; i++) {
            header.put(HeaderKey.of("k" + i), "x".repeat(16_000));
        }
        int missing = FrameFormat.MAX_HEADER_BYTES - header.byteLength();
        header.put(HeaderKey.of("z"), "x".repeat(missing - ",\"z\":\"\"".length()));
        return FrameEncoder.encode(header, new byte[0]);
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void keep(Object[] all) {
        if (all[all.length - 1] == null) {
            throw new IllegalStateException();
        }
    }

    private static void print(double seconds, double bytes) {
        System.out.println(seconds + " " + bytes);
    }
}
