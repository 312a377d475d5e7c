package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Curve;
import dev.framewire.benchmarks.figures.Figure;
import dev.framewire.benchmarks.figures.Goal;
import dev.framewire.benchmarks.figures.Series;
import dev.framewire.benchmarks.framing.DecoderHeap;
import dev.framewire.benchmarks.framing.HeapContestant;
import dev.framewire.benchmarks.run.JmhMeasurement.JmhEffort;
import dev.framewire.benchmarks.scaling.ConnectionsContestant;
import java.util.List;
import java.util.Map;

/** The JMH benchmarks: framing, records, handshakes, hashing. */
final class MicroPlan {
    private static final String FRAMING = "framing-core";
    private static final String AUTH = "auth-hmac";

    private final Plan plan;
    private final Options.Size size;
    private final Jdk jdk;
    private final JmhEffort effort;
    /** For what the JVM compiles late: ciphers, and code of many classes. */
    private final JmhEffort longer;

    private MicroPlan(Plan plan, Options.Size size, Jdk jdk) {
        this.plan = plan;
        this.size = size;
        this.jdk = jdk;
        this.effort = size.pick(
                new JmhEffort(2, 3, 4, "400ms"), new JmhEffort(5, 5, 10, "1s"), new JmhEffort(1, 3, 4, "400ms"));
        this.longer = size.pick(
                new JmhEffort(2, 6, 4, "500ms"), new JmhEffort(5, 5, 10, "1s"), new JmhEffort(1, 5, 3, "500ms"));
    }

    static void add(Plan plan, Options.Size size, Jdk jdk) {
        MicroPlan micro = new MicroPlan(plan, size, jdk);
        micro.split();
        micro.read();
        micro.header();
        if (size != Options.Size.GUARD) {
            micro.largeBody();
            micro.heap();
        }
        micro.records();
        micro.handshakes();
        micro.hashing();
    }

    private void split() {
        jmh("framing/split", "SplitBenchmark", Map.of("bodyBytes", sizes(), "pieceBytes", "0,1400"), effort, 65, 30);
        String whole = " bodyBytes=64 pieceBytes=0";
        String pieces = " bodyBytes=64 pieceBytes=1400";
        String text = "64-byte messages behind a u32 length, split from one buffer";
        Row row = new Row(FRAMING, text, "framing/split", "framewire" + whole);
        row.atMost(0.6, "nettyDecode bodyBytes=64", "nettyPipeline" + whole, "bufferPerMessage" + whole);
        row.withoutGarbage();
        new Row(FRAMING, "the same, pushed to a handler", "framing/split", "framewirePush" + whole)
                .atMost(1.0, "nettyPipeline" + whole, "bufferPerMessage" + whole);
        new Row(
                        FRAMING,
                        "the same in deliveries of 1,400 bytes, beside Netty's pipeline",
                        "framing/split",
                        "framewire" + pieces)
                .atMost(1.0, "nettyPipeline" + pieces, "bufferPerMessage" + pieces);
    }

    /** The figures are of 64 bytes; the other sizes are shown where there is time for them. */
    private String sizes() {
        return size.pick("64", "64,1024,16384,1048576", "64");
    }

    private void read() {
        jmh("framing/read", "ReadBenchmark", Map.of("bodyBytes", sizes()), effort, 25, 12);
        String text = "64-byte messages read from a byte-array stream, blocking";
        new Row(FRAMING, text, "framing/read", "framewire bodyBytes=64")
                .atMost(1.2, "dataInputStream bodyBytes=64", "okio bodyBytes=64");
    }

    private void header() {
        String id = "framing/header";
        jmh(id, "HeaderBenchmark", Map.of(), effort, 48, 20);
        String text = "native frame with a five-field header: validated, three fields read";
        Row decode = new Row(FRAMING, text, id, "framewireDecode");
        decode.atMost(0.5, "jacksonParse", "protobufParse");
        decode.withoutGarbage();
        Row encode = new Row(FRAMING, "the same frame encoded", id, "framewireEncode");
        encode.atMost(0.5, "jacksonWrite", "protobufWrite");
        encode.withoutGarbage();
    }

    private void largeBody() {
        String id = "framing/large-body";
        // a connection's buffers settle anew in every JVM, and better or worse: many rounds, short ones
        JmhEffort single =
                size.pick(new JmhEffort(5, 3, 5, "1s"), new JmhEffort(10, 3, 10, "1s"), new JmhEffort(1, 1, 3, "1s"));
        plan.add(JmhMeasurement.of(id(id), jdk, "LargeBodyBenchmark", Map.of(), single, size.seconds(36, 10)));
        new Row(FRAMING, "a body of 1 GiB through a loopback socket", id, "framewire").rate(0.95, "bareTransferTo");
    }

