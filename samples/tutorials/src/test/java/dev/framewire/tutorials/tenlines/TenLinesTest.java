package dev.framewire.tutorials.tenlines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.auth.SharedKey;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TenLinesTest {
    @Test
    void theProgramOfTheReadmeRuns() throws Exception {
        SharedKey key = SharedKey.generate("k1");
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Future<?> server = threads.submit(() -> {
                try (Socket socket = listening.accept()) {
                    TenLines.server(key, socket);
                }
                return null;
            });
            String answer = TenLines.client(key, "127.0.0.1", listening.getLocalPort());
            assertThat(answer).isEqualTo("echo: 任意字节, any bytes");
            server.get();
        } finally {
            threads.shutdownNow();
        }
    }
}
