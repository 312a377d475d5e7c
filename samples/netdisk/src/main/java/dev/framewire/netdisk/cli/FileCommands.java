package dev.framewire.netdisk.cli;

import dev.framewire.framing.HeaderBuilder;
import dev.framewire.netdisk.cli.Syntax.Arg;
import dev.framewire.netdisk.cli.Syntax.Flag;
import dev.framewire.netdisk.client.Listed;
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

/** The commands that look at the remote folder and tidy it. */
final class FileCommands {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

    private FileCommands() {}

    abstract static class Base extends Subcommand {
        Base(Root root, String name, String description) {
            super(root, name, description);
        }

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

    static final class Ls extends Base {
        private final Flag isLong = syntax.flag("-l", "with size in bytes and time");
        private final Flag recursive = syntax.flag("-r", "with everything below");
        private final Arg<String> path = syntax.optionalParameter("PATH");

        Ls(Root root) {
            super(root, "ls", "List a folder, or show one file.");
        }

        @Override
        public Integer call() throws Exception {
            RemotePath folder = path(path.or(""));
            List<Entry> entries;
            try {
                entries = client().list(folder, recursive.isSet()).stream()
                        .map(Listed::entry)
                        .toList();
            } catch (RefusedException e) {
                if (e.code() != ErrorCode.NOT_A_FOLDER) {
                    throw e;
                }
                entries = List.of(client().stat(folder));
            }
            entries.stream()
                    .sorted(Comparator.comparing(Entry::path))
                    .forEach(e ->
                            print(root.json() ? Json.line(e.write(new HeaderBuilder())) : show(e, isLong.isSet())));
            return ExitCode.DONE;
        }
    }

    static final class Mkdir extends Each {
        private final Flag parents = syntax.flag("-p", "with the folders above, and no complaint when it is there");

        Mkdir(Root root) {
            super(root, "mkdir", "Make folders.");
        }

        @Override
        void one(RemotePath path) throws Exception {
            client().makeFolder(path, parents.isSet());
        }
    }

    /** The same with each of several paths. */
    abstract static class Each extends Base {
        private final Arg<List<String>> paths = syntax.parameters("PATH");

        Each(Root root, String name, String description) {
            super(root, name, description);
        }

        abstract void one(RemotePath path) throws Exception;

        @Override
        public Integer call() throws Exception {
            return Batch.forEach(root, paths.value(), p -> one(path(p)));
        }
    }

    static final class Rmdir extends Each {
        Rmdir(Root root) {
            super(root, "rmdir", "Remove empty folders.");
        }

        @Override
        void one(RemotePath path) throws Exception {
            client().removeFolder(path);
        }
    }

    static final class Rm extends Each {
        Rm(Root root) {
            super(root, "rm", "Remove files.");
        }

        @Override
        void one(RemotePath path) throws Exception {
            client().remove(path);
        }
    }

    static final class Mv extends Base {
        private final Arg<String> from = syntax.parameter(String.class, "FROM");
        private final Arg<String> to = syntax.parameter(String.class, "TO");

        Mv(Root root) {
            super(root, "mv", "Rename or move; into a folder that is there, and never over a file.");
        }

        @Override
        public Integer call() throws Exception {
            RemotePath source = path(from.value());
            RemotePath target = path(to.value());
            if (isFolder(client(), target)) {
                target = target.child(source.name());
            } else if (to.value().endsWith("/") && !client().stat(source).folder()) {
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

    static final class Stat extends Base {
        private final Flag sha256 =
                syntax.flag("--sha256", "have the server read the file, and show its SHA-256 as sha256sum does");
        private final Arg<String> path = syntax.parameter(String.class, "PATH");

        Stat(Root root) {
            super(root, "stat", "Show what is known of a file or folder.");
        }

        @Override
        public Integer call() throws Exception {
            Entry e = client().stat(path(path.value()));
            String digest =
                    sha256.isSet() ? client().digest(path(path.value())).sha256() : null; // of a folder: not-a-file
            if (root.json()) {
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

    static final class Df extends Base {
        Df(Root root) {
            super(root, "df", "Show how much of the quota is used.");
        }

        @Override
        public Integer call() throws Exception {
            NetdiskClient.Usage u = client().usage();
            print(
                    root.json()
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

    static final class Verify extends Base {
        private final Arg<String> local = syntax.parameter(String.class, "LOCAL");
        private final Arg<String> remote = syntax.parameter(String.class, "REMOTE");

        Verify(Root root) {
            super(root, "verify", "Compare a local file with a remote one, by SHA-256. Ends with 5 when they differ.");
        }

        @Override
        public Integer call() throws Exception {
            String ours;
            NetdiskClient.Digest theirs;
            try (LocalDigest digest = LocalDigest.begin(root.workspace.local(local.value()))) {
                theirs = client().digest(path(remote.value())); // the server makes its own meanwhile
                ours = digest.await();
            }
            boolean equal = ours.equals(theirs.sha256());
            if (root.json()) {
                print(Json.line(new HeaderBuilder()
                        .put(Json.EQUAL, equal)
                        .put(Json.LOCAL, ours)
                        .put(Json.REMOTE, theirs.sha256())));
            } else {
                print(ours + "  " + local.value());
                print(theirs.sha256() + "  " + Text.printable(remote.value()) + " (remote)");
            }
            if (!equal) {
                root.screen.say("netdisk: the contents differ");
            }
            return equal ? ExitCode.DONE : ExitCode.NOT_VERIFIED;
        }
    }

    static final class Partials extends Base {
        private final Flag drop = syntax.flag("--drop", "drop them; their room is free again");

        Partials(Root root) {
            super(root, "partials", "List the uploads that broke off and can be resumed, or drop them.");
        }

        @Override
        public Integer call() throws Exception {
            List<NetdiskClient.Partial> partials = client().partials();
            if (drop.isSet()) {
                return Batch.forEach(
                        root, partials.stream().map(NetdiskClient.Partial::path).toList(), p -> {
                            client().dropPartial(RemotePath.parse(p));
                            root.screen.say("dropped what was sent of " + Text.printable(p));
                        });
            }
            for (NetdiskClient.Partial p : partials) {
                print(
                        root.json()
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
