package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.framing.Transport;
import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer written in another language, from the specification alone. */
@NeedsTool("python3")
class PythonTwinTest {
    private static final Path TWIN = Path.of("src/test/python/framewire_auth.py");

    @ParameterizedTest
    @ValueSource(strings = {"integrity-only", "aes-256-gcm", "channel"})
    void computesTheSameVectors(String suite) throws Exception {
        Process python = python("vector", "src/test/resources/vectors/framewire/hmac-sha256-" + suite + ".txt");
        assertThat(new String(python.getInputStream().readAllBytes(), US_ASCII).strip())
                .isEqualTo("ok");
        assertThat(python.waitFor()).isZero();
    }

    @Test
    void isServedByOurServer() throws Exception {
        Process python = talker("client", Suites.KEY);
        SecureSession session = HmacServer.with(Suites.KEY)
                .as(Suites.SERVER)
                .suites(HmacSuite.INTEGRITY_ONLY)
                .deadline(Meeting.AMPLE)
                .accept(Transport.of(python));
        assertThat(session.peer().identity()).isEqualTo(Suites.CLIENT);
        assertThat(session.security().encrypted()).isFalse();
        assertThat(session.inputStream().readAllBytes()).hasSize(100_008);
        session.outputStream().write("answer".getBytes(US_ASCII));
        session.shutdownOutput();
        assertThat(python.waitFor()).isZero();
        session.close();
    }

    @Test
    void servesOurClient() throws Exception {
        Process python = talker("server", Suites.KEY);
        SecureSession session = HmacClient.with(Suites.KEY)
                .as(Suites.CLIENT)
                .expecting(Suites.SERVER)
                .suites(HmacSuite.INTEGRITY_ONLY)
                .deadline(Meeting.AMPLE)
                .connect(Transport.of(python));
        session.outputStream().write("question".getBytes(US_ASCII));
        session.shutdownOutput();
        assertThat(session.inputStream().readAllBytes()).asString().isEqualTo("QUESTION");
        session.close();
        assertThat(python.waitFor()).isZero();
    }

    @Test
    void isRefusedWithAnotherKey() throws Exception {
        Process python = talker("client", Suites.OTHER_KEY);
        assertThatThrownBy(() -> HmacServer.with(Suites.KEY)
                        .as(Suites.SERVER)
                        .suites(HmacSuite.INTEGRITY_ONLY)
                        .deadline(Meeting.AMPLE)
                        .accept(Transport.of(python)))
                .isInstanceOfSatisfying(
                        AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.CREDENTIALS));
        assertThat(python.waitFor()).isNotZero();
    }

    private static Process talker(String role, SharedKey key) throws IOException {
        return python(role, HexFormat.of().formatHex(key.secret()), key.id(), Suites.CLIENT, Suites.SERVER);
    }

    private static Process python(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3", TWIN.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
