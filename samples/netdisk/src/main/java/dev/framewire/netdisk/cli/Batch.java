package dev.framewire.netdisk.cli;

import java.util.List;

/** Several things in one command: goes on after a failure, and ends with the first failure's code. */
final class Batch {
    interface Step<T> {
        void run(T item) throws Exception;
    }

    private final Root root;
    private int first = ExitCode.DONE;

    Batch(Root root) {
        this.root = root;
    }

    static int forEach(Root root, List<String> items, Step<String> step) throws Exception {
        Batch batch = new Batch(root);
        for (String item : items) {
            batch.run(item, step);
        }
        return batch.exitCode();
    }

    /** Runs one step. When the connection is gone nothing after it can work, and the whole ends there. */
    <T> void run(T item, Step<T> step) throws Exception {
        try {
            step.run(item);
        } catch (Exception e) {
            int code = ExitCode.of(e);
            if (code == ExitCode.NO_CONNECTION || code == ExitCode.NOT_ACCEPTED || code == ExitCode.INTERRUPTED) {
                root.workspace.dropConnection();
                throw e;
            }
            failed(e);
        }
    }

    /** Says what became of something that failed, and keeps the code. */
    void failed(Exception e) {
        root.screen.say("netdisk: " + ExitCode.message(e));
        if (root.debug()) {
            e.printStackTrace(root.screen.err);
        }
        if (first == ExitCode.DONE) {
            first = ExitCode.of(e);
        }
    }

    int exitCode() {
        return first;
    }
}
