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

    /** The plan of that size. */
    static Plan of(Options.Size size, List<Jdk> jdks) {
        Plan plan = new Plan();
        for (Jdk jdk : size == Options.Size.GUARD ? List.of(Jdk.newest(jdks)) : jdks) {
            MicroPlan.add(plan, size, jdk);
        }
        TransferPlan.add(plan, size);
        ProgramPlan.add(plan, size, jdks);
        if (size != Options.Size.GUARD) {
            MicroPlan.addCurves(plan, size, Jdk.newest(jdks));
            MicroPlan.addConnections(plan, size);
        }
        return plan;
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
