package dev.framewire.tutorials.upload;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameLimits;
import dev.framewire.transfer.FileStore;
import dev.framewire.transfer.GetOffer;
import dev.framewire.transfer.PutOffer;
import dev.framewire.transfer.PutRequest;
import dev.framewire.transfer.Transfer;
import dev.framewire.transfer.TransferEngine;
import dev.framewire.transfer.TransferException;
import dev.framewire.transfer.TransferRefusedException;
import dev.framewire.transfer.TransferResult;
import dev.framewire.transfer.TransferSink;
import dev.framewire.transfer.TransferSite;
import dev.framewire.transfer.TransferSource;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.Refusal;
import dev.framewire.tutorials.program.SecureFrames;
import dev.framewire.tutorials.progress.ProgressBar;
import java.io.IOException;
import java.nio.file.Path;

/**
 * {@code upload} as it should be: a transfer that is answered, verified at both ends, and resumed. Break the connection in the middle and
 * send the file again: what is there already does not cross again.
 */
final class Upload {
    static final FrameLimits LIMITS = FrameLimits.defaults();

    private Upload() {}

    static void serve(SecureFrames client, TransferEngine engine, FileStore partials, Landing landing, Console console)
            throws IOException {
        TransferSite site = new TransferSite() {
            @Override
            public TransferSink accept(PutOffer offer) throws TransferRefusedException {
                try {
                    Path target = landing.target(offer.path(), Math.max(0, offer.size()));
                    return TransferSink.file(partials, "tutorial", target).maxBytes(landing.maxFileBytes());
                } catch (Refusal e) {
                    throw new TransferRefusedException(TransferException.Kind.REFUSED, e.getMessage());
                }
            }

            @Override
            public TransferSource open(GetOffer offer) throws TransferRefusedException {
                throw new TransferRefusedException(
                        TransferException.Kind.REFUSED, "this server takes and does not give");
            }
        };
        Frame frame;
        while ((frame = client.next()) != null) {
            if (!TransferEngine.isTransferFrame(frame)) {
                throw new Refusal("refused: a frame that is no transfer's");
            }
            try {
                engine.serve(frame, client.reader(), client.writer(), site)
                        .ifPresent(result -> console.say("upload: received " + words(result)));
            } catch (TransferException e) {
                if (!e.connectionUsable()) {
                    throw e;
                }
                console.log("upload: " + e.getMessage());
            }
        }
    }

    static void send(SecureFrames server, TransferEngine engine, Path file, long rateBytesPerSecond, Console console)
            throws IOException {
        PutRequest request = PutRequest.to(String.valueOf(file.getFileName()));
        if (rateBytesPerSecond > 0) {
            request = request.rateBytesPerSecond(rateBytesPerSecond);
        }
        TransferSource source = TransferSource.file(file);
        ProgressBar bar = new ProgressBar(console.err(), ProgressBar.DEFAULT_WIDTH, source.size());
        Transfer transfer = engine.put(server.reader(), server.writer(), source, request);
        transfer.onProgress(progress -> {
            synchronized (bar) {
                bar.show(progress.writtenBytes());
            }
        });
        try {
            TransferResult result = transfer.await();
            bar.show(result.size());
            bar.end();
            console.say("upload: sent " + words(result));
        } catch (IOException e) {
            bar.end();
            throw e;
        }
    }

    private static String words(TransferResult result) {
        return result.path() + ", " + result.size() + " bytes, of which " + result.reusedBytes()
                + " were there already";
    }
}
