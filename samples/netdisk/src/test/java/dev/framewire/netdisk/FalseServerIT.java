package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.auth.NoiseNxServer;
import dev.framewire.auth.SecureSession;
import dev.framewire.auth.ServerIdentity;
import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.framing.Transport;
import dev.framewire.netdisk.NetdiskProcess.Ran;
import dev.framewire.netdisk.client.ClientFolder;
import dev.framewire.netdisk.client.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server with the identity that is pinned, which does not know the user: its key was stolen, say. */
class FalseServerIT {
    private static final String SALT = Base64.getEncoder().encodeToString(new byte[16]);

    @TempDir
    Path folder;

    /** Answers one client: the first message, and the proof, whatever it proves. Gives back what was asked of it behind that. */
    private static CompletableFuture<String> answer(
            ServerSocket listener, ServerIdentity identity, String first, String last) {
        CompletableFuture<String> asked = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try (Socket socket = listener.accept();
                    SecureSession session = NoiseNxServer.with(identity).accept(Transport.of(socket))) {
                FrameReader in = new FrameReader(session.inputStream());
                FrameWriter out = new FrameWriter(session.outputStream());
                String types = "";
                for (Frame frame = in.next(); frame != null; frame = in.next()) {
                    String type = frame.header().getString(HeaderKey.of("type"));
                    types += type + " ";
                    String body = new String(frame.readBody(4096), StandardCharsets.UTF_8);
                    String answer = type.equals("scram-first")
                            ? first.replace("NONCE", body.substring(body.indexOf(",r=") + 3))
                            : type.equals("scram-final") ? last : "";
                    out.write(
                            new HeaderBuilder().put(HeaderKey.of("type"), "ok").put(HeaderKey.of("version"), 1),
                            answer.getBytes(StandardCharsets.UTF_8));
                }
                asked.complete(types.strip());
            } catch (IOException e) {
                asked.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return asked;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "r=NONCEandmineand16morechars,s=SALT,i=100000 v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= true",
                "r=NONCEandmineand16morechars,s=SALT,i=100000 v=AAAA true",
                "r=NONCEandmineand16morechars,s=SALT,i=100000 e=other-error true",
                "r=NONCEandmineand16morechars,s=SALT,i=100000 '' true",
                "r=NONCEandmineand16morechars,s=SALT,i=1 unasked false", // with one round it would learn the password
                "r=anotherNonceAltogether,s=SALT,i=100000 unasked false",
                "nonsense unasked false",
                "'' unasked false",
            })
    void isNotLoggedInToAndNothingElseIsAskedOfIt(String first, String last, boolean proofIsSent) throws Exception {
        ServerIdentity identity = ServerIdentity.generate();
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + listener.getLocalPort();
            CompletableFuture<String> asked = answer(listener, identity, first.replace("SALT", SALT), last);
            NetdiskProcess netdisk = new NetdiskProcess(folder);
            new ClientFolder(netdisk.config()).pin(HostPort.parse(address), identity.fingerprint());
            ProcessBuilder client = netdisk.builder("lin", List.of("rm", "file"));
            client.environment().put("NETDISK_SERVER", address);

            Ran ran = NetdiskProcess.finish(client.start()).expect(3);

            assertThat(ran.err())
                    .isEqualTo("netdisk: " + address
                            + " did not prove that lin is registered there: somebody else may have its"
                            + " identity, or its users are lost; nothing was asked of it\n");
            assertThat(asked.get()).isEqualTo("hello scram-first" + (proofIsSent ? " scram-final" : ""));
        }
    }
}
