package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the real CPython: struct and json, and multiprocessing.connection, in both directions. */
@NeedsTool("python3")
class PythonInteropTest {
    private static final HeaderKey NAME = HeaderKey.of("file_name");
    private static final HeaderKey SIZE = HeaderKey.of("file_size");

    /** An echo peer, from struct and json alone. It reads with one format and answers in the same. */
    private static final String STRUCT_ECHO = """
            import json, socket, struct, sys
            port, kind = int(sys.argv[1]), sys.argv[2]
            s = socket.create_connection(('127.0.0.1', port))
            f = s.makefile('rwb')
            while True:
                if kind == 'native':
                    p = f.read(12)
                    if not p: break
                    h, b = struct.unpack('>IQ', p)
                    header, body = json.loads(f.read(h)), f.read(b)
                    out = json.dumps(header).encode()
                    f.write(struct.pack('>IQ', len(out), len(body)) + out + body)
                else:
                    p = f.read(4)
                    if not p: break
                    header = json.loads(f.read(struct.unpack(kind, p)[0]))
                    body = f.read(header['file_size'])
                    out = json.dumps(header).encode()
                    f.write(struct.pack(kind, len(out)) + out + body)
                f.flush()
            """;

    /** An echo peer of plain messages; the length counts its own bytes too if the second argument says so. */
    private static final String PLAIN_ECHO = """
            import socket, struct, sys
            port, kind, own = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
            s = socket.create_connection(('127.0.0.1', port))
            f = s.makefile('rwb')
            width = struct.calcsize(kind)
            while True:
                p = f.read(width)
                if not p: break
                body = f.read(struct.unpack(kind, p)[0] - own)
                f.write(struct.pack(kind, len(body) + own) + body)
                f.flush()
            """;

    private static final String CONNECTION_LENGTH = """
            import sys
            from multiprocessing.connection import Client
            c = Client(('127.0.0.1', int(sys.argv[1])), family='AF_INET')
            message = c.recv_bytes()
            c.send_bytes(b'%d ends in %d' % (len(message), message[-1]))
            """;

    private static final String CONNECTION_ECHO = """
            import sys
            from multiprocessing.connection import Client
            c = Client(('127.0.0.1', int(sys.argv[1])), family='AF_INET')
            try:
                while True:
                    c.send_bytes(c.recv_bytes())
            except EOFError:
                pass
            """;

    private static final String CONNECTION_LARGE = """
            import sys
            from multiprocessing.connection import Client
            c = Client(('127.0.0.1', int(sys.argv[1])), family='AF_INET')
            c.send_bytes(bytes(2**31 + 5))
            c.send_bytes(b'behind')
            """;

    @Test
    void nativeFramesAreOneLineOfStruct() throws Exception {
        echoThroughStruct(FrameFormat.nativeFormat(), "native");
    }

    @Test
    void headerCarriedFramesAreThoseOfStructPackI() throws Exception {
        FrameFormat format =
                FrameFormat.headerCarried(ByteOrder.LITTLE_ENDIAN, "file_size").withSignedLength();
        echoThroughStruct(format, "<i");
        echoThroughStruct(
                FrameFormat.headerCarried(ByteOrder.nativeOrder(), "file_size").withSignedLength(), "i");
    }

    @Test
    void headerCarriedFramesInNetworkOrder() throws Exception {
        echoThroughStruct(FrameFormat.headerCarried(ByteOrder.BIG_ENDIAN, "file_size"), "!I");
    }

