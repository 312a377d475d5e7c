package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class UdpTest {
    private static void say(DatagramSocket socket, int port, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress("127.0.0.1", port)));
    }

    private static String hear(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(180_000);
        DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Test
    void everybodyHearsTheSpeaker() throws IOException {
        try (Program server = Program.serve("udp-chat", "serve");
                DatagramSocket ann = new DatagramSocket();
                DatagramSocket bob = new DatagramSocket()) {
            say(ann, server.port(), "hello");
            assertThat(hear(ann)).isEqualTo("hello");
            say(bob, server.port(), "你好");
            assertThat(hear(bob)).isEqualTo("你好");
            assertThat(hear(ann)).isEqualTo("[127.0.0.1:" + bob.getLocalPort() + "] 你好");
            say(ann, server.port(), "");
            assertThat(hear(ann)).isEmpty();
        }
    }

    @Test
    void aMessageCannotMoveTheServersCursor() throws IOException {
        try (Program server = Program.serve("udp-chat", "serve");
                DatagramSocket ann = new DatagramSocket()) {
            say(ann, server.port(), "a\u001b[2Jb\nudp-chat: c");
            server.saw("] a?[2Jb udp-chat: c");
        }
    }

    @Test
    void aLongFormatIsRefused() throws IOException {
        try (Program server = Program.serve("udp-time", "serve")) {
            Program client = Program.run("", "udp-time", "client", "--port", server.portText(), "%c".repeat(200));
            assertThat(client.out()).isEqualTo("refused: a format is at most 256 bytes, this one is 400\n");
        }
    }

    @Test
    @NeedsTool("python3")
    void theOriginalsClientsMeetOurServers() throws IOException {
        try (Program chat = Program.serve("udp-chat", "serve");
                Program time = Program.serve("udp-time", "serve")) {
            assertThat(Python.run("s11_chat_client", chat.port(), "hello", "你好"))
                    .isEqualTo("hello\n你好\n");
            assertThat(Python.run("s11_time_client", time.port(), "", "%Y", "一%%二"))
                    .matches("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\n[0-9]{4}\n一%二\n");
        }
    }

    @Test
    @NeedsTool("python3")
    void ourClientsMeetTheOriginalsServers() throws IOException {
        try (Python chat = Python.serve("s11_chat_server");
                Python threads = Python.serve("s09_concurrent_server", "udp");
                Python time = Python.serve("s11_time_server")) {
            assertThat(Program.run("", "udp-chat", "client", "--port", chat.port(), "a", "你好")
                            .out())
                    .isEqualTo("a\n你好\n");
            assertThat(Program.run("a\n", "udp-chat", "client", "--port", threads.port())
                            .out())
                    .isEqualTo("a\n");
            assertThat(Program.run("", "udp-time", "client", "--port", time.port())
                            .out())
                    .matches("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\n");
        }
    }
}
