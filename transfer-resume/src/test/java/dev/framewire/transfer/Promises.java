package dev.framewire.transfer;

import dev.framewire.transfer.StorageCase.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a receiver told the other side, by the digest that it had then. It outlives every crash of the receiver. */
final class Promises {
    /** For each chunk, what this process has written; null for nothing. */
    final byte[] @Nullable [] written;
    /** For each chunk, what was reported durable; null for nothing. */
    final byte[] @Nullable [] durable;

    /** Everything that the target may be. One thing only, once x.done was said or the power went. */
    final List<Optional<byte[]>> targets = new ArrayList<>();

    private final Set<String> pairs = new HashSet<>();
    private @Nullable ContentCheck check;
    boolean done;
    boolean powerLost;
    /** The disk failed, not we: it may cost what was held when it did. */
    boolean forceFailed;
    /** It did so at some time: an unforced claim may be false, until it is read back. */
    boolean forceEverFailed;
    /** A journal may claim nothing of any part, also of one that no session wrote beside it. */
    boolean strictlyPaired;
    /** The session got its partial: what fails from then on is between the two. */
    boolean sessionBegan;

    Promises(int chunks, Optional<byte[]> target) {
        this.written = new byte[chunks][];
        this.durable = new byte[chunks][];
        targets.add(target);
    }

    Promises copy() {
        Promises twin = new Promises(written.length, targets.get(0));
        System.arraycopy(written, 0, twin.written, 0, written.length);
        System.arraycopy(durable, 0, twin.durable, 0, durable.length);
        twin.targets.clear();
        twin.targets.addAll(targets);
        twin.pairs.addAll(pairs);
        twin.check = check;
        twin.done = done;
        twin.powerLost = powerLost;
        twin.forceFailed = forceFailed;
        twin.forceEverFailed = forceEverFailed;
        twin.sessionBegan = sessionBegan;
        twin.strictlyPaired = strictlyPaired;
        return twin;
    }

    void begin(Version version) {
        done = false;
        sessionBegan = false;
        if (check != version.check()) { // a partial of another tree is none that can go on
            Arrays.fill(written, null);
            Arrays.fill(durable, null);
            check = version.check();
        }
        targets.add(Optional.of(version.bytes()));
    }

    /** An x.ack: what it says is durable is from now on promised. */
    void acknowledged(Receiver receiver, PartialSession partial) {
        for (int i = 0; i < durable.length; i++) {
            if (receiver.durable(i)) {
                durable[i] = partial.claim(i);
            }
        }
    }

    /** A session began to write that journal beside that part. */
    void paired(DiskStat journal, DiskStat part) {
        pairs.add(journal.fileKey() + "+" + part.fileKey());
    }

    /** Whether that journal was ever written beside that part: names may be lost one by one. */
    boolean knows(DiskStat journal, DiskStat part) {
        return strictlyPaired || pairs.contains(journal.fileKey() + "+" + part.fileKey());
    }

    void wrote(int chunk, byte[] digest) {
        written[chunk] = digest;
    }

    /** From now on the chunk is being replaced, and nothing is promised of it. */
    void withdraw(int chunk) {
        written[chunk] = null;
        durable[chunk] = null;
    }

    void done(Version version) {
        done = true;
        settle(Optional.of(version.bytes()));
        Arrays.fill(written, null);
        Arrays.fill(durable, null);
    }

    private void settle(Optional<byte[]> target) {
        targets.clear();
        targets.add(target);
    }

    /** After a loss of power what is there is all there is. */
    void afterLossOfPower(Optional<byte[]> target) {
        powerLost = true;
        settle(target);
        System.arraycopy(durable, 0, written, 0, durable.length);
    }

    boolean allows(Optional<byte[]> target) {
        return targets.stream()
                .anyMatch(allowed -> allowed.isPresent() == target.isPresent()
                        && (target.isEmpty() || Arrays.equals(allowed.get(), target.get())));
    }

    /** How many chunks of that version were promised and may not be asked for again. */
    int kept(Version version) {
        int kept = 0;
        for (int i = 0; i < written.length; i++) {
            kept += kept(version, i) ? 1 : 0;
        }
        return kept;
    }

    boolean kept(Version version, int chunk) {
        byte[] digest = version.digests()[chunk];
        return Arrays.equals(written[chunk], digest) || Arrays.equals(durable[chunk], digest);
    }
}
