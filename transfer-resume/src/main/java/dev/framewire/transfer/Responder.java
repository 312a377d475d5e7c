package dev.framewire.transfer;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes this side's end of a transfer that the other side has begun, as the application's site decides. */
final class Responder {
    private final TransferSite site;
    private final Receiver.Limits limits;
    private final LongSupplier nanos;
    private final Executor threads;

    Responder(TransferSite site, Receiver.Limits limits, LongSupplier nanos, Executor threads) {
        this.site = site;
        this.limits = limits;
        this.nanos = nanos;
        this.threads = threads;
    }

    /** The name that an opening asks for, where it has one. */
    static String path(Message opening) {
        return opening instanceof Message.Open open ? open.path() : "";
    }

    /** Answers what opens a transfer. May ask the site, and wait for it. */
    Session session(Lane lane, Message opening) {
        if (opening instanceof Message.OpenPacks packs) {
            return site.takesPacks()
                    ? new PackReceivingSession(lane, new PackWriter(site, packs.condition(), threads), threads)
                    : refusingPacks(lane);
        } else if (opening instanceof Message.OpenWants wants) {
            return site.takesPacks()
                    ? new PackServingSession(lane, wants.format(), site, threads)
                    : refusingPacks(lane);
        } else if (opening instanceof Message.Malformed malformed) {
            return new RefusingSession(lane, malformed.why(), threads);
        }
        Message.Open open = (Message.Open) opening;
        return open.put() ? receiving(lane, open) : sending(lane, open);
    }

    private Session receiving(Lane lane, Message.Open open) {
        OptionalLong modified = open.modified() < 0 ? OptionalLong.empty() : OptionalLong.of(open.modified());
        PutOffer offer = new PutOffer(open.path(), open.size(), modified, open.condition());
        return new ReceivingSession(
                lane,
                open,
                open.path(),
                false,
                ignored -> {
                    agree(open.check());
                    if (open.size() == Geometry.UNKNOWN && !site.takesUnknownSize()) {
                        throw new TransferException(
                                TransferException.Kind.REFUSED, "content of unknown size is not taken here");
                    }
                    return asked(() -> site.accept(offer)).when(open).remembering();
                },
                limits,
                nanos,
                threads,
                new ProgressMeter());
    }

    private Session sending(Lane lane, Message.Open open) {
        TransferSource source = null;
        try {
            agree(open.check());
            source = asked(() -> site.open(new GetOffer(open.path())));
            if (source instanceof StreamAttempt && open.check() != ContentCheck.SHA256) {
                throw new TransferException(
                        TransferException.Kind.REFUSED, "content of unknown size is checked by SHA-256 only");
            }
            Geometry geometry = Geometry.of(source, open.check());
            Message.Offer offer = new Message.Offer(
                    open.id(),
                    geometry.told(source),
                    geometry.chunkBytes(),
                    source.modifiedMillis().orElse(-1),
                    Permissions.of(source));
            return new SendingSession(
                    lane,
                    offer,
                    open.path(),
                    source,
                    geometry,
                    Math.max(0, open.rate()),
                    nanos,
                    threads,
                    new ProgressMeter());
        } catch (IOException | RuntimeException | Error e) {
            closeQuietly(source);
            return new RefusingSession(lane, Session.failure(e), threads);
        }
    }

    private void agree(ContentCheck check) throws TransferException {
        if (check == ContentCheck.CRC_ONLY && !site.allowsCrcOnly()) {
            throw new TransferException(
                    TransferException.Kind.REFUSED, "transfers that are checked by CRCs alone are not allowed here");
        }
    }

    private Session refusingPacks(Lane lane) {
        return new RefusingSession(
                lane, new TransferException(TransferException.Kind.REFUSED, "packs are not taken here"), threads);
    }

    static void closeQuietly(@Nullable TransferSource source) {
        try {
            if (source != null) {
                source.close();
            }
        } catch (IOException e) {
            // why it was not sent says more
        }
    }

    /** What is asked of an application's code. */
    interface Question<T> {
        T ask() throws TransferRefusedException, IOException;
    }

    /** Its answer; a refusal becomes what the other side is told. */
    static <T> T asked(Question<T> question) throws IOException {
        try {
            return question.ask();
        } catch (TransferRefusedException e) {
            throw new TransferException(e.kind(), String.valueOf(e.getMessage()), false, e);
        }
    }
}
