package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Python's library does not have, and the client therefore does itself. */
@NeedsTool("python3")
class PythonClientTest {
    static final Path FOLDER = Path.of("../python").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void crc32cIsThatOfALoopOverBytes() throws Exception {
        assertRuns("""
                assert netdisk.crc32c(b"123456789") == 0xe3069283
                for size in (0, 1, 2047, 2048, 2049, 70_001):
                    data, state = os.urandom(size), 0xffffffff
                    for byte in data:
                        state = state >> 8 ^ netdisk.CRC[(state ^ byte) & 255]
                    assert netdisk.crc32c(data) == state ^ 0xffffffff, size
                """);
    }

    /** RFC 4013 §3 has most of these. */
    @Test
    void passwordsArePreparedOrRefused() throws Exception {
        assertRuns("""
                for text, prepared in (("I\\u00adX", "IX"), ("\\u00aa", "a"), ("\\u2168", "IX"), ("a\\u200bb", "a b")):
                    assert netdisk.saslprep(text) == prepared, ascii(text)
                for text in ("", "\\u0007", "\\u0627\\u0031", "\\u0221"):
                    try:
                        netdisk.saslprep(text)
                        raise AssertionError(ascii(text))
                    except netdisk.Failure:
                        pass
                """);
    }

    @Test
    void endPointsAreHashedAsTheCertificatesWere() throws Exception {
        StringBuilder program = new StringBuilder();
        for (String signature : new String[] {"SHA384withRSA", "SHA1withRSA", "RSASSA-PSS"}) {
            Keystore made =
                    Keystore.make(folder, signature, "-keyalg", "RSA", "-keysize", "2048", "-sigalg", signature);
            program.append("""
                    certificate = ssl.PEM_cert_to_DER_cert(open('%s').read())
                    assert netdisk.end_point(certificate) == hashlib.new('%s', certificate).digest(), '%s'
                    """.formatted(made.pem(folder), made.hashOfSignature(), signature));
        }
        program.append("""
                try:
                    netdisk.end_point(ssl.PEM_cert_to_DER_cert(open('%s').read()))
                    raise AssertionError('Ed25519')
                except netdisk.Failure:
                    pass
                """.formatted(
                        Keystore.make(folder, "Ed25519", "-keyalg", "Ed25519").pem(folder)));
        assertRuns(program.toString());
    }

    /** A receiver with much to read back says so before it says what it holds. */
    @Test
    void aPutWaitsThroughAcknowledgementsForTheState() throws Exception {
        assertRuns("""
                class Server:
                    said = [
                        {"type": "x.ack", "id": 1, "e": 7, "written": 0, "durable": 0, "credit": 0},
                        {"type": "x.state", "id": 1, "e": 7, "first": 0, "count": 0, "more": False, "credit": 9},
                        {"type": "x.done", "id": 1, "size": 0, "root": hashlib.sha256(b"").hexdigest()},
                    ]
                    heard = []
                    def receive(self):
                        return self.said.pop(0), b""
                    def send(self, fields, body=b""):
                        self.heard.append(fields["type"])
                server = Server()
                with open(os.devnull, "rb") as empty:
                    netdisk.Put(server, 0, empty).run("a")
                assert server.heard == ["x.open", "x.fin"], server.heard
                """);
    }

    private static void assertRuns(String program) throws Exception {
        ProcessBuilder python =
                new ProcessBuilder("python3", "-B", "-c", "import hashlib, os, ssl, netdisk\n" + program);
        python.environment().put("PYTHONPATH", FOLDER.toString());
        Process process = python.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
