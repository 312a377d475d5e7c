package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.Header;
import dev.framewire.framing.Transport;
import dev.framewire.testtools.NeedsTool;
import dev.framewire.testtools.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * CPython's own {@code multiprocessing.connection} at the other end, old and new where the machine has both; and the old one
 * once more with the new rules typed in, which shows what the rules say and not what CPython does.
 */
@NeedsTool("python3")
class PythonMultiprocessingTest {
    private static final byte[] AUTHKEY = "a key that both were given".getBytes(US_ASCII);
    private static final byte[] OTHER_KEY = "a key that one was given".getBytes(US_ASCII);
    private static final int REFUSED = 3;

    /** An interpreter; from 3.12 on they speak {@code {sha256}}, before only if the rules are typed in. */
    record Python(Path command, boolean sha256, boolean typed) {
        @Override
        public String toString() {
            return typed ? "{sha256} typed in" : sha256 ? "{sha256}" : "md5";
        }

        Process run(String... arguments) throws IOException {
            List<String> command = new ArrayList<>(List.of(command().toString()));
            command.addAll(List.of(arguments));
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }

        Process peer(String role, byte[] authkey, String... more) throws IOException {
            List<String> arguments = new ArrayList<>(List.of(
                    "src/test/python/multiprocessing_" + (typed ? "sha256_" : "") + "peer.py",
                    role,
                    HexFormat.of().formatHex(authkey)));
            arguments.addAll(List.of(more));
            return run(arguments.toArray(String[]::new));
        }
    }

    /** The machine's own, and the newest that pyenv keeps. */
    static List<Python> pythons() throws Exception {
        List<Path> commands = new ArrayList<>(List.of(Tools.find("python3").orElseThrow()));
        String root = System.getenv("PYENV_ROOT");
        Path versions =
                (root == null ? Path.of(System.getProperty("user.home"), ".pyenv") : Path.of(root)).resolve("versions");
        if (Files.isDirectory(versions)) {
            try (Stream<Path> all = Files.list(versions)) {
                all.filter(version -> version.getFileName().toString().startsWith("3.1"))
                        .max(Comparator.naturalOrder())
                        .map(version -> version.resolve("bin/python3"))
                        .filter(Files::isExecutable)
                        .ifPresent(commands::add);
            }
        }
        List<Python> pythons = new ArrayList<>();
        for (Path command : commands) {
            Process version =
                    new Python(command, false, false).run("-c", "import sys; print(sys.version_info >= (3, 12))");
            pythons.add(new Python(command, output(version).equals("True"), false));
        }
        if (!pythons.get(0).sha256()) {
            pythons.add(new Python(commands.get(0), true, true));
        }
        return pythons;
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), US_ASCII).strip();
    }

    private static UnsafeHandshake allowing(Python python, byte[] authkey) {
        UnsafeHandshake handshake = python.sha256()
                ? UnsafeHandshake.pythonMultiprocessing(authkey)
                : UnsafeHandshake.pythonMultiprocessingWithMd5(authkey);
        return handshake.deadline(Meeting.AMPLE);
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void isServed(Python python) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process client = python.peer("client", AUTHKEY, String.valueOf(server.getLocalPort()));
            try (Socket socket = server.accept()) {
                Transport transport = Transport.of(socket);
                allowing(python, AUTHKEY).accept(transport);
                assertThat(receive(transport)).isEqualTo("question");
                send(transport, "answer");
            }
            assertThat(output(client)).isEqualTo("answer");
            assertThat(client.waitFor()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void serves(Python python) throws Exception {
        Process listener = python.peer("listener", AUTHKEY);
        try (Socket socket = connect(listener)) {
            Transport transport = Transport.of(socket);
            allowing(python, AUTHKEY).connect(transport);
            send(transport, "question");
            assertThat(receive(transport)).isEqualTo("QUESTION");
        }
        assertThat(listener.waitFor()).isZero();
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void isRefusedWithAnotherKey(Python python) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process client = python.peer("client", OTHER_KEY, String.valueOf(server.getLocalPort()));
            try (Socket socket = server.accept()) {
                assertThatThrownBy(() -> allowing(python, AUTHKEY).accept(Transport.of(socket)))
                        .isInstanceOfSatisfying(
                                AuthException.class,
                                e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.CREDENTIALS));
            }
            assertThat(client.waitFor()).isEqualTo(REFUSED);
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void refusesUsWithAnotherKey(Python python) throws Exception {
        Process listener = python.peer("listener", AUTHKEY);
        try (Socket socket = connect(listener)) {
            assertThatThrownBy(() -> allowing(python, OTHER_KEY).connect(Transport.of(socket)))
                    .isInstanceOfSatisfying(
                            AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.REFUSED));
        }
        assertThat(listener.waitFor()).isEqualTo(REFUSED);
    }

    /** Those that speak MD5 alone. */
    static List<Python> old() throws Exception {
        List<Python> pythons = pythons();
        pythons.removeIf(Python::sha256);
        return pythons;
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("old")
    void withMd5AloneIsRefusedUnlessMd5WasAskedFor(Python python) throws Exception {
        Process listener = python.peer("listener", AUTHKEY);
        try (Socket socket = connect(listener)) {
            assertThatThrownBy(() -> UnsafeHandshake.pythonMultiprocessing(AUTHKEY)
                            .deadline(Meeting.AMPLE)
                            .connect(Transport.of(socket)))
                    .isInstanceOfSatisfying(
                            AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.UNSUPPORTED));
        }
        assertThat(listener.waitFor()).isEqualTo(REFUSED);
    }

    private static Socket connect(Process listener) throws IOException {
        try (BufferedReader lines = listener.inputReader(US_ASCII)) {
            return new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(lines.readLine()));
        }
    }

    private static void send(Transport transport, String text) throws IOException {
        FrameWriter writer =
                new FrameWriter(transport.outputStream(), FrameFormat.pythonMultiprocessing(), FrameLimits.defaults());
        writer.write(Header.none(), text.getBytes(US_ASCII));
        writer.flush();
    }

    private static String receive(Transport transport) throws IOException {
        FrameReader reader =
                new FrameReader(transport.inputStream(), FrameFormat.pythonMultiprocessing(), FrameLimits.defaults());
        return new String(Objects.requireNonNull(reader.next()).readBody(1024), US_ASCII);
    }
}
