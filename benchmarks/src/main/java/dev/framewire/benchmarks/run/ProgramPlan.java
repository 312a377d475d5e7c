package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Figure;
import dev.framewire.benchmarks.figures.Goal;
import dev.framewire.benchmarks.limits.Limit;
import dev.framewire.benchmarks.programs.ManyClients;
import dev.framewire.benchmarks.programs.Programs;
import java.util.List;

/** Whole commands, the start of the JVM included. */
final class ProgramPlan {
    /** Of the ids of all of these. */
    static final String PREFIX = "programs/";

    private static final String NETDISK = "netdisk";
    private static final String WHOLE = "netdisk, whole";
    private static final String RSYNC = Programs.RSYNC;
    private static final String RSYNC_SSH = Programs.RSYNC_SSH;
    private static final String SFTP = Programs.SFTP;
    private static final String NGINX = Programs.NGINX;
    private static final List<String> PEERS = List.of(RSYNC, RSYNC_SSH, SFTP, NGINX);
    private static final String LIST = PREFIX + "list";
    /** What a command that transfers nothing takes. */
    private static final Figure.Reason STARTING =
            new Figure.Reason(LIST, "netdisk ls, token", "starting a JVM, connecting and logging in");

    /** The JDK that has them. */
    private static final int VIRTUAL_THREADS = 21;

    private static final int TEN_KIB = 10 << 10;
    private static final int FOUR_KIB = 4 << 10;

    private final Plan plan;
    private final Options.Size size;

    private ProgramPlan(Plan plan, Options.Size size) {
        this.plan = plan;
        this.size = size;
    }

    static void add(Plan plan, Options.Size size, List<Jdk> jdks) {
        ProgramPlan programs = new ProgramPlan(plan, size);
        if (size == Options.Size.GUARD) {
            programs.whole();
            return;
        }
        programs.whole();
        programs.small(10_000, TEN_KIB, 2.5, programs.usual(2, 5, 60), programs.usual(2, 5, 60));
        programs.resume(1, programs.usual(2, 5, 80), programs.usual(2, 5, 80), programs.usual(2, 5, 70));
        programs.list();
        programs.clients(jdks);
        if (size == Options.Size.FULL) {
            programs.large();
        }
    }

    /**
     * How much is done for a comparison.
     *
     * @param peers that take part besides netdisk
     */
    private record Effort(int rounds, int seconds, List<String> peers) {}

    /** With all peers, and as long as a run of this size takes for what the short one does in so many seconds. */
    private Effort usual(int inShort, int inFull, int seconds) {
        return new Effort(size.pick(inShort, inFull, 1), size.seconds(seconds, 60), PEERS);
    }

    /** Minutes a round: two of them, with nobody but whom a goal names. */
    private static Effort few(int seconds, String... peers) {
        return new Effort(2, seconds, List.of(peers));
    }

    private void large() {
        whole(4, 1.25, few(220, RSYNC, SFTP), few(240, RSYNC, SFTP));
        small(10_000, FOUR_KIB, 2.5, new Effort(2, 65, PEERS), new Effort(2, 65, PEERS));
        small(100_000, TEN_KIB, 1.3, few(280, RSYNC), few(320, RSYNC));
        resume(4, few(240), few(260), few(290, RSYNC));
    }

    private void whole() {
        whole(1, 1.8, usual(3, 7, 95), usual(3, 7, 95));
    }

    private void whole(int gib, double goal, Effort up, Effort down) {
        long bytes = plan.scaled((long) gib << 30);
        String put = PREFIX + "put-" + gib + "GiB";
        String get = PREFIX + "get-" + gib + "GiB";
        Figure.Reason sent = LimitPlan.beside(put, Limit.SENT, gib);
        Figure.Reason received = LimitPlan.beside(get, Limit.RECEIVED, gib);
        if (size == Options.Size.GUARD) {
            contest(put, up, programs -> programs.putBesideLimits(bytes));
        } else {
            contestBeside(
                    Limit.SENT,
                    put,
                    up,
                    programs -> up.peers.contains(NGINX) ? programs.putBesideLimits(bytes) : programs.put(bytes));
            contestBeside(Limit.RECEIVED, get, down, programs -> programs.get(bytes));
        }
        String text = gib + " GiB, encrypted and verified, ";
        List<String> limits = List.of(RSYNC, RSYNC_SSH, SFTP, NGINX, "cp", "sha256sum", "bare sendfile");
        figure(text + "put", put, limits, new Goal.TimeRatio(RSYNC, goal), sent);
        figure(text + "put", put, List.of(), new Goal.TimeRatio(SFTP, 0.5), sent);
        if (size != Options.Size.GUARD) {
            figure(text + "get", get, PEERS, new Goal.TimeRatio(RSYNC, goal), received);
            figure(text + "get", get, List.of(), new Goal.TimeRatio(SFTP, 0.5), received);
        }
    }

