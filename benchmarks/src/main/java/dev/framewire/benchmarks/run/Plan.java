package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Curve;
import dev.framewire.benchmarks.figures.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that is measured, and what is read from it. Each part adds its own. */
final class Plan {
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();
    private final List<Curve> curves = new ArrayList<>();
    private final Map<String, String> remarks = new LinkedHashMap<>();

    private final int divisor;

    private Plan(int divisor) {
        this.divisor = divisor;
    }

    /** The plan of that size. */
    static Plan of(Options.Size size, List<Jdk> jdks) {
        return of(size, jdks, 1);
    }

    /** The same with files that many times smaller, and fewer. */
    static Plan of(Options.Size size, List<Jdk> jdks, int divisor) {
        Plan plan = new Plan(divisor);
        for (Jdk jdk : size == Options.Size.GUARD ? List.of(Jdk.newest(jdks)) : jdks) {
            MicroPlan.add(plan, size, jdk);
        }
        if (size != Options.Size.GUARD) {
            LimitPlan.add(plan, size);
        }
        TransferPlan.add(plan, size);
        ProgramPlan.add(plan, size, jdks);
        if (size != Options.Size.GUARD) {
            MicroPlan.addCurves(plan, size, Jdk.newest(jdks));
            MicroPlan.addConnections(plan, size);
        }
        return plan;
    }

    /** The size of a file, or a number of files, in this plan. */
    long scaled(long amount) {
        return Math.max(1, amount / divisor);
    }

    void add(Measurement measurement) {
        measurements.add(measurement);
    }

    void add(Figure figure) {
        figures.add(figure);
    }

    void add(Curve curve) {
        curves.add(curve);
    }

    /** Says below a module's figures what limits them. */
    void remark(String module, String text) {
        remarks.put(module, text);
    }

    List<Measurement> measurements() {
        return measurements;
    }

    List<Figure> figures() {
        return figures;
    }

    List<Curve> curves() {
        return curves;
    }

    /** By module. */
    Map<String, String> remarks() {
        return remarks;
    }
}
