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

    @Test
    void anAddressIsAHostAndAPortAndNoPlainNumber() throws Exception {
        assertRuns("""
                for text, expected in (("a:1", ("a", 1)), ("0.0.0.0:07470", ("0.0.0.0", 7470)), ("[::1]:9", ("::1", 9)),
                        ("3com.example:65535", ("3com.example", 65535)), ("[fe80::1%eth0]:9", ("fe80::1%eth0", 9))):
                    assert netdisk.address(text) == expected, text
                for text in ("", ":", "999", "1.2.3", ":7470", "host", "host:", "host:99999", "host:\\u00b2", "host:0",
                        "[::1]", "::1:7470", "[host]:1", "[127.0.0.1]:1", "[]:1", "0x7f.1:7470", "999:7470", "1.2.3:7470",
                        "010.0.0.1:1", "1.2.3.256:1", "1.2.3.4.:1", "disk.7:1", "ho st:1", "a@b:1", "http://a:1", "a\\n:1"):
                    try:
                        netdisk.address(text)
                        raise AssertionError(text)
                    except netdisk.Failure as e:
                        assert e.code == netdisk.USAGE, text
                """);
    }

    /** As with the Java client: who cannot prove to know the verifier is not accepted, whatever they say instead. */
    @Test
    void whatIsNoScramIsNotAccepted() throws Exception {
        assertRuns("""
                said = ("", "nonsense", ",", "r=,s=,i=", "e=other-error", "m=1,r=NONCE,s=SALT,i=100000", "\\u00e4",
                    "r=NONCE,s=SALT", "r=NONCE,s=\\u00e4,i=100000", "r=NONCE,s=*,i=100000", "r=NONCE,s=AAA,i=100000",
                    "r=NONCE,s=,i=100000", "r=NONCE,s=SALT,i=", "r=NONCE,s=SALT,i=many", "r=NONCE,s=SALT,i=-1",
                    "r=NONCE,s=SALT,i=1e5", "r=NONCE,s=SALT,i=\\u00b2", "r=NONCE,s=SALT,i=\\u0661" + 5 * "\\u0660",
                    "r=NONCE,s=SALT,i=1", "r=NONCE,s=SALT,i=" + 9000 * "9", "r=NONCE,s=SALT,i=100000\\n",
                    "r=another,s=SALT,i=100000")
                for first in [text.encode("utf-8") for text in said] + [b"\\xff", b"r=NONCE\\x00", bytes(70_000)]:
                    scram = netdisk.Scram("lin", "secret", b"")
                    first = first.replace(b"NONCE", scram.nonce.encode() + 16 * b"s").replace(b"SALT", 22 * b"A" + b"==")
                    try:
                        scram.final(first)
                        raise AssertionError(first[:99])
                    except netdisk.Failure as e:
                        assert e.code == netdisk.NOT_ACCEPTED, (first[:99], e.code)
                        assert len(str(e).splitlines()) == 1 and len(str(e)) < 100, e
                for last in (b"", b"v=", b"v=AAAA", b"e=other-error", b"\\xff"):
                    scram = netdisk.Scram("lin", "secret", b"")
                    scram.final(b"r=%s0123456789abcdef,s=AAAAAAAAAAAAAAAAAAAAAA==,i=100000" % scram.nonce.encode())
                    try:
                        scram.verify(last)
                        raise AssertionError(last)
                    except netdisk.Failure as e:
                        assert e.code == netdisk.NOT_ACCEPTED, last
                """);
    }

    /** A server that means ill, or is none, never ends the program otherwise than with one line and an exit code. */
    @Test
    void whatAServerMayNotSayEndsTheProgramInOneLine() throws Exception {
        assertRuns("""
                import contextlib, io, struct, sys

                class Channel:
                    def __init__(self, *answers):
                        self.unread = b"".join(self.frame(*answer) for answer in answers)
                    @staticmethod
                    def frame(header, body=b""):
                        header = header.encode("utf-8", "surrogatepass") if isinstance(header, str) else header
                        return struct.pack(">IQ", len(header), len(body)) + header + body
                    def recv(self, count):
                        data, self.unread = self.unread[:count], self.unread[count:]
                        return data
                    def pending(self): return len(self.unread)
                    def settimeout(self, seconds): pass
                    def sendall(self, data): pass
                    def unwrap(self): return self
                    def close(self): pass

                def ends(code, arguments, *answers):
                    certificate = ssl.PEM_cert_to_DER_cert(open("%s").read())
                    netdisk.connect = lambda server, pinned: (Channel(*answers), certificate)
                    sys.argv = ["netdisk.py", "-s", "127.0.0.1:1", "-u", "lin", *arguments]
                    err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
                    with contextlib.redirect_stderr(err):
                        ended = netdisk.main()
                    err.seek(0)
                    said = err.read()
                    assert ended == code, (answers, ended, said)
                    assert said.startswith("netdisk.py: ") and said.count("\\n") == 1 and len(said) < 600, (answers, said)
                    assert all(c.isprintable() or c == "\\n" for c in said), (answers, said)

                os.environ["NETDISK_PASSWORD"] = "secret"
                os.environ["NETDISK_CONFIG_DIR"] = os.getcwd() + "/none"
                ok = '{"type":"ok"}'
                for header in ("[]", '"x"', "12", "null", "{}x", b"\\xff\\xff", '{"type":1', "[" * 60_000, '{"type":[]}' * 2,
                        '{"type":"ok","type":"ok"}', "1" * 9999):
                    ends(4, ["ls"], (header,))
                ends(4, ["ls"])
                ends(1, ["ls"], ('{"type":"error","code":[],"message":{"a":"b"}}',))
                ends(1, ["ls"], ('{"type":"error","code":"x","message":"one\\\\ntwo\\\\u001b[2J\\\\ud800"}',))
                ends(1, ["ls"], ('{"type":"error","message":"%%s"}' %% (9999 * "a"),))
                ends(3, ["ls"], (ok,), ('{"type":"error","code":"login-failed"}',))
                for first in (b"", b"\\xff", b"r=%%s", b"r=,s=*,i=x"):
                    ends(3, ["ls"], (ok,), (ok, first))

                # logged in, because a token is enough for that
                netdisk.Folder.get = lambda self, name, *key: "token"
                for line in (b"[]", b"{}", b"x", b"\\xff", b'{"name":1,"kind":"file","size":1}', b"[" * 60_000):
                    ends(4, ["ls"], (ok,), (ok,), ('{"type":"entries","more":false}', line))
                for offer in ('"size":1e999', '"size":"1"', '"size":-1,"chunk":16384', '"size":1.5,"chunk":16384',
                        '"size":1,"chunk":0', '"size":null', '"size":1' + 99 * '0' + ',"chunk":16384'):
                    ends(4, ["get", "a", "none"], (ok,), (ok,), ('{"type":"x.offer","id":1,%%s}' %% offer,))
                offer = ('{"type":"x.offer","id":1,"size":16384,"chunk":16384,"mtime":%%s}' %% (30 * "9"),)
                data = '{"type":"x.data","id":1,"e":1,"off":%%s,"crc":%%s}'
                for off in ("-16384", "-1", "16384", "1", "1" + 30 * "0", "0.5", '"0"', "null"):
                    ends(4, ["get", "a", "none"], (ok,), (ok,), offer, (data %% (off, 0), bytes(100)))
                content = bytes(16384)
                root = hashlib.sha256(content)
                ends(4, ["get", "a", "none"], (ok,), (ok,), offer, (data %% (0, netdisk.crc32c(content)), content),
                    ('{"type":"x.hashes","id":1,"e":1,"first":0}', root.digest()),
                    ('{"type":"x.fin","id":1,"e":1,"size":16384,"root":"%%s"}' %% root.hexdigest(),))
                assert not os.path.exists("none"), "published"
                """.formatted(Keystore.make(folder, "server").pem(folder)));
    }

    private void assertRuns(String program) throws Exception {
        ProcessBuilder python =
                new ProcessBuilder("python3", "-B", "-c", "import hashlib, os, ssl, netdisk\n" + program);
        python.environment().put("PYTHONPATH", FOLDER.toString());
        python.directory(folder.toFile());
        Process process = python.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