    private void small(int files, int meanBytes, double goal, Effort up, Effort down) {
        String what = files + "x" + (meanBytes >> 10) + "KiB";
        int count = (int) plan.scaled(files);
        String put = PREFIX + "put-" + what;
        String get = PREFIX + "get-" + what;
        contest(put, up, programs -> programs.putTree(count, meanBytes));
        contest(get, down, programs -> programs.getTree(count, meanBytes));
        Figure.Reason[] why = files == 10_000
                ? new Figure.Reason[] {LimitPlan.startedFiles()}
                : new Figure.Reason[] {STARTING, LimitPlan.verifiedFiles(files / 10_000)};
        String text = String.format(java.util.Locale.ROOT, "%,d files of about %d KiB, ", files, meanBytes >> 10);
        List<String> peers = List.of(RSYNC, RSYNC_SSH, SFTP, NGINX, Programs.IN_SHELL);
        figure(text + "put", put, peers, new Goal.TimeRatio(RSYNC, goal), why);
        figure(text + "get", get, peers, new Goal.TimeRatio(RSYNC, goal), why);
        if (up.peers.contains(SFTP)) {
            figure(text + "put", put, List.of(), new Goal.TimeRatio(SFTP, 0.4), why);
            figure(text + "get", get, List.of(), new Goal.TimeRatio(SFTP, 0.4), why);
        }
    }

    private void resume(int gib, Effort up, Effort down, Effort over) {
        long bytes = plan.scaled((long) gib << 30);
        String put = PREFIX + "resume-put-" + gib + "GiB";
        String get = PREFIX + "resume-get-" + gib + "GiB";
        String update = PREFIX + "update-" + gib + "GiB";
        // the half that is there is hashed by the same processor that hashes, encrypts and carries the other one
        Figure.Reason sent = LimitPlan.beside(put, Limit.HALF_SENT, gib);
        Figure.Reason received = LimitPlan.beside(get, Limit.HALF_RECEIVED, gib);
        Figure.Reason renewed = LimitPlan.beside(update, Limit.RENEWED_STARTED, gib);
        contestBeside(Limit.HALF_SENT, put, up, programs -> programs.resumePut(bytes));
        contestBeside(Limit.HALF_RECEIVED, get, down, programs -> programs.resumeGet(bytes));
        contestBeside(Limit.RENEWED_STARTED, update, over, programs -> programs.update(bytes));
        List<String> peers = List.of(WHOLE, RSYNC, RSYNC_SSH, SFTP, NGINX);
        Goal part = new Goal.TimeRatio(WHOLE, 0.75);
        figure("put of " + gib + " GiB resumed half-way", put, peers, part, sent);
        figure("get of " + gib + " GiB resumed half-way", get, peers, part, received);
        figure(
                "put of " + gib + " GiB over a version of which 1 % of the chunks differ",
                update,
                List.of(WHOLE, RSYNC, RSYNC_SSH),
                new Goal.TimeRatio(WHOLE, 0.55),
                renewed);
    }

    private void list() {
        contest(LIST, new Effort(size.pick(10, 30, 5), size.seconds(28, 0), List.of()), Programs::list);
        plan.add(new Figure(
                        NETDISK, "ls with a saved token", LIST, "netdisk ls, token", List.of(), new Goal.Seconds(0.5))
                .because(LimitPlan.key()));
        plan.add(new Figure(
                        NETDISK, "ls with a password", LIST, "netdisk ls, password", List.of(), new Goal.Seconds(0.9))
                .because(LimitPlan.password()));
    }

    /** Of whom most do nothing. */
    private void clients(List<Jdk> jdks) {
        Goal.Bytes heap = new Goal.Bytes(ManyClients.HEAP, 512 << 20);
        clients(PREFIX + "idle-1000", 1000, 50, size.seconds(45, 0));
        plan.add(new Figure(
                NETDISK,
                "1,000 clients idle, 50 send and fetch 16 MiB beside them, none fails: heap of the server",
                PREFIX + "idle-1000",
                NETDISK,
                List.of(),
                heap));
        if (Jdk.newest(jdks).major() >= VIRTUAL_THREADS) {
            clients(PREFIX + "idle-10000", 10_000, 0, size.seconds(75, 0));
            plan.add(new Figure(
                    NETDISK,
                    "10,000 clients idle, all still served, on virtual threads: heap of the server",
                    PREFIX + "idle-10000",
                    NETDISK,
                    List.of(),
                    heap));
        }
    }

    private void clients(String id, int idle, int transferring, int seconds) {
        plan.add(new ContestMeasurement<>(
                id,
                size.pick(1, 3, 1),
                seconds,
                (context, folder, notes) -> new ManyClients(
                        folder, context.root(), context.newest().home(), (int) plan.scaled(idle), transferring),
                List::of));
    }

    private void contest(String id, Effort effort, ContestMeasurement.Casting<Programs> casting) {
        plan.add(new ContestMeasurement<>(id, effort.rounds, effort.seconds, stage(effort), casting));
    }

    /** Beside what explains its figures. */
    private void contestBeside(Limit limit, String id, Effort effort, ContestMeasurement.Casting<Programs> casting) {
        plan.add(new ContestMeasurement<>(
                id,
                effort.rounds,
                effort.seconds,
                Beside.open(stage(effort)),
                Beside.cast(casting, Programs::source, List.of(limit))));
    }

    private static ContestMeasurement.Stage<Programs> stage(Effort effort) {
        return (context, folder, notes) -> new Programs(
                folder, context.root(), context.newest().home(), context.jvmOptions(), effort.peers::contains, notes);
    }

    private void figure(String text, String id, List<String> peers, Goal goal, Figure.Reason... why) {
        plan.add(new Figure(NETDISK, text, id, NETDISK, peers, goal).because(why));
    }
}
