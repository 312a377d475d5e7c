package dev.framewire.benchmarks.run;

import java.nio.file.Path;

/** {@code benchmarks/run}; its arguments follow the folder of the working copy. */
public final class Main {
    private Main() {}

    /** Exit code 0: measured; 1: something could not be measured; 2: usage. */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]).toAbsolutePath().normalize();
        String[] rest = java.util.Arrays.copyOfRange(arguments, 1, arguments.length);
        Options options;
        try {
            options = Options.parse(rest);
        } catch (IllegalArgumentException e) {
            System.err.println("benchmarks/run: " + e.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        System.exit(new Runner(root, options, System.out).run() ? 0 : 1);
    }
}
