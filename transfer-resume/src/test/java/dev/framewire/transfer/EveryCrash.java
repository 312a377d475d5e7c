package dev.framewire.transfer;

import dev.framewire.transfer.testkit.FaultPlan;
import dev.framewire.transfer.testkit.Loss;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Every way in which one session can die, and every way in which a loss of power can take what it had not forced. */
final class EveryCrash {
    /** Bytes of a write that reach the file in the step that kills: none, some of a page, a page, a chunk. */
    private static final int[] TORN = {0, 9, 4096, 1 << 20};

    private EveryCrash() {}

    /** A disk whose process has died, and what it had promised. */
    record Dead(FaultPlan plan, SimulatedDisk disk, Promises promises) {}

    /** At each step, and of a write in the middle too. */
    static List<Dead> deaths(
            StorageSimulator simulator, SimulatedDisk start, StorageCase.Version version, Promises before)
            throws IOException {
        List<Dead> all = new ArrayList<>();
        SimulatedDisk whole = start.copy();
        try {
            simulator.session(whole, version, before.copy());
        } catch (TransferException e) {
            if (e.kind() != TransferException.Kind.EXISTS) { // its steps are what counts
                throw e;
            }
        }
        for (long step = start.steps(); step <= whole.steps(); step++) {
            Set<String> seen = new LinkedHashSet<>();
            for (int torn : TORN) {
                FaultPlan plan = FaultPlan.none().crashAt(step, torn);
                SimulatedDisk disk = start.copy().plan(plan);
                Promises promises = before.copy();
                simulator.die(disk, version, promises);
                if (seen.add(disk.unsynced() + " " + length(disk, simulator.name.part()) + " "
                        + length(disk, simulator.name.journal()) + " " + length(disk, simulator.name.fresh()))) {
                    all.add(new Dead(plan, disk, promises));
                }
            }
        }
        return all;
    }

    static int length(SimulatedDisk disk, Path file) {
        return disk.content(file).map(content -> content.length).orElse(-1);
    }

    /** Every subset of what is unsynced where that is little; else every subset of the part's pages, and the rest lost or kept. */
    static List<Loss> losses(SimulatedDisk disk, boolean thorough) {
        List<Loss> losses = new ArrayList<>(List.of(Loss.process()));
        List<String> unsynced = disk.unsynced();
        if (unsynced.size() <= 8) {
            for (long mask = 0; mask < 1L << unsynced.size(); mask++) {
                losses.add(Loss.mask(mask));
            }
        } else {
            // the part is the file with the most pages
            Optional<String> part = unsynced.stream()
                    .filter(change -> change.contains(" page 1"))
                    .map(change -> change.substring(0, change.indexOf(" page ")))
                    .findFirst();
            long pages = 0;
            for (int i = 0; i < unsynced.size(); i++) {
                pages |= part.isPresent() && unsynced.get(i).startsWith(part.get() + " page ") ? 1L << i : 0;
            }
            long rest = (1L << unsynced.size()) - 1 & ~pages;
            long subset = 0;
            do {
                long kept = Long.bitCount(subset) % 2 == 0 ? rest : 0;
                losses.add(Loss.mask(subset | kept));
                if (thorough) {
                    losses.add(Loss.mask(subset | rest & ~kept));
                    losses.add(Loss.mask(subset | rest & new SplittableRandom(subset).nextLong()));
                }
                subset = subset - pages & pages; // the next subset of these bits
            } while (subset != 0);
        }
        for (long seed = 0; seed < 8; seed++) {
            losses.add(Loss.seeded(seed)); // torn pages and older forms
        }
        return losses;
    }
}
