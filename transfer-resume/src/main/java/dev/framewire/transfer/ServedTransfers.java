package dev.framewire.transfer;

import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The transfers that the other side has open at once over a connection: each is answered on a thread of its own, and somebody is
 * told of each when it has ended. Thread-safe.
 */
final class ServedTransfers {
    private final RunningTransfers running;
    private final Responder responder;
    private final Consumer<EndedTransfer> ended;

    ServedTransfers(RunningTransfers running, Responder responder, Consumer<EndedTransfer> ended) {
        this.running = running;
        this.responder = responder;
        this.ended = ended;
    }

    /** Serves the first one, and all that are opened while one runs; returns when none does and of each has been told. */
    void serve(Message first, FrameReader in, FrameWriter out, WindowBudget budget) throws IOException {
        Link link = Link.shared(in, out, null, budget, this::begin);
        begin(link.lane(first.id()), first);
        link.awaitEmpty();
    }

    private void begin(Lane lane, Message opening) {
        lane.telling();
        try {
            running.threads().execute(() -> {
                Optional<TransferResult> result = Optional.empty();
                Optional<IOException> failure = Optional.empty();
                try {
                    result = Optional.of(running.run(responder.session(lane, opening)));
                } catch (IOException e) {
                    failure = Optional.of(e);
                } catch (RuntimeException | Error e) {
                    failure = Optional.of(new IOException("this end failed", e));
                } finally {
                    tell(lane, new EndedTransfer(Responder.path(opening), result, failure));
                }
            });
        } catch (RejectedExecutionException e) {
            lane.abort();
            lane.leave();
            IOException closing = RunningTransfers.closing(e);
            tell(lane, new EndedTransfer(Responder.path(opening), Optional.empty(), Optional.of(closing)));
        }
    }

    private void tell(Lane lane, EndedTransfer transfer) {
        try {
            ended.accept(transfer);
        } finally {
            lane.told();
        }
    }
}
