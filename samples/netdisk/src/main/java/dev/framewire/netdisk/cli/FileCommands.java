package dev.framewire.netdisk.cli;

import dev.framewire.framing.HeaderBuilder;
import dev.framewire.netdisk.client.NetdiskClient;
import dev.framewire.netdisk.wire.Entry;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.Messages;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.Sizes;
import dev.framewire.netdisk.wire.Text;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The commands that look at the remote folder and tidy it. */
final class FileCommands {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

    private FileCommands() {}

    abstract static class Base implements Callable<Integer> {
        @ParentCommand
        Root root;

        NetdiskClient client() throws Exception {
            return root.workspace.client();
        }

        RemotePath path(String typed) throws Exception {
            return root.workspace.remote(typed);
        }

        void print(String line) {
            root.screen.out.println(line);
        }
    }

    static String show(Entry entry, boolean isLong) {
        String name = Text.printable(entry.path()) + (entry.folder() ? "/" : "");
        return isLong
                ? String.format(
                        "%14s  %s  %s",
                        entry.folder() ? "-" : String.valueOf(entry.size()),
                        TIME.format(Instant.ofEpochMilli(entry.modifiedMs())),
                        name)
                : name;
    }

    @Command(name = "ls", description = "List a folder, or show one file.")
    static final class Ls extends Base {
        @Option(names = "-l", description = "with size in bytes and time")
        boolean isLong;

        @Option(names = "-r", description = "with everything below")
        boolean recursive;

        @Parameters(arity = "0..1", paramLabel = "PATH", defaultValue = "")
        String path;

        @Override
        public Integer call() throws Exception {
            RemotePath folder = path(path);
            List<Entry> entries;
            try {
                entries = client().list(folder, recursive);
            } catch (RefusedException e) {
                if (e.code() != ErrorCode.NOT_A_FOLDER) {
                    throw e;
                }
                entries = List.of(client().stat(folder));
            }
            entries.stream()
                    .sorted(Comparator.comparing(Entry::path))
                    .forEach(e -> print(root.json ? Json.line(e.write(new HeaderBuilder())) : show(e, isLong)));
            return ExitCode.DONE;
        }
    }

    @Command(name = "mkdir", description = "Make folders.")
    static final class Mkdir extends Each {
        @Option(names = "-p", description = "with the folders above, and no complaint when it is there")
        boolean parents;

        @Override
        void one(RemotePath path) throws Exception {
            client().makeFolder(path, parents);
        }
    }

    /** The same with each of several paths. */
    abstract static class Each extends Base {
        @Parameters(arity = "1..*", paramLabel = "PATH")
        List<String> paths;

        abstract void one(RemotePath path) throws Exception;

        @Override
        public Integer call() throws Exception {
            return Batch.forEach(root, paths, p -> one(path(p)));
        }
    }

    @Command(name = "rmdir", description = "Remove empty folders.")
    static final class Rmdir extends Each {
        @Override
        void one(RemotePath path) throws Exception {
            client().removeFolder(path);
        }
    }

    @Command(name = "rm", description = "Remove files.")
    static final class Rm extends Each {
        @Override
        void one(RemotePath path) throws Exception {
            client().remove(path);
        }
    }

    @Command(name = "mv", description = "Rename or move; into a folder that is there, and never over a file.")
    static final class Mv extends Base {
        @Parameters(index = "0", paramLabel = "FROM")
        String from;

        @Parameters(index = "1", paramLabel = "TO")
        String to;

        @Override
        public Integer call() throws Exception {
            RemotePath source = path(from);
            RemotePath target = path(to);
            if (isFolder(client(), target)) {
                target = target.child(source.name());
            } else if (to.endsWith("/") && !client().stat(source).folder()) {
                throw new CommandFailure(ExitCode.REFUSED, "'" + target + "' is not a remote folder");
            }
            client().move(source, target);
            return ExitCode.DONE;
        }
    }

