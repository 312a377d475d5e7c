package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.limits.Limit;
import dev.framewire.benchmarks.limits.Limits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A stage, and what bounds the transfers on it, measured in the same turns: with as much on the RAM disk, and in the same minute.
 * What a bare copy takes differs from part to part by more than a transfer and a copy do within one.
 *
 * @param stage whose contestants have a file
 * @param limits over that file
 */
record Beside<S extends Closeable>(S stage, Limits limits) implements Closeable {
    /** Opens both. */
    static <S extends Closeable> ContestMeasurement.Stage<Beside<S>> open(ContestMeasurement.Stage<S> stage) {
        return (context, folder, notes) -> {
            S open = stage.open(context, folder, notes);
            try {
                Path work = Files.createDirectories(folder.resolve("limits-beside"));
                return new Beside<>(
                        open, new Limits(work, context.jar(), context.newest().program("java")));
            } catch (IOException | RuntimeException e) {
                open.close();
                throw e;
            }
        };
    }

    /** All contestants, those of these limits behind the others. */
    static <S extends Closeable> ContestMeasurement.Casting<Beside<S>> cast(
            ContestMeasurement.Casting<S> casting, Function<S, Path> file, List<Limit> limits) {
        return beside -> {
            List<Contestant> all = new ArrayList<>(casting.contestants(beside.stage));
            for (Limit limit : limits) {
                all.add(beside.limits.of(limit, file.apply(beside.stage)));
            }
            return all;
        };
    }

    @Override
    public void close() throws IOException {
        limits.close();
        stage.close();
    }
}