    private void heap() {
        String id = "framing/heap";
        plan.add(new ContestMeasurement<>(
                id(id),
                size.pick(2, 5, 1),
                size.seconds(12, 8),
                (context, folder, notes) -> new HeapContestant.Stage(folder, context.jar(), jdk.program("java")),
                HeapContestant.Stage::contestants));
        new Row(FRAMING, "heap of an idle decoder", id, "framewire, idle")
                .reach(new Goal.Bytes(HeapContestant.HEAP, 255));
        String text =
                "heap of 10,000 decoders, each one byte short of a 65,535-byte header, that share 16 MiB; all finish when fed";
        new Row(FRAMING, text, id, "framewire, shared budget")
                .reach(new Goal.Bytes(HeapContestant.HEAP, DecoderHeap.BUDGET_BYTES + 256.0 * DecoderHeap.SHARING));
    }

    private void records() {
        String id = "auth/record";
        jmh(id, "RecordBenchmark", Map.of("bytes", "65536"), longer, 50, 20);
        String at = " bytes=65536";
        new Row(AUTH, "AES-256-GCM records of 64 KiB sealed", id, "seal" + at).rate(0.85, "bareSeal" + at);
        new Row(AUTH, "a record's garbage beyond that of the Cipher, sealed", id, "seal" + at)
                .reach(new Goal.BytesBeyond("bareSeal" + at, Series.ALLOCATED, 64));
        String open = "auth/open";
        String sizes = size.pick("65536", "1024,16384,65536", "65536");
        jmh(open, "OpenBenchmark", Map.of("bytes", sizes), longer, 35, 15);
        new Row(AUTH, "AES-256-GCM records of 64 KiB opened, just copied for either", open, "open" + at)
                .rate(0.85, "bareOpen" + at);
        new Row(AUTH, "a record's garbage beyond that of the Cipher, opened", open, "open" + at)
                .reach(new Goal.BytesBeyond("bareOpen" + at, Series.ALLOCATED, 64));
        jmh("auth/stream", "StreamBenchmark", Map.of(), longer, 33, 13);
        String text = "a loopback stream through the record layer, beside the JDK's TLS 1.3 with the same cipher";
        new Row(AUTH, text, "auth/stream", "recordLayer").rate(1.0, "tls13");
    }

    private void handshakes() {
        jmh("auth/handshake", "HandshakeBenchmark", Map.of(), longer, 28, 12);
        new Row(AUTH, "hmac-sha256 handshake in memory, both sides", "auth/handshake", "hmacSha256")
                .reach(new Goal.PerSecond(20_000));
        jmh("auth/login", "LoginBenchmark", Map.of(), longer, 28, 8);
        new Row(AUTH, "a server's work for one SCRAM-SHA-256 login, within 30 µs", "auth/login", "scramServer")
                .reach(new Goal.PerSecond(33_333));
    }

    private void hashing() {
        jmh("transfer/hash", "ChunkHashBenchmark", Map.of(), effort, 34, 16);
        new Row("transfer-resume", "16 MiB hashed as a tree of chunks, one thread", "transfer/hash", "tree")
                .rate(0.9, "sha256");
        new Row("transfer-resume", "the same by BLAKE3", "transfer/hash", "blake3Tree")
                .atMost(1.0, "sha256", "bouncyCastleBlake3");
    }