    static boolean isFolder(NetdiskClient client, RemotePath path) throws Exception {
        try {
            return path.isHome() || client.stat(path).folder();
        } catch (RefusedException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    @Command(name = "stat", description = "Show what is known of a file or folder.")
    static final class Stat extends Base {
        @Option(
                names = "--sha256",
                description = "have the server read the file, and show its SHA-256 as sha256sum does")
        boolean sha256;

        @Parameters(paramLabel = "PATH")
        String path;

        @Override
        public Integer call() throws Exception {
            Entry e = client().stat(path(path));
            String digest = sha256 ? client().digest(path(path)).sha256() : null; // of a folder: not-a-file
            if (root.json) {
                HeaderBuilder line = e.write(new HeaderBuilder());
                print(Json.line(digest == null ? line : line.put(Messages.SHA256, digest)));
                return ExitCode.DONE;
            }
            print("name:      " + Text.printable(e.path()));
            print("kind:      " + (e.folder() ? "folder" : "file"));
            if (!e.folder()) {
                print("size:      " + e.size() + " bytes (" + Sizes.format(e.size()) + ")");
            }
            print("modified:  " + Instant.ofEpochMilli(e.modifiedMs()));
            if (digest != null) {
                print("sha256:    " + digest);
            }
            return ExitCode.DONE;
        }
    }

    @Command(name = "df", description = "Show how much of the quota is used.")
    static final class Df extends Base {
        @Override
        public Integer call() throws Exception {
            NetdiskClient.Usage u = client().usage();
            print(
                    root.json
                            ? Json.line(new HeaderBuilder()
                                    .put(Messages.USED, u.used())
                                    .put(Messages.RESERVED, u.reserved())
                                    .put(Messages.QUOTA, u.quota()))
                            : "used " + Sizes.format(u.used()) + " of " + Sizes.format(u.quota())
                                    + (u.reserved() > 0
                                            ? ", of which " + Sizes.format(u.reserved()) + " for unfinished uploads"
                                            : ""));
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "verify",
            description = "Compare a local file with a remote one, by SHA-256. Ends with 5 when they differ.")
    static final class Verify extends Base {
        @Parameters(index = "0", paramLabel = "LOCAL")
        String local;

        @Parameters(index = "1", paramLabel = "REMOTE")
        String remote;

        @Override
        public Integer call() throws Exception {
            String ours;
            NetdiskClient.Digest theirs;
            try (LocalDigest digest = LocalDigest.begin(root.workspace.local(local))) {
                theirs = client().digest(path(remote)); // the server makes its own meanwhile
                ours = digest.await();
            }
            boolean equal = ours.equals(theirs.sha256());
            if (root.json) {
                print(Json.line(new HeaderBuilder()
                        .put(Json.EQUAL, equal)
                        .put(Json.LOCAL, ours)
                        .put(Json.REMOTE, theirs.sha256())));
            } else {
                print(ours + "  " + local);
                print(theirs.sha256() + "  " + Text.printable(remote) + " (remote)");
            }
            if (!equal) {
                root.screen.say("netdisk: the contents differ");
            }
            return equal ? ExitCode.DONE : ExitCode.NOT_VERIFIED;
        }
    }

    @Command(name = "partials", description = "List the uploads that broke off and can be resumed, or drop them.")
    static final class Partials extends Base {
        @Option(names = "--drop", description = "drop them; their room is free again")
        boolean drop;

        @Override
        public Integer call() throws Exception {
            List<NetdiskClient.Partial> partials = client().partials();
            if (drop) {
                return Batch.forEach(
                        root, partials.stream().map(NetdiskClient.Partial::path).toList(), p -> {
                            client().dropPartial(RemotePath.parse(p));
                            root.screen.say("dropped what was sent of " + Text.printable(p));
                        });
            }
            for (NetdiskClient.Partial p : partials) {
                print(
                        root.json
                                ? Json.line(new HeaderBuilder()
                                        .put(Messages.NAME, p.path())
                                        .put(Messages.SIZE, p.size())
                                        .put(Messages.WRITTEN, p.written())
                                        .put(Messages.DURABLE, p.durable()))
                                : Text.printable(p.path()) + "  " + Sizes.format(p.written()) + " of "
                                        + Sizes.format(p.size()));
            }
            return ExitCode.DONE;
        }
    }
}
