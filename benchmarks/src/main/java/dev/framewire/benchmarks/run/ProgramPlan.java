package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Figure;
import dev.framewire.benchmarks.figures.Goal;
import dev.framewire.benchmarks.programs.Programs;
import java.util.List;

/** Whole commands, the start of the JVM included. */
final class ProgramPlan {
    private static final String NETDISK = "netdisk";
    private static final String WHOLE = "netdisk, whole";
    private static final String RSYNC = "rsync daemon";
    private static final String RSYNC_SSH = "rsync over ssh";
    private static final String SFTP = "sftp";
    private static final String NGINX = "curl and nginx";
    private static final List<String> PEERS = List.of(RSYNC, RSYNC_SSH, SFTP, NGINX);
    private static final int TEN_KIB = 10 << 10;
    private static final int FOUR_KIB = 4 << 10;

    private final Plan plan;
    private final Options.Size size;

    private ProgramPlan(Plan plan, Options.Size size) {
        this.plan = plan;
        this.size = size;
    }

    static void add(Plan plan, Options.Size size) {
        ProgramPlan programs = new ProgramPlan(plan, size);
        if (size == Options.Size.GUARD) {
            programs.whole(1, 1.8, 1);
            return;
        }
        programs.whole(1, 1.8, size.pick(3, 7, 1));
        programs.small(10_000, TEN_KIB, 2.5, size.pick(2, 5, 1));
        programs.resume(1, size.pick(2, 5, 1));
        programs.list();
        if (size == Options.Size.FULL) {
            programs.whole(4, 1.25, 5);
            programs.small(10_000, FOUR_KIB, 2.5, 5);
            programs.small(100_000, TEN_KIB, 1.3, 3);
            programs.resume(4, 3);
        }
    }

    private void whole(int gib, double goal, int rounds) {
        long bytes = (long) gib << 30;
        String put = "programs/put-" + gib + "GiB";
        String get = "programs/get-" + gib + "GiB";
        contest(put, rounds, programs -> programs.put(bytes));
        contest(get, rounds, programs -> programs.get(bytes));
        String text = gib + " GiB, encrypted and verified, ";
        List<String> limits = List.of(RSYNC, RSYNC_SSH, SFTP, NGINX, "cp", "sha256sum", "bare sendfile");
        figure(text + "put", put, limits, new Goal.TimeRatio(RSYNC, goal));
        figure(text + "get", get, PEERS, new Goal.TimeRatio(RSYNC, goal));
        figure(text + "put", put, List.of(), new Goal.TimeRatio(SFTP, 0.5));
        figure(text + "get", get, List.of(), new Goal.TimeRatio(SFTP, 0.5));
    }

    private void small(int files, int meanBytes, double goal, int rounds) {
        String what = files + "x" + (meanBytes >> 10) + "KiB";
        String put = "programs/put-" + what;
        String get = "programs/get-" + what;
        contest(put, rounds, programs -> programs.putTree(files, meanBytes));
        contest(get, rounds, programs -> programs.getTree(files, meanBytes));
        String text = String.format(java.util.Locale.ROOT, "%,d files of about %d KiB, ", files, meanBytes >> 10);
        figure(text + "put", put, PEERS, new Goal.TimeRatio(RSYNC, goal));
        figure(text + "get", get, PEERS, new Goal.TimeRatio(RSYNC, goal));
        figure(text + "put", put, List.of(), new Goal.TimeRatio(SFTP, 0.4));
        figure(text + "get", get, List.of(), new Goal.TimeRatio(SFTP, 0.4));
    }

    private void resume(int gib, int rounds) {
        long bytes = (long) gib << 30;
        String put = "programs/resume-put-" + gib + "GiB";
        String get = "programs/resume-get-" + gib + "GiB";
        String update = "programs/update-" + gib + "GiB";
        contest(put, rounds, programs -> programs.resumePut(bytes));
        contest(get, rounds, programs -> programs.resumeGet(bytes));
        contest(update, rounds, programs -> programs.update(bytes));
        List<String> peers = List.of(WHOLE, RSYNC, RSYNC_SSH, SFTP, NGINX);
        figure("put of " + gib + " GiB resumed half-way", put, peers, new Goal.TimeRatio(WHOLE, 0.75));
        figure("get of " + gib + " GiB resumed half-way", get, peers, new Goal.TimeRatio(WHOLE, 0.75));
        figure(
                "put of " + gib + " GiB over a version of which 1 % of the chunks differ",
                update,
                List.of(WHOLE, RSYNC, RSYNC_SSH),
                new Goal.TimeRatio(WHOLE, 0.55));
    }

    private void list() {
        String id = "programs/list";
        contest(id, size.pick(10, 30, 5), Programs::list);
        plan.add(new Figure(
                NETDISK, "ls with a saved token", id, "netdisk ls, token", List.of(), new Goal.Seconds(0.5)));
        plan.add(new Figure(
                NETDISK, "ls with a password", id, "netdisk ls, password", List.of(), new Goal.Seconds(0.9)));
    }

    private void contest(String id, int rounds, ContestMeasurement.Casting<Programs> casting) {
        plan.add(new ContestMeasurement<>(
                id,
                rounds,
                (context, folder, notes) ->
                        new Programs(folder, context.root(), context.newest().home(), notes),
                casting));
    }

    private void figure(String text, String id, List<String> peers, Goal goal) {
        plan.add(new Figure(NETDISK, text, id, NETDISK, peers, goal));
    }
}
