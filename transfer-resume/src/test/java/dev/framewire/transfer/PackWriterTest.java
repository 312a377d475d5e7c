package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a site is told of files whose pack ended before they had their names. */
class PackWriterTest {
    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Boolean> settled = new TreeMap<>();

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void noFileIsPublishedWhereTheApplicationBreaksDown() throws IOException {
        try (FileStore store = FileStore.open(folder.resolve(".xfer"))) {
            TransferSite site = new TransferSite() {
                @Override
                public TransferSink accept(PutOffer offer) {
                    if (offer.path().equals("last")) {
                        throw new AssertionError("broken down");
                    }
                    return TransferSink.file(store, "me", folder.resolve(offer.path()));
                }

                @Override
                public TransferSource open(GetOffer offer) throws TransferRefusedException {
                    throw new TransferRefusedException(TransferException.Kind.NOT_FOUND, "nothing here");
                }

                @Override
                public void settled(PutOffer offer, boolean published) {
                    settled.put(offer.path(), published);
                }
            };
            PackGatherer.Gathered pack = gather("first", "second", "last");
            PackWriter writer = new PackWriter(site, Condition.ANY, threads);
            assertThatThrownBy(() -> writer.write(pack.entries(), pack.message()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("broken down");
            assertThat(settled).isEqualTo(Map.of("first", false, "second", false));
            assertThat(folder.resolve("first")).doesNotExist();
            assertThat(store.leftovers()).isEmpty();
        }
    }

    private PackGatherer.Gathered gather(String... names) throws IOException {
        PackGatherer gatherer = new PackGatherer(PackRequest.any().format);
        for (String name : names) {
            Path file = Files.writeString(folder.resolve(name + ".source"), name);
            try (TransferSource source = TransferSource.file(file)) {
                gatherer.add(name, source);
            }
        }
        return gatherer.take(1);
    }
}
