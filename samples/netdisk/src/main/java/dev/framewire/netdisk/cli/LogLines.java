package dev.framewire.netdisk.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The server's log on stderr: a line an event, {@code 2026-11-21T08:12:44Z INFO login user=lin by=token source=127.0.0.1}. */
final class LogLines extends Formatter {
    // the log manager holds loggers weakly, and would forget the level with them
    private final Logger kept;

    private LogLines(Logger kept) {
        this.kept = kept;
    }

    static void install(boolean debug) {
        Logger all = Logger.getLogger("");
        for (Handler handler : all.getHandlers()) {
            all.removeHandler(handler);
        }
        ConsoleHandler handler = new ConsoleHandler();
        Logger ours = Logger.getLogger("dev.framewire");
        handler.setFormatter(new LogLines(ours));
        handler.setLevel(Level.ALL);
        all.addHandler(handler);
        all.setLevel(Level.INFO);
        ours.setLevel(debug ? Level.ALL : Level.INFO);
    }

    @Override
    public String format(LogRecord record) {
        StringBuilder line = new StringBuilder()
                .append(record.getInstant().truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(
                        record.getLevel() == Level.SEVERE
                                ? "ERROR"
                                : record.getLevel().getName())
                .append(' ')
                .append(kept.getName().isEmpty() ? "" : formatMessage(record))
                .append('\n');
        if (record.getThrown() != null) {
            StringWriter trace = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(trace, true));
            line.append(trace);
        }
        return line.toString();
    }
}
