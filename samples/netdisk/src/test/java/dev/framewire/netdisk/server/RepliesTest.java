package dev.framewire.netdisk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.SetWatchdog;
import dev.framewire.netdisk.server.Replies.ConnectionEndedException;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.Messages;
import dev.framewire.netdisk.wire.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RepliesTest {
    private static final Duration ALMOST = Replies.DISK_PATIENCE.minusNanos(1);
    private static final Duration A_MOMENT = Duration.ofNanos(1);

    private final SetWatchdog time = new SetWatchdog();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final AtomicInteger hungUp = new AtomicInteger();
    private Duration toTakeAnAnswer = Duration.ZERO;
    private final Replies replies = new Replies(
            new FrameWriter(new OutputStream() {
                @Override
                public void write(int b) {
                    sent.write(b);
                }

                @Override
                public void write(byte[] bytes, int from, int length) {
                    time.pass(toTakeAnAnswer);
                    sent.write(bytes, from, length);
                }
            }),
            time.watchdog(),
            hungUp::incrementAndGet);

    /** The types of what was sent, and of a refusal its code. */
    private List<String> sent() throws IOException {
        List<String> types = new ArrayList<>();
        FrameReader in = new FrameReader(new ByteArrayInputStream(sent.toByteArray()));
        for (Frame frame = in.next(); frame != null; frame = in.next()) {
            types.add(frame.header().getString(Messages.TYPE));
            if (frame.header().stringEquals(Messages.TYPE, Messages.ERROR)) {
                types.add(frame.header().getString(Messages.CODE));
            }
        }
        return types;
    }

    @Test
    void nothingIsSentBehindTheLastAnswer() throws Exception {
        replies.awaitDisk("eve");
        time.pass(ALMOST);
        assertThat(sent()).isEmpty();
        time.pass(A_MOMENT);

        assertThatExceptionOfType(ConnectionEndedException.class).isThrownBy(replies::ok);
        assertThatExceptionOfType(ConnectionEndedException.class).isThrownBy(() -> replies.working(1, 2));
        assertThatExceptionOfType(ConnectionEndedException.class)
                .isThrownBy(() -> replies.error(new RefusedException(ErrorCode.NOT_FOUND, "late")));
        assertThat(replies.diskAnswered()).isFalse();
        time.pass(Replies.DISK_PATIENCE);
        assertThat(sent()).containsExactly("error", "try-later");
        assertThat(hungUp).hasValue(1);
    }

    @Test
    void whoIsAnsweredInTimeIsNotToldAnythingElse() throws Exception {
        replies.awaitDisk("eve");
        time.pass(ALMOST);
        replies.ok();
        time.pass(Replies.DISK_PATIENCE);
        replies.awaitDisk("eve");
        time.pass(ALMOST);
        assertThat(replies.diskAnswered()).isTrue();
        time.pass(Replies.DISK_PATIENCE);
        replies.ok();

        assertThat(sent()).containsExactly("ok", "ok");
        assertThat(hungUp).hasValue(0);
    }

    @Test
    void aDiskThatMovesIsNotSilent() throws Exception {
        replies.awaitDisk("eve");
        for (int i = 0; i < 10; i++) {
            time.pass(ALMOST);
            replies.diskMoved();
        }
        time.pass(ALMOST);
        replies.working(1, 2);
        time.pass(ALMOST);
        assertThat(sent()).containsExactly("working");

        time.pass(A_MOMENT);
        assertThat(sent()).containsExactly("working", "error", "try-later");
    }

    @Test
    void aClientThatIsSlowToTakeItsAnswerIsNoSilentDisk() throws Exception {
        toTakeAnAnswer = Replies.DISK_PATIENCE;
        replies.awaitDisk("eve");
        replies.entries(true, 0, new byte[100], 100);
        time.pass(ALMOST);
        replies.entries(false, 0, new byte[100], 100);

        assertThat(sent()).containsExactly("entries", "entries");
        assertThat(hungUp).hasValue(0);
    }
}
