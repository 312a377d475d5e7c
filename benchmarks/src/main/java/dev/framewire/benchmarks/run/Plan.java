package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Curve;
import dev.framewire.benchmarks.figures.Figure;
import java.util.ArrayList;
import java.util.List;

/** Everything that is measured, and what is read from it. Each part adds its own. */
final class Plan {
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();
    private final List<Curve> curves = new ArrayList<>();

    /** The plan of that size. */
    static Plan of(Options.Size size, List<Jdk> jdks) {
        Plan plan = new Plan();
        for (Jdk jdk : size == Options.Size.GUARD ? List.of(Jdk.newest(jdks)) : jdks) {
            MicroPlan.add(plan, size, jdk);
        }
        TransferPlan.add(plan, size);
        ProgramPlan.add(plan, size);
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

    List<Measurement> measurements() {
        return measurements;
    }

    List<Figure> figures() {
        return figures;
    }

    List<Curve> curves() {
        return curves;
    }
}
