package dev.framewire.tutorials.progress;

import dev.framewire.tutorials.program.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "progress", description = "S12: hashes a file behind a progress bar.", mixinStandardHelpOptions = true)
public final class ProgressCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--width", paramLabel = "N", description = "Of the bar (default 50).")
    int width = ProgressBar.DEFAULT_WIDTH;

    @Parameters(paramLabel = "FILE")
    Path file;

    public ProgressCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, NoSuchAlgorithmException {
        MessageDigest hash = MessageDigest.getInstance("SHA-256");
        ProgressBar bar = new ProgressBar(console.err(), width, Files.size(file));
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[64 * 1024];
            long done = 0;
            bar.show(done);
            int n;
            while ((n = in.read(buffer)) > 0) {
                hash.update(buffer, 0, n);
                done += n;
                bar.show(done);
            }
        }
        bar.end();
        console.say("SHA-256 " + HexFormat.of().formatHex(hash.digest()));
        return 0;
    }
}
