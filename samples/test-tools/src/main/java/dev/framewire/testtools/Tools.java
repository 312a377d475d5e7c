package dev.framewire.testtools;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the programs that a test wants to run. */
public final class Tools {
    private Tools() {}

    /** The executable of that name on the {@code PATH}, if there is one. */
    public static Optional<Path> find(String name) {
        String path = System.getenv("PATH");
        if (path == null) {
            return Optional.empty();
        }
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder).resolve(name); // an absolute name stays itself
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** The {@code java} command of the JVM that runs the tests, so that child processes are of the same JDK. */
    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** Whether a missing tool is a failure: {@code -Dframewire.require=all}. */
    public static boolean required() {
        return "all".equals(System.getProperty("framewire.require"));
    }

    static boolean available(String name) {
        return name.equals("root")
                ? "root".equals(System.getProperty("user.name"))
                : find(name).isPresent();
    }
}