    @ParameterizedTest
    @CsvSource({
        ">B, 1, BIG, false, false, 255",
        "<H, 2, LITTLE, false, false, 65535",
        ">I, 4, BIG, false, false, 70000",
        "<i, 4, LITTLE, true, false, 70000",
        ">I, 4, BIG, false, true, 70000",
        "<Q, 8, LITTLE, false, false, 70000",
        ">q, 8, BIG, true, true, 70000"
    })
    void plainMessagesAreThoseOfStruct(
            String kind, int width, String order, boolean signed, boolean inclusive, int largest) throws Exception {
        FrameFormat format =
                FrameFormat.plain(width, order.equals("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        format = signed ? format.withSignedLength() : format;
        format = inclusive ? format.withInclusiveLength() : format;
        try (Peer peer = new Peer(PLAIN_ECHO, kind, inclusive ? Integer.toString(width) : "0")) {
            FrameWriter writer = new FrameWriter(peer.out(), format, FrameLimits.defaults());
            FrameReader reader = new FrameReader(peer.in(), format, FrameLimits.defaults());
            for (int size : new int[] {0, 1, 200, largest}) {
                byte[] body = body(size);
                writer.write(Header.none(), body);
                assertThat(reader.next().readBody(1 << 20)).isEqualTo(body);
            }
            peer.shutdownOutput();
            assertThat(reader.next()).isNull();
        }
    }

    private static void echoThroughStruct(FrameFormat format, String kind) throws Exception {
        try (Peer peer = new Peer(STRUCT_ECHO, kind)) {
            FrameWriter writer = new FrameWriter(peer.out(), format, FrameLimits.defaults());
            FrameReader reader = new FrameReader(peer.in(), format, FrameLimits.defaults());
            for (int size : new int[] {0, 1, 1_024, 70_000}) {
                byte[] body = body(size);
                String name = "粘包 \"" + size + "\" \\ \n 😀";
                HeaderBuilder header = Header.builder().put(NAME, name);
                writer.write(kind.equals("native") ? header.put(SIZE, size) : header, body);
                Frame frame = reader.next();
                assertThat(frame.header().getString(NAME)).isEqualTo(name);
                assertThat(frame.header().getLong(SIZE)).isEqualTo(size);
                assertThat(frame.readBody(1 << 20)).isEqualTo(body);
            }
            peer.shutdownOutput();
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void messagesOfMultiprocessingConnectionInBothDirections() throws Exception {
        try (Peer peer = new Peer(CONNECTION_ECHO)) {
            FrameFormat format = FrameFormat.pythonMultiprocessing();
            FrameWriter writer = new FrameWriter(peer.out(), format, FrameLimits.defaults());
            FrameReader reader = new FrameReader(peer.in(), format, FrameLimits.defaults());
            for (int size : new int[] {0, 1, 16_384, 16_385, 300_000}) {
                byte[] body = body(size);
                writer.write(Header.none(), body);
                assertThat(reader.next().readBody(1 << 20)).isEqualTo(body);
            }
            peer.shutdownOutput();
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void aMessageOfPythonBeyondTwoGibibytesStreamsThrough() throws Exception {
        try (Peer peer = new Peer(CONNECTION_LARGE)) {
            FrameReader reader =
                    new FrameReader(peer.in(), FrameFormat.pythonMultiprocessing(), FrameLimits.defaults());
            Frame frame = reader.next();
            assertThat(frame.bodyLength()).isEqualTo((1L << 31) + 5);
            assertThat(frame.transferTo(OutputStream.nullOutputStream())).isEqualTo((1L << 31) + 5);
            assertThat(reader.next().readBody(10))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("behind");
            assertThat(reader.next()).isNull();
        }
    }

    /** CPython holds the whole message twice. */
    static boolean memoryForTwoCopies() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .anyMatch(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) > 6L << 20);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @EnabledIf("memoryForTwoCopies")
    void aMessageOfOursBeyondTwoGibibytesIsReadByPython() throws Exception {
        long length = (1L << 31) + 5;
        try (Peer peer = new Peer(CONNECTION_LENGTH)) {
            FrameFormat format = FrameFormat.pythonMultiprocessing();
            FrameWriter writer = new FrameWriter(peer.out(), format, FrameLimits.defaults());
            try (OutputStream body = writer.begin(Header.none(), length)) {
                byte[] zeros = new byte[1 << 20];
                for (long left = length - 1; left > 0; left -= zeros.length) {
                    body.write(zeros, 0, (int) Math.min(left, zeros.length));
                }
                body.write(7);
            }
            FrameReader reader = new FrameReader(peer.in(), format, FrameLimits.defaults());
            assertThat(reader.next().readBody(100))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo(length + " ends in 7");
        }
    }

    private static byte[] body(int size) {
        byte[] body = new byte[size];
        for (int i = 0; i < size; i++) {
            body[i] = (byte) (i * 31);
        }
        return body;
    }

    /** A Python program that connects to us. */
    private static final class Peer implements AutoCloseable {
        private final Process process;
        private final Socket socket;

        Peer(String program, String... arguments) throws IOException {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                server.setSoTimeout(180_000);
                String[] command = {"python3", "-c", program, Integer.toString(server.getLocalPort())};
                String[] all = Arrays.copyOf(command, command.length + arguments.length);
                System.arraycopy(arguments, 0, all, command.length, arguments.length);
                process = new ProcessBuilder(all)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                        .start();
                socket = server.accept();
                socket.setSoTimeout(180_000);
            }
        }

        InputStream in() throws IOException {
            return socket.getInputStream();
        }

        OutputStream out() throws IOException {
            return socket.getOutputStream();
        }

        void shutdownOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            assertThat(process.onExit().orTimeout(180, TimeUnit.SECONDS).join().exitValue())
                    .isZero();
        }
    }
}
