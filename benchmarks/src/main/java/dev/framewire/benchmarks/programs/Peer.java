package dev.framewire.benchmarks.programs;

import dev.framewire.benchmarks.process.Command;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A server that runs, and the commands of its client. Closing ends the server. */
public interface Peer extends Closeable {
    String name();

    /** Where the server keeps its files: uploads arrive there, downloads come from there. */
    Path home();

    /** How its client is run. */
    Command client();

    List<ProcessHandle> servers();

    List<String> put(Path local, String name) throws IOException;

    List<String> get(String name, Path local) throws IOException;

    /** A folder with everything in it, to {@code home()/name}. */
    List<String> putTree(Path local, String name) throws IOException;

    /** A folder; {@code local} does not exist and its parent does. */
    List<String> getTree(String name, Path local) throws IOException;

    /** Goes on with an upload of which the server has the first part; empty if it cannot. */
    Optional<List<String>> resumePut(Path local, String name) throws IOException;

    /** Goes on with a download. */
    Optional<List<String>> resumeGet(String name, Path local) throws IOException;

    /** Uploads over an older version; empty if that is the same as any upload. */
    Optional<List<String>> update(Path local, String name) throws IOException;

    /** Puts a file there by other means; not timed. */
    default void place(Path local, String name) throws IOException, InterruptedException {
        Trees.link(local, home().resolve(name));
    }

    /** Makes an upload that broke off half-way; not timed. */
    default void placeHalf(Path local, String name) throws IOException, InterruptedException {
        Trees.copyHalf(local, home().resolve(name));
    }

    /** Makes a download that broke off half-way; not timed. */
    default void placeHalfOfDownload(Path source, String name, Path local) throws IOException, InterruptedException {
        Trees.copyHalf(source, local);
    }
}
