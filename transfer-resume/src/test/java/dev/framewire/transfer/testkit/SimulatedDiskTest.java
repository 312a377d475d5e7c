package dev.framewire.transfer.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.transfer.Disk;
import dev.framewire.transfer.Disk.Mode;
import dev.framewire.transfer.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest {
    private static final Path FOLDER = Path.of("/data");
    private static final Path A = FOLDER.resolve("a");
    private static final Path B = FOLDER.resolve("b");

    private final SimulatedDisk disk = new SimulatedDisk();

    private Disk mounted() {
        Disk mounted = disk.mount();
        try {
            mounted.createDirectories(FOLDER);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        disk.settle();
        return mounted;
    }

    private static ByteBuffer bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    /** Creates a file of so many bytes and forces its content and its name. */
    private static DiskFile saved(Disk mounted, Path name, int length, int value) throws IOException {
        DiskFile file = mounted.open(name, Mode.CREATE);
        file.write(bytes(length, value), 0);
        file.force();
        mounted.forceDirectory(FOLDER);
        return file;
    }

    @Test
    void anUnforcedFileIsGoneAfterALossOfPower() throws IOException {
        Disk mounted = mounted();
        mounted.open(A, Mode.CREATE).write(bytes(10, 1), 0);
        disk.restart(Loss.all());
        assertThat(disk.content(A)).isEmpty();
    }

    @Test
    void aForcedFileWhoseNameWasNotForcedIsGone() throws IOException {
        Disk mounted = mounted();
        DiskFile file = mounted.open(A, Mode.CREATE);
        file.write(bytes(10, 1), 0);
        file.force();
        disk.restart(Loss.all());
        assertThat(disk.content(A)).isEmpty();
    }

    @Test
    void aForcedNameWithoutForcedContentIsAnEmptyFile() throws IOException {
        Disk mounted = mounted();
        mounted.open(A, Mode.CREATE).write(bytes(10, 1), 0);
        mounted.forceDirectory(FOLDER);
        disk.restart(Loss.all());
        assertThat(disk.content(A))
                .hasValueSatisfying(content -> assertThat(content).isEmpty());
    }

    @Test
    void whatWasForcedSurvives() throws IOException {
        saved(mounted(), A, 10_000, 7);
        disk.restart(Loss.all());
        assertThat(disk.content(A))
                .hasValueSatisfying(
                        content -> assertThat(content).hasSize(10_000).containsOnly(7));
    }

    @Test
    void theDeathOfAProcessLosesNothing() throws IOException {
        Disk mounted = mounted();
        mounted.open(A, Mode.CREATE).write(bytes(10, 1), 0);
        disk.restart(Loss.process());
        assertThat(disk.content(A))
                .hasValueSatisfying(content -> assertThat(content).hasSize(10));
        disk.restart(Loss.all());
        assertThat(disk.content(A)).as("it was still unforced").isEmpty();
    }

    @Test
    void everySubsetOfUnforcedPagesCanBeLost() throws IOException {
        DiskFile file = saved(mounted(), A, 3 * SimulatedDisk.PAGE_BYTES, 1);
        file.write(bytes(3 * SimulatedDisk.PAGE_BYTES, 2), 0);
        assertThat(disk.unsynced()).hasSize(3);
        Set<String> seen = new TreeSet<>();
        for (long mask = 0; mask < 8; mask++) {
            byte[] after = disk.copy().restart(Loss.mask(mask)).content(A).orElseThrow();
            seen.add("" + after[0] + after[SimulatedDisk.PAGE_BYTES] + after[2 * SimulatedDisk.PAGE_BYTES]);
        }
        assertThat(seen).containsExactly("111", "112", "121", "122", "211", "212", "221", "222");
    }

    @Test
    void anOlderFormOfAPageOrATornOneMaySurvive() throws IOException {
        DiskFile file = saved(mounted(), A, SimulatedDisk.PAGE_BYTES, 1);
        file.write(bytes(SimulatedDisk.PAGE_BYTES, 2), 0);
        file.write(bytes(SimulatedDisk.PAGE_BYTES, 3), 0);
        Set<Integer> first = new TreeSet<>();
        boolean torn = false;
        for (long seed = 0; seed < 200; seed++) {
            byte[] after = disk.copy().restart(Loss.seeded(seed)).content(A).orElseThrow();
            first.add((int) after[0]);
            torn |= after[0] != after[SimulatedDisk.PAGE_BYTES - 1];
        }
        assertThat(first).containsExactly(1, 2, 3);
        assertThat(torn).isTrue();
    }

    @Test
    void theSameSeedLosesTheSame() throws IOException {
        DiskFile file = saved(mounted(), A, 50_000, 1);
        file.write(bytes(50_000, 2), 0);
        for (long seed = 0; seed < 50; seed++) {
            assertThat(disk.copy().restart(Loss.seeded(seed)).content(A).orElseThrow())
                    .isEqualTo(disk.copy().restart(Loss.seeded(seed)).content(A).orElseThrow());
        }
    }

    @Test
    void anUnforcedRenameIsUndoneAndAForcedOneIsNot() throws IOException {
        Disk mounted = mounted();
        saved(mounted, A, 10, 1).close();
        mounted.rename(A, B);
        SimulatedDisk lost = disk.copy().restart(Loss.all());
        assertThat(lost.content(A)).isPresent();
        assertThat(lost.content(B)).isEmpty();
        mounted.forceDirectory(FOLDER);
        disk.restart(Loss.all());
        assertThat(disk.content(A)).isEmpty();
        assertThat(disk.content(B)).isPresent();
    }

    @Test
    void aRenameReplacesWholeOrNotAtAll() throws IOException {
        Disk mounted = mounted();
        saved(mounted, A, 10, 1).close();
        saved(mounted, B, 10, 2).close();
        mounted.rename(A, B);
        for (long seed = 0; seed < 20; seed++) {
            SimulatedDisk after = disk.copy().restart(Loss.seeded(seed));
            boolean renamed = after.content(A).isEmpty();
            assertThat(after.content(B).orElseThrow()).containsOnly(renamed ? 1 : 2);
        }
    }

    @Test
    void forcingADirectorySavesTheEarlierChangesOfItsNamesElsewhere() throws IOException {
        Disk mounted = mounted();
        Path other = Path.of("/other");
        mounted.createDirectories(other);
        disk.settle();
        mounted.open(A, Mode.CREATE).force();
        mounted.rename(A, other.resolve("a"));
        mounted.forceDirectory(other);
        disk.restart(Loss.kept());
        assertThat(disk.content(A))
                .as("its creation must not come back after its rename")
                .isEmpty();
        assertThat(disk.content(other.resolve("a"))).isPresent();
    }

    @Test
    void afterAFailedForceReadsSeeWhatPowerLossTakes() throws IOException {
        DiskFile file = saved(mounted(), A, 100, 1);
        file.write(bytes(100, 2), 0);
        disk.plan(FaultPlan.none().failForceAt(disk.steps()));
        assertThatThrownBy(file::force).isInstanceOf(IOException.class);
        file.force(); // the lie: the second one succeeds
        assertThat(disk.content(A).orElseThrow()).containsOnly(2);
        assertThat(disk.copy().restart(Loss.all()).content(A).orElseThrow()).containsOnly(1);
        file.write(bytes(100, 3), 0);
        file.force();
        disk.restart(Loss.all());
        assertThat(disk.content(A).orElseThrow())
                .as("written again, it is saved again")
                .containsOnly(3);
    }

    /** As of a chunk that is written again before the end of what a failed force had left: no such force loses it. */
    @Test
    void aForceAfterAFailedOneSavesALengthThatReachesOverItsPages() throws IOException {
        DiskFile file = saved(mounted(), A, 0, 1);
        file.write(bytes(3 * SimulatedDisk.PAGE_BYTES, 2), 0);
        disk.plan(FaultPlan.none().failForceAt(disk.steps()));
        assertThatThrownBy(file::force).isInstanceOf(IOException.class);
        file.write(bytes(SimulatedDisk.PAGE_BYTES, 3), 0);
        file.force();
        for (long seed = 0; seed < 20; seed++) {
            byte[] after = disk.copy().restart(Loss.seeded(seed)).content(A).orElseThrow();
            assertThat(after).hasSizeGreaterThanOrEqualTo(SimulatedDisk.PAGE_BYTES);
            assertThat(Arrays.copyOf(after, SimulatedDisk.PAGE_BYTES)).containsOnly(3);
        }
    }

    @Test
    void aFullDiskTakesWhatFits() throws IOException {
        Disk mounted = mounted();
        DiskFile file = mounted.open(A, Mode.CREATE);
        disk.plan(FaultPlan.none().space(5));
        assertThatThrownBy(() -> file.write(bytes(8, 1), 0)).hasMessageContaining("no space");
        assertThat(file.size()).isEqualTo(5);
    }

    @Test
    void aCrashInAWriteLeavesItsBeginning() throws IOException {
        Disk mounted = mounted();
        DiskFile file = mounted.open(A, Mode.CREATE);
        disk.plan(FaultPlan.none().crashAt(disk.steps(), 3));
        assertThatThrownBy(() -> file.write(bytes(8, 1), 0)).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> mounted.stat(A)).as("the dead do nothing").isInstanceOf(SimulatedCrash.class);
        disk.restart(Loss.process());
        assertThat(disk.content(A).orElseThrow()).hasSize(3);
        assertThatThrownBy(() -> mounted.delete(A)).as("nor after the restart").isInstanceOf(SimulatedCrash.class);
        assertThat(disk.mount().delete(A)).isTrue();
    }

    @Test
    void aLockEndsWithItsProcess() throws IOException {
        DiskFile file = saved(mounted(), A, 1, 1);
        assertThat(file.tryLock()).isTrue();
        assertThat(disk.mount().open(A, Mode.WRITE).tryLock()).isFalse();
        disk.restart(Loss.process());
        assertThat(disk.mount().open(A, Mode.WRITE).tryLock()).isTrue();
    }

    @Test
    void aFileBelowALostDirectoryIsLost() throws IOException {
        Disk mounted = mounted();
        Path inner = FOLDER.resolve("inner");
        mounted.createDirectories(inner);
        mounted.open(inner.resolve("x"), Mode.CREATE).force();
        mounted.forceDirectory(inner);
        disk.restart(Loss.all());
        assertThat(disk.content(inner.resolve("x"))).isEmpty();
    }

    @Test
    void aFlippedBitShowsInNoTime() throws IOException {
        Disk mounted = mounted();
        saved(mounted, A, 10, 0);
        var before = mounted.stat(A);
        disk.flipBit(A, 9);
        assertThat(disk.content(A).orElseThrow()[1]).isEqualTo((byte) 2);
        assertThat(mounted.stat(A)).isEqualTo(before);
        disk.restart(Loss.all());
        assertThat(disk.content(A).orElseThrow()[1]).isEqualTo((byte) 2);
    }

    @Test
    void aClockStandsStillBetweenItsTicks() throws IOException {
        disk.clockTick(1_000_000_000);
        saved(mounted(), A, 10, 0);
        long first = disk.mount().stat(A).orElseThrow().modifiedNanos();
        SimulatedDisk twin = disk.copy();
        for (SimulatedDisk one : List.of(disk, twin)) {
            write(one);
            assertThat(one.mount().stat(A).orElseThrow().modifiedNanos()).isEqualTo(first);
            one.elapse(1_000_000_000);
            write(one);
            assertThat(one.mount().stat(A).orElseThrow().changedNanos()).isEqualTo(first + 1_000_000_000);
        }
        assertThatThrownBy(() -> disk.clockTick(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> disk.elapse(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void write(SimulatedDisk to) throws IOException {
        try (DiskFile file = to.mount().open(A, Mode.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1}), 0);
        }
    }

    @Test
    void opensAsARealDiskDoes() throws IOException {
        Disk mounted = mounted();
        assertThatThrownBy(() -> mounted.open(A, Mode.READ)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> mounted.open(Path.of("/none/a"), Mode.CREATE)).isInstanceOf(NoSuchFileException.class);
        saved(mounted, A, 1, 1).close();
        assertThatThrownBy(() -> mounted.open(A, Mode.CREATE)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> mounted.link(A, A)).isInstanceOf(FileAlreadyExistsException.class);
        mounted.link(A, B);
        assertThat(mounted.stat(B).orElseThrow().fileKey())
                .isEqualTo(mounted.stat(A).orElseThrow().fileKey());
        assertThat(mounted.list(FOLDER)).containsExactly(A, B);
        assertThat(mounted.open(A, Mode.READ).read(ByteBuffer.allocate(1), 1)).isEqualTo(-1);
    }

    @Test
    void aPlanPrintsItselfAndComesAgainFromItsSeed() {
        assertThat(FaultPlan.none().crashAt(3, 4).toString()).contains("crashAtStep=3", "bytesBeforeCrash=4");
        assertThat(Loss.seeded(42).toString()).contains("SEEDED", "42");
        assertThat(FaultPlan.seeded(1, 0, 100)).isEqualTo(FaultPlan.seeded(1, 0, 100));
        assertThatThrownBy(() -> FaultPlan.none().maxRead(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FaultPlan.none().space(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
