package dev.framewire.benchmarks.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.benchmarks.contest.Contest;
import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.figures.Series;
import dev.framewire.benchmarks.programs.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LimitsTest {
    /** Some pieces, and a part of one. */
    private static final int BYTES = (3 << 18) + 4321;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void a_bare_copy_is_a_copy_whatever_its_ends_do(EndWork work) throws IOException {
        Path file = folder.resolve("file");
        Trees.fill(file, BYTES, 1);
        assertThat(new BareCopy(work, work).run(file, folder.resolve("copy"))).isPositive();
        Trees.compare(file, folder.resolve("copy"));
    }

    @ParameterizedTest
    @EnumSource
    void what_the_sender_makes_the_receiver_undoes(EndWork work) throws GeneralSecurityException {
        EndWork.End sender = work.end(true);
        EndWork.End receiver = work.end(false);
        int records = 4;
        for (int length : List.of(work.pieceBytes, work.pieceBytes, 1000)) {
            ByteBuffer content = work.buffer().clear().limit(length).position(0);
            content.put(length - 1, (byte) 77);
            ByteBuffer sent = sender.pass(content);
            int added = length == work.pieceBytes ? work.addedBytes : work.addedBytes / records;
            assertThat(sent.remaining()).isEqualTo(length + added);
            ByteBuffer received = receiver.pass(sent);
            assertThat(received.remaining()).isEqualTo(length);
            assertThat(received.get(received.limit() - 1)).isEqualTo((byte) 77);
        }
    }

    @Test
    void every_part_runs_and_delivers() throws IOException, InterruptedException {
        Path classes = Path.of(System.getProperty("java.class.path"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> notes = new ArrayList<>();
        try (Limits limits = new Limits(folder, classes, java)) {
            Path file = folder.resolve("beside");
            Trees.fill(file, BYTES, 2);
            List<Contestant> beside = Stream.of(Limit.HALF_SENT, Limit.HALF_RECEIVED, Limit.RENEWED_STARTED)
                    .map(limit -> limits.of(limit, file))
                    .toList();
            for (var contestants : List.of(limits.bytes(BYTES), limits.files(150, 1000), beside)) {
                List<Series> series = new Contest(contestants, notes::add, Duration.ZERO).run(1);
                assertThat(notes).isEmpty();
                assertThat(series).allMatch(s -> s.seconds().size() == 1);
            }
        }
        assertThat(Files.exists(folder.resolve("arriving"))).isFalse();
        assertThat(Files.exists(folder.resolve("copied"))).isFalse();
    }

    @Test
    void a_copy_is_no_longer_than_what_is_missing_where_half_is_there() throws IOException {
        Path file = folder.resolve("file");
        Trees.fill(file, BYTES, 1);
        Path arriving = folder.resolve("arriving");
        int there = BYTES / 2;
        Trees.copyFirst(file, arriving, there);
        BareCopy copy = new BareCopy(EndWork.BLAKE3, EndWork.BLAKE3);
        try (ServerSocketChannel listener = BareCopy.listen();
                SocketChannel sending = SocketChannel.open(listener.getLocalAddress());
                SocketChannel receiving = listener.accept()) {
            copy.send(file, BYTES, sending); // all of it is said to be there
            assertThat(copy.receive(receiving, arriving, there)).isEqualTo(there);
        }
        try (ServerSocketChannel listener = BareCopy.listen();
                SocketChannel sending = SocketChannel.open(listener.getLocalAddress());
                SocketChannel receiving = listener.accept()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    copy.send(file, there, sending);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(copy.receive(receiving, arriving, there)).isEqualTo(BYTES);
            sent.join();
        }
        Trees.compare(file, arriving);
    }

    @Test
    void a_command_that_fails_leaves_nobody_waiting() throws IOException {
        Path classes = Path.of(System.getProperty("java.class.path"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path file = folder.resolve("file");
        Trees.fill(file, BYTES, 1);
        try (Limits limits = new Limits(folder, classes, java)) {
            Contestant sender = limits.of(Limit.SENT, file);
            Files.delete(file);
            assertThatThrownBy(sender::run).isInstanceOf(IOException.class).hasMessageContaining("ended with 1");
            assertThat(sender.servers()).noneMatch(ProcessHandle::isAlive);
        }
    }
}
