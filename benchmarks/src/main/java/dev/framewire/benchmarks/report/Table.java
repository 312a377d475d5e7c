package dev.framewire.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown. */
final class Table {
    private final int columns;
    private final StringBuilder text = new StringBuilder();

    Table(String... head) {
        columns = head.length;
        line(List.of(head));
        text.append("|---".repeat(columns)).append("|\n");
    }

    void row(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + columns);
        }
        line(List.of(cells));
    }

    private void line(List<String> cells) {
        List<String> safe = new ArrayList<>();
        for (String cell : cells) {
            safe.add(cell.replace("|", "\\|").replace("\n", " "));
        }
        text.append("| ").append(String.join(" | ", safe)).append(" |\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
