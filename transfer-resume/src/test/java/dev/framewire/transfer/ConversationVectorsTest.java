package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.testtools.NeedsTool;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Conversations as a program in Python writes them from SPEC.md: our receiver answers as it is written there. The order of the
 * answers holds within an id; between ids there is none, so that an answer that comes early waits for the line that names it.
 */
class ConversationVectorsTest {
    @TempDir
    Path folder;

    private static List<String> lines(String name) throws IOException, URISyntaxException {
        String file = "/vectors/conversation-" + name + ".txt";
        return Files.readAllLines(Path.of(Objects.requireNonNull(ConversationVectorsTest.class.getResource(file))
                .toURI()));
    }

    private static Message read(FrameReader in) throws IOException {
        return MessageCodec.read(Objects.requireNonNull(in.next()), new Buffers());
    }

    /** What SPEC.md leaves open is taken out. */
    private static String text(Message message) throws IOException {
        Message fixed = message;
        if (message instanceof Message.State m) {
            fixed = new Message.State(m.id(), m.epoch(), m.first(), m.count(), m.more(), 0, m.held());
        } else if (message instanceof Message.Ack m) {
            fixed = new Message.Ack(m.id(), m.epoch(), m.written(), m.durable(), m.verified(), 0);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MessageCodec.write(fixed, new FrameWriter(out));
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    /** What the receiver says, each id for itself. */
    private static final class Answers {
        private final FrameReader in;
        private final Map<Long, Deque<Message>> early = new HashMap<>();

        Answers(FrameReader in) {
            this.in = in;
        }

        private Deque<Message> early(long id) {
            return early.computeIfAbsent(id, any -> new ArrayDeque<>());
        }

        /** The next one of the expected one's id; acks that the receiver says of its own accord are passed over. */
        Message next(Message expected) throws IOException {
            Deque<Message> waiting = early(expected.id());
            while (true) {
                while (waiting.isEmpty()) {
                    Message answer = read(in);
                    early(answer.id()).add(answer);
                }
                Message answer = waiting.remove();
                if (expected instanceof Message.Ack || !(answer instanceof Message.Ack)) {
                    return answer;
                }
            }
        }

        /** All that came without being expected, up to the end of the stream. */
        List<Message> left() throws IOException {
            List<Message> left = new ArrayList<>();
            early.values().forEach(left::addAll);
            for (Frame frame = in.next(); frame != null; frame = in.next()) {
                left.add(MessageCodec.read(frame, new Buffers()));
            }
            left.removeIf(message -> message instanceof Message.Ack);
            return left;
        }
    }

    /** Plays the sender. */
    private void play(List<String> lines) throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket near = new Socket(listening.getInetAddress(), listening.getLocalPort());
                Socket far = listening.accept();
                FolderSite site = FolderSite.of(folder);
                TransferEngine engine = TransferEngine.create()) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try {
                    engine.serve(new FrameReader(far.getInputStream()), new FrameWriter(far.getOutputStream()), site);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            Answers answers = new Answers(new FrameReader(near.getInputStream()));
            for (String line : lines) {
                byte[] frame = HexFormat.of().parseHex(line.substring(2));
                if (line.startsWith("> ")) {
                    near.getOutputStream().write(frame);
                    continue;
                }
                Message expected = read(new FrameReader(new ByteArrayInputStream(frame)));
                assertThat(text(answers.next(expected))).isEqualTo(text(expected));
            }
            near.shutdownOutput();
            served.join();
            far.shutdownOutput();
            assertThat(answers.left()).isEmpty();
        }
    }

    private void assertArrived(String name, String content) {
        assertThat(folder.resolve(name)).hasContent(content);
    }

    @Test
    void twoPutsShareAConnection() throws IOException, URISyntaxException {
        play(lines("two-puts-at-once"));
        assertThat(folder.resolve("first")).hasSize(1_500);
        assertArrived("second", "framewire ".repeat(110));
    }

    @Test
    void aCancelLeavesTheOtherAsItIs() throws IOException, URISyntaxException {
        play(lines("one-is-cancelled-beside-another"));
        assertThat(folder.resolve("first")).doesNotExist();
        assertArrived("second", "2".repeat(1_100));
    }

    @Test
    void aSenderThatReadsForLongIsAnswered() throws IOException, URISyntaxException {
        play(lines("a-sender-that-reads-for-long"));
        assertArrived("file", "123456789");
    }

    @NeedsTool("python3")
    @ParameterizedTest
    @ValueSource(strings = {"two-puts-at-once", "one-is-cancelled-beside-another", "a-sender-that-reads-for-long"})
    void theVectorsAreWhatThePythonProgramWrites(String name) throws IOException, URISyntaxException {
        Process python = new ProcessBuilder(
                        "python3",
                        "-B",
                        Path.of("src", "test", "python", "conversations.py").toString(),
                        name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Stream<String> written = new String(python.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).lines();
        assertThat(written.toList()).isEqualTo(lines(name));
    }
}
