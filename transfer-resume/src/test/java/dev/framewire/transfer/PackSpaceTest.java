package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The files of a pack that cannot fit are refused before one of them is begun, and what was reserved for them is given back. */
class PackSpaceTest extends PacksCase {
    private volatile long usable;
    private volatile int made;

    @Override
    Disk disk() {
        return new ForwardingDisk(Disk.local()) {
            @Override
            public long usableBytes(Path directory) {
                return usable;
            }

            @Override
            DiskFile opened(Path name, DiskFile file) {
                made++;
                return file;
            }
        };
    }

    @Test
    void aPackThatCannotFitIsRefusedAndTheNextMay() throws IOException {
        add("one", 6_000);
        add("two", 4_001);
        usable = 10_000;
        put(PackRequest.any());
        assertThat(failures)
                .containsEntry("one", Kind.NO_SPACE)
                .containsEntry("two", Kind.NO_SPACE)
                .hasSize(2);
        assertThat(made).isZero();
        assertThat(there).isEmptyDirectory();
        failures.clear();
        usable = 10_001;
        for (int run = 0; run < 2; run++) { // the second finds what the first had reserved given back
            put(PackRequest.any());
            assertThat(failures).isEmpty();
        }
        assertSame();
    }

    @Test
    void whatTransfersHaveReservedIsNotThere() throws IOException {
        add("one", 6_000);
        usable = 10_000;
        Object other = new Object();
        store.reservedSpace().reserve(other, 5_000);
        put(PackRequest.any());
        assertThat(failures).containsOnlyKeys("one");
        store.reservedSpace().release(other);
        failures.clear();
        put(PackRequest.any());
        assertThat(failures).isEmpty();
    }

    @Test
    void whatIsRefusedForAnotherReasonNeedsNoSpace() throws IOException {
        add("one", 6_000);
        add("forbidden", 6_000);
        usable = 6_000;
        put(PackRequest.any());
        assertThat(failures).containsOnlyKeys("forbidden");
        assertSame();
    }

    @Test
    void aGetThatCannotFitIsRefused() throws IOException {
        add("one", 6_000);
        usable = 5_999;
        get(PackRequest.any());
        assertThat(failures).containsEntry("one", Kind.NO_SPACE);
        assertThat(there).isEmptyDirectory();
    }
}
