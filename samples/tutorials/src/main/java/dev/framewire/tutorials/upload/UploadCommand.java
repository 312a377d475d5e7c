package dev.framewire.tutorials.upload;

import static picocli.CommandLine.ScopeType.INHERIT;

import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.Watchdog;
import dev.framewire.transfer.FileStore;
import dev.framewire.transfer.TransferEngine;
import dev.framewire.tutorials.program.ClientOptions;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.ServeOptions;
import dev.framewire.tutorials.program.StreamLesson;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "upload", description = "S4 to S7: files arrive complete, under their plain name, or not at all.")
public final class UploadCommand extends StreamLesson {
    @Option(names = "--format", scope = INHERIT, defaultValue = "frames", description = "${COMPLETION-CANDIDATES}")
    private Format format;

    public UploadCommand(Console console) {
        super("upload", console);
    }

    enum Format {
        FRAMES,
        SIZE_FIRST,
        MESSAGE,
        DICTIONARY,
        FTP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Command(name = "serve", description = "Serves until it is killed.", mixinStandardHelpOptions = true)
    int serve(
            @Mixin ServeOptions options,
            @Option(names = "--dir", required = true, paramLabel = "D", description = "Where files arrive.") Path dir,
            @Option(
                            names = "--max-file-bytes",
                            paramLabel = "N",
                            description = "A longer file is refused (default 4 GiB).",
                            defaultValue = "4294967296")
                    long maxFileBytes)
            throws IOException, InterruptedException {
        Landing landing = new Landing(dir, maxFileBytes);
        return switch (format) {
            case FRAMES -> serveOurs(options, landing);
            case SIZE_FIRST -> serveAnybody(options, new SizeFirst(landing, console, gap()));
            case MESSAGE -> serveFramed(options, MessageUpload.FORMAT, MessageUpload::serve, landing);
            case DICTIONARY -> serveFramed(options, DictionaryUpload.FORMAT, DictionaryUpload::serve, landing);
            case FTP -> serveFramed(options, FtpUpload.FORMAT, FtpUpload::serve, landing);
        };
    }

    private int serveOurs(ServeOptions options, Landing landing) throws IOException, InterruptedException {
        try (TransferEngine engine = TransferEngine.create();
                FileStore partials = FileStore.open(landing.folder().resolve(".partials"))) {
            return serve(options, Upload.LIMITS, client -> Upload.serve(client, engine, partials, landing, console));
        }
    }

    @FunctionalInterface
    private interface FramedServer {
        void serve(FrameReader client, Landing landing, Console console) throws IOException;
    }

    private int serveFramed(ServeOptions options, FrameFormat wire, FramedServer server, Landing landing)
            throws IOException, InterruptedException {
        try (Watchdog watchdog = Watchdog.create()) {
            return serveAnybody(
                    options, client -> server.serve(FramedFile.reader(client, wire, watchdog), landing, console));
        }
    }

    @Command(name = "client", description = "Sends files.", mixinStandardHelpOptions = true)
    int client(
            @Mixin ClientOptions options,
            @Option(
                            names = "--message",
                            paramLabel = "TEXT",
                            description = "Sent before the files; --format message only.")
                    String message,
            @Option(
                            names = "--rate",
                            paramLabel = "N",
                            defaultValue = "0",
                            description = "Bytes a second at most, --format frames only; 0, the default, is no limit.")
                    long rate,
            @Parameters(paramLabel = "FILE") List<Path> arguments)
            throws IOException, InterruptedException {
        if (message != null && format != Format.MESSAGE) {
            throw new IllegalArgumentException("--message belongs to --format message");
        }
        List<Path> files = arguments == null ? List.of() : arguments;
        return format == Format.FRAMES
                ? sendOurs(options, files, rate)
                : askAnybody(options, server -> sendAll(server, message, files));
    }

    private int sendOurs(ClientOptions options, List<Path> files, long rate) throws IOException {
        try (TransferEngine engine = TransferEngine.create()) {
            return ask(options, Upload.LIMITS, server -> {
                for (Path file : files) {
                    Upload.send(server, engine, file, rate, console);
                }
            });
        }
    }

    private void sendAll(Socket server, String message, List<Path> files) throws IOException, InterruptedException {
        if (message != null) {
            MessageUpload.say(FramedFile.writer(server, MessageUpload.FORMAT), message);
        }
        for (Path file : files) {
            switch (format) {
                case FRAMES -> throw new AssertionError("has answers, and is sent elsewhere");
                case SIZE_FIRST -> SizeFirst.send(server, file, gap());
                case MESSAGE -> MessageUpload.send(FramedFile.writer(server, MessageUpload.FORMAT), file);
                case DICTIONARY -> DictionaryUpload.send(FramedFile.writer(server, DictionaryUpload.FORMAT), file);
                case FTP -> FtpUpload.send(FramedFile.writer(server, FtpUpload.FORMAT), file);
            }
            console.say("sent " + file.getFileName() + "; this wire has no answer, so whether it arrived is not known");
        }
        if (format == Format.MESSAGE) {
            MessageUpload.close(server.getOutputStream());
        }
    }
}
