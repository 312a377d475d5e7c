package dev.framewire.transfer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Counts one transfer and tells who listens. Thread-safe. */
final class ProgressMeter {
    private static final long EVERY_NANOS = 50_000_000;

    private final List<Consumer<Progress>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong nextReport = new AtomicLong(System.nanoTime());
    final AtomicLong written = new AtomicLong();
    final AtomicLong durable = new AtomicLong();
    final AtomicLong verified = new AtomicLong();
    final AtomicLong wire = new AtomicLong();
    final AtomicLong reused = new AtomicLong();
    private volatile Phase phase = Phase.OPENING;
    private volatile long total;

    void listen(Consumer<Progress> listener) {
        listener.accept(snapshot());
        listeners.add(listener);
        if (phase == Phase.DONE) {
            listener.accept(snapshot()); // maybe told just before there was this listener; or else it hears it twice
        }
    }

    void total(long bytes) {
        total = bytes;
    }

    void phase(Phase next) {
        phase = next;
        report();
    }

    /** The receiver says what it has. To be told by one thread, which also says {@link #done}: nothing is to follow that. */
    void acknowledged(Message.Ack ack) {
        written.set(ack.written());
        durable.set(ack.durable());
        verified.set(ack.verified());
        tick();
    }

    /** All of it has arrived: the last acknowledgement of a part may never come, as the end says more. */
    void done(long bytes) {
        written.set(bytes);
        durable.set(bytes);
        verified.set(bytes);
        phase(Phase.DONE);
    }

    /** Tells the listeners, unless they were told a moment ago. */
    void tick() {
        long now = System.nanoTime();
        long due = nextReport.get();
        if (now - due >= 0 && nextReport.compareAndSet(due, now + EVERY_NANOS)) {
            report();
        }
    }

    private void report() {
        if (listeners.isEmpty()) {
            return;
        }
        Progress progress = snapshot();
        listeners.forEach(listener -> listener.accept(progress));
    }

    Progress snapshot() {
        return new Progress(phase, total, written.get(), durable.get(), verified.get(), wire.get(), reused.get());
    }
}
