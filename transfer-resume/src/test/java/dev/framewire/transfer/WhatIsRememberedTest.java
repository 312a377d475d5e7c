package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which files a sender remembers the digests of, and which it had better not. */
class WhatIsRememberedTest extends RememberedFileCase {
    @Test
    void aRewriteThatPutsTheTimeBackIsSeen() throws IOException {
        put(PutRequest.to("name"));
        FileTime time = Files.getLastModifiedTime(served);
        FileClock.awaitTick(served);
        flip(served, 5 * CHUNK);
        Files.setLastModifiedTime(served, time);
        assertThat(Files.size(served)).isEqualTo(SIZE);
        assertThat(remembers()).isFalse();
        get();
        assertThat(got).hasBinaryContent(content);
    }

    @Test
    void anotherFileInItsPlaceIsAnother() throws IOException {
        put(PutRequest.to("name"));
        FileTime time = Files.getLastModifiedTime(served);
        content[0] ^= 1;
        Files.write(folder.resolve("new"), content);
        Files.setLastModifiedTime(folder.resolve("new"), time);
        Files.delete(served);
        Files.move(folder.resolve("new"), served);
        assertThat(remembers()).isFalse();
        get();
        assertThat(got).hasBinaryContent(content);
    }

    /** The clock of a file system stands still between two ticks: a write in the same one leaves no trace. */
    @Test
    void whatWasWrittenInTheTickOfItsPublicationIsNotRemembered() throws IOException {
        FileStore still = FileStore.open(folder.resolve(".still"), new ForwardingDisk(Disk.local()) {
            @Override
            public Optional<DiskStat> stat(Path file) throws IOException {
                return super.stat(file).map(stat -> new DiskStat(stat.size(), 5, 5, stat.fileKey(), stat.regular()));
            }
        });
        store.close();
        store = still;
        put(PutRequest.to("name"));
        assertThat(served).hasBinaryContent(content);
        assertThat(remembers()).isFalse();
        get();
        assertThat(remembers()).isFalse();
        get();
        assertThat(got).hasBinaryContent(content);
    }

    @Test
    void aFileThatOthersPutThereIsRememberedOnceItIsSentIfItIsOlderThanATick() throws IOException {
        Files.write(served, content);
        stamps = stat -> aged(stat, -60_000_000_000L); // just now, however slow this machine is
        get();
        assertThat(remembers()).isFalse();
        stamps = stat -> aged(stat, Manifests.SETTLED_NANOS + 60_000_000_000L);
        Files.delete(got);
        get();
        assertThat(got).hasBinaryContent(content);
        assertThat(remembers()).isTrue();
        freeze();
        stamps = stamps.andThen(stat -> aged(stat, Manifests.SETTLED_NANOS + 60_000_000_000L))::apply;
        flip(served, 0);
        Files.delete(got);
        assertThat(refused()).isEqualTo(Kind.CHANGED); // so it is believed
    }

    /** Where a file system tells no files apart, that is all that shows of a link that was put in its place. */
    @Test
    void whatIsNoRegularFileIsNotRememberedAsOne() throws IOException {
        Files.write(served, content);
        UnaryOperator<DiskStat> settled = stat -> aged(stat, Manifests.SETTLED_NANOS + 60_000_000_000L);
        stamps = stat -> {
            DiskStat now = settled.apply(stat);
            return new DiskStat(now.size(), now.modifiedNanos(), now.changedNanos(), now.fileKey(), false);
        };
        get();
        assertThat(got).hasBinaryContent(content);
        stamps = settled;
        assertThat(remembers()).isFalse();
    }

    @Test
    void aSendersOwnStoreRemembersWhatItPuts() throws IOException {
        Path local = Files.write(folder.resolve("mine"), content);
        stamps = stat -> aged(stat, Manifests.SETTLED_NANOS + 60_000_000_000L);
        try (Loopback pair = new Loopback(Long.MAX_VALUE);
                FolderSite other = FolderSite.of(Files.createDirectory(folder.resolve("other")))) {
            pair.serve(engine, other);
            engine.put(pair.in, pair.out, store.source(local), PutRequest.to("name"))
                    .await();
        }
        assertThat(store.manifests().digests(local, store.disk().stat(local).orElseThrow(), Geometry.of(SIZE)))
                .isPresent();
    }

    @Test
    void aGetLeavesNothingBesideWhatItGot() throws IOException {
        put(PutRequest.to("name"));
        get();
        assertThat(folder.resolve("client")).isEmptyDirectory();
    }

    @Test
    void whereNothingMayBeWrittenNothingIsRemembered() throws IOException {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.write(shared.resolve("name"), content);
        try (Loopback pair = new Loopback(Long.MAX_VALUE);
                FolderSite site = FolderSite.readOnly(shared)) {
            pair.serve(engine, site);
            engine.get(pair.in, pair.out, TransferSink.file(client, "me", got), GetRequest.of("name"))
                    .await();
        }
        try (Stream<Path> all = Files.list(shared)) {
            assertThat(all).containsExactly(shared.resolve("name"));
        }
    }

    @Test
    void aFolderThatIsSharedRemembers() throws Exception {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Path local = Files.write(folder.resolve("local"), content);
        Files.setLastModifiedTime(local, FileTime.fromMillis(5));
        try (Loopback pair = new Loopback(Long.MAX_VALUE);
                FolderSite site = FolderSite.of(shared)) {
            pair.serve(engine, site);
            engine.put(pair.in, pair.out, TransferSource.file(local), PutRequest.to("a/name"))
                    .await();
            try (TransferSource source = site.open(new GetOffer("a/name"))) {
                assertThat(((RememberedSource) source).known(Geometry.of(SIZE))).isPresent();
            }
            engine.get(pair.in, pair.out, TransferSink.file(client, "me", got), GetRequest.of("a/name"))
                    .await();
        }
        assertThat(got).hasBinaryContent(content);
    }
}