    /** Cost against frame size, on one JDK. */
    static void addCurves(Plan plan, Options.Size size, Jdk jdk) {
        JmhEffort effort = size.pick(
                new JmhEffort(1, 2, 3, "250ms"), new JmhEffort(3, 4, 8, "1s"), new JmhEffort(1, 1, 1, "100ms"));
        String sizes = size.pick(
                "64,1024,16384,131072,1048576", "64,256,1024,4096,16384,65536,262144,1048576", "64,1024,1048576");
        String label = "bytes of a message";
        plan.add(JmhMeasurement.curve(
                "curves/split",
                jdk,
                "SplitBenchmark.(framewire|nettyDecode|nettyPipeline|bufferPerMessage)$",
                "bodyBytes",
                Map.of("bodyBytes", sizes, "pieceBytes", "0"),
                effort,
                size.seconds(55, 55)));
        List<String> split = List.of(
                "framewire pieceBytes=0", "nettyDecode", "nettyPipeline pieceBytes=0", "bufferPerMessage pieceBytes=0");
        String copied =
                "A contestant that copies each message into a buffer of its own pays for every byte of it, and for zeroing "
                        + "and collecting that buffer.";
        plan.add(new Curve(
                "split",
                "Time to split one message from a buffer",
                "curves/split",
                label,
                Curve.Value.TIME,
                Curve.Shape.FLAT,
                split,
                new Curve.Why(
                        "A small message costs more than a larger one here only where the code was not yet warm.",
                        "The boundary is found in the length, and the body handed out as a view: no byte of it is touched.",
                        copied + " Where nothing is copied, what is left is the memory that the lengths lie in, one "
                                + "cache miss after another.")));
        plan.add(new Curve(
                "split-garbage",
                "Garbage of splitting one message",
                "curves/split",
                label,
                Curve.Value.ALLOCATED,
                Curve.Shape.LINEAR,
                split,
                new Curve.Why("Views and buffers are objects, whatever the size of what they show.", copied, copied)));
        plan.add(JmhMeasurement.curve(
                "curves/read",
                jdk,
                "ReadBenchmark",
                "bodyBytes",
                Map.of("bodyBytes", sizes),
                effort,
                size.seconds(40, 40)));
        plan.add(new Curve(
                "read",
                "Time to read one message from a stream",
                "curves/read",
                label,
                Curve.Value.TIME,
                Curve.Shape.LINEAR,
                List.of("framewire", "dataInputStream", "okio"),
                new Curve.Why(
                        "The boundary costs more than the bytes: reading the length, calls, checks.",
                        "What costs is the copy into the caller's array, at the speed of memory; who has a buffer of its "
                                + "own between copies twice.",
                        "Messages that no longer fit a cache of the processor cost more a byte.")));
    }

    /** Cost against the number of connections. */
    static void addConnections(Plan plan, Options.Size size) {
        String id = "curves/connections";
        List<Integer> counts = List.of(1, 10, 100, 1000, 10_000);
        plan.add(new ContestMeasurement<>(
                id,
                size.pick(2, 7, 1),
                size.seconds(70, 70),
                (context, folder, notes) -> new ConnectionsContestant.Stage(
                        folder, context.jar(), context.newest().program("java"), counts),
                ConnectionsContestant.Stage::contestants));
        List<String> contestants = List.of("framewire", "netty");
        plan.add(
                new Curve(
                        "connections",
                        "Time of one echoed message of 64 bytes over the number of connections",
                        id,
                        "connections",
                        Curve.Value.TIME,
                        Curve.Shape.FLAT,
                        contestants,
                        new Curve.Why(
                                "A single connection waits for each answer before it asks again; with several the selector hands "
                                        + "out many at once, and nobody sleeps.",
                                "A message costs two system calls on each side and little else. One thread on each side, both on "
                                        + "this machine.",
                                "The state of all sockets, in the kernel and in the JVM, no longer fits the processor's caches, and "
                                        + "each message touches another one's; each look of the selector finds more of them ready.")));
        plan.add(new Curve(
                "connections-memory",
                "Memory of the echo server over the number of connections (-Xmx512m)",
                id,
                "connections",
                Curve.Value.MEMORY,
                Curve.Shape.LINEAR,
                contestants,
                new Curve.Why(
                        "The JVM itself, its code and its garbage.",
                        "A connection costs a socket channel, a selection key and a decoder; with Netty a pipeline as well.",
                        "The heap grows ahead of what is live until the collector runs.")));
    }

    private void jmh(
            String id, String pattern, Map<String, String> parameters, JmhEffort howLong, int inShort, int inGuard) {
        int seconds = size.seconds(inShort, inGuard);
        plan.add(JmhMeasurement.of(id(id), jdk, "\\." + pattern + "\\.", parameters, howLong, seconds));
    }

    /** One contestant of ours, and what it is to reach. */
    private final class Row {
        private final String module;
        private final String text;
        private final String id;
        private final String ours;

        Row(String module, String text, String id, String ours) {
            this.module = module;
            this.text = text;
            this.id = id;
            this.ours = ours;
        }

        /** Takes at most so many times the first peer's time; the others are shown too. */
        void atMost(double ratio, String... peers) {
            add(text, List.of(peers), new Goal.TimeRatio(peers[0], ratio));
        }

        /** Is at least so many times as fast. */
        void rate(double ratio, String peer) {
            add(text, List.of(peer), new Goal.RateRatio(peer, ratio));
        }

        void withoutGarbage() {
            add(text + ": garbage", List.of(), new Goal.Bytes(Series.ALLOCATED, 0));
        }

        void reach(Goal goal) {
            add(text, List.of(), goal);
        }

        private void add(String what, List<String> peers, Goal goal) {
            plan.add(new Figure(module, what + ", JDK " + jdk.major(), id(id), ours, peers, goal));
        }
    }

    private String id(String id) {
        return id + "@" + jdk.major();
    }
}
