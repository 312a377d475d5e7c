package dev.framewire.netdisk.users;

import dev.framewire.netdisk.wire.Sizes;
import dev.framewire.netdisk.wire.Text;
import dev.framewire.netdisk.wire.UserName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;

/**
 * The users as an Excel file:
 *
 * <pre>
 *   name | folder    | quota  | created             | last login          | disabled | verifier
 *   lin  | homes/lin | 10GiB  | 2026-11-20 10:00:00 | 2026-11-21 08:12:44 | no       | SCRAM-SHA-256$600000:…
 * </pre>
 *
 * An administrator may edit <em>quota</em> (empty: the server's default) and <em>disabled</em>, and remove rows. A second
 * sheet, <em>about</em>, says so, and holds the number of the last log event that this file contains: by it the server
 * knows which version an administrator started from, when an old version is saved over a newer one. Times are UTC.
 */
final class UserSheet {
    private static final String USERS = "users";
    private static final String ABOUT = "about";
    private static final List<String> COLUMNS =
            List.of("name", "folder", "quota", "created", "last login", "disabled", "verifier");
    private static final int[] WIDTHS = {20, 26, 12, 20, 20, 10, 60};

    private UserSheet() {}

    /** A row as an administrator may have left it. Numbers that cannot be read are in the list of complaints instead. */
    record Entry(
            String name,
            long quotaBytes,
            boolean quotaReadable,
            long createdMs,
            boolean disabled,
            boolean disabledReadable,
            String verifier) {}

    /** What a file holds. {@code revision} is −1 where the <em>about</em> sheet is gone. */
    record Content(long revision, Map<String, Entry> entries, List<String> complaints) {}

    static byte[] encode(Collection<User> users, long revision) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook book = new Workbook(bytes, "netdisk", "1.0")) {
            Worksheet sheet = book.newWorksheet(USERS);
            for (int c = 0; c < COLUMNS.size(); c++) {
                sheet.value(0, c, COLUMNS.get(c));
                sheet.width(c, WIDTHS[c]);
            }
            sheet.range(0, 0, 0, COLUMNS.size() - 1).style().bold().set();
            sheet.freezePane(0, 1);
            int row = 1;
            for (User user : users) {
                sheet.value(row, 0, user.name());
                sheet.value(row, 1, "homes/" + user.name());
                if (user.quotaBytes() != User.DEFAULT_QUOTA) {
                    sheet.value(row, 2, Sizes.exact(user.quotaBytes()));
                }
                time(sheet, row, 3, user.createdMs());
                time(sheet, row, 4, user.lastLoginMs());
                sheet.value(row, 5, user.disabled() ? "yes" : "no");
                sheet.value(row, 6, user.verifier());
                row++;
            }
            Worksheet about = book.newWorksheet(ABOUT);
            about.width(0, 14);
            about.width(1, 90);
            about.value(0, 0, "revision");
            about.value(0, 1, revision);
            about.value(1, 0, "quota");
            about.value(1, 1, "may be edited: 500MiB, 10GiB, 2T …; empty means the server's default");
            about.value(2, 0, "disabled");
            about.value(2, 1, "may be edited: yes or no");
            about.value(3, 0, "rows");
            about.value(3, 1, "removing a row disables the user; no file is deleted, and the row comes back");
            about.value(4, 0, "the rest");
            about.value(
                    4, 1, "is written by the server and not read; passwords are nowhere in this file. Times are UTC");
        }
        return bytes.toByteArray();
    }

    private static void time(Worksheet sheet, int row, int column, long ms) {
        if (ms > 0) {
            sheet.value(row, column, LocalDateTime.ofEpochSecond(ms / 1000, 0, ZoneOffset.UTC));
            sheet.style(row, column).format("yyyy-mm-dd hh:mm:ss").set();
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read or is not such a file; the message is for an administrator
     */
    static Content read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try (InputStream in = new ByteArrayInputStream(bytes);
                ReadableWorkbook book = new ReadableWorkbook(in)) {
            Sheet sheet =
                    book.findSheet(USERS).orElseThrow(() -> new IOException("has no sheet named '" + USERS + "'"));
            Map<String, Entry> entries = new LinkedHashMap<>();
            List<String> complaints = new ArrayList<>();
            try (Stream<Row> rows = sheet.openStream()) {
                rows.forEach(row -> {
                    String name = text(row, 0);
                    if (row.getRowNum() == 1 || name.isEmpty()) {
                        return;
                    }
                    if (!UserName.isValid(name)) {
                        complaints.add(
                                "row " + row.getRowNum() + ": '" + Text.printable(name) + "' is not a user name");
                    } else if (entries.containsKey(name)) {
                        complaints.add(
                                "row " + row.getRowNum() + ": '" + name + "' stands here twice; the first row counts");
                    } else {
                        entries.put(name, entry(name, row, complaints));
                    }
                });
            }
            return new Content(revision(book), entries, complaints);
        } catch (IOException | RuntimeException e) {
            // the reader throws whatever its ZIP and XML parsers throw; for us it is one thing: not a readable sheet
            throw new IOException(
                    file.getFileName() + " cannot be read as an Excel file: "
                            + Text.printable(String.valueOf(e.getMessage())),
                    e);
        }
    }

    private static Entry entry(String name, Row row, List<String> complaints) {
        long quota = User.DEFAULT_QUOTA;
        boolean quotaReadable = true;
        String quotaText = text(row, 2);
        if (!quotaText.isEmpty()) {
            try {
                quota = Sizes.parse(quotaText);
            } catch (IllegalArgumentException e) {
                quotaReadable = false;
                complaints.add("row " + row.getRowNum() + ", " + name + ": quota: "
                        + Text.printable(String.valueOf(e.getMessage())));
            }
        }
        String disabledText = text(row, 5).toLowerCase(Locale.ROOT);
        boolean disabled = List.of("yes", "true", "1", "x", "是").contains(disabledText);
        boolean disabledReadable =
                disabled || List.of("", "no", "false", "0", "否").contains(disabledText);
        if (!disabledReadable) {
            complaints.add("row " + row.getRowNum() + ", " + name + ": disabled: write yes or no");
        }
        long created = row.getOptionalCell(3)
                .filter(c -> c.getType() == CellType.NUMBER)
                .map(c -> c.asDate().toInstant(ZoneOffset.UTC).toEpochMilli())
                .orElseGet(() -> Instant.now().toEpochMilli());
        return new Entry(name, quota, quotaReadable, created, disabled, disabledReadable, text(row, 6));
    }

    private static String text(Row row, int column) {
        return row.getOptionalCell(column).map(UserSheet::text).orElse("").strip();
    }

    // a quota typed as 1048576 is a number cell, TRUE a boolean one; both have a raw text
    private static String text(Cell cell) {
        return switch (cell.getType()) {
            case EMPTY, ERROR -> "";
            case BOOLEAN -> cell.asBoolean().toString();
            case NUMBER -> cell.asNumber().stripTrailingZeros().toPlainString();
            case STRING -> cell.asString();
            case FORMULA -> cell.getText();
        };
    }

    private static long revision(ReadableWorkbook book) throws IOException {
        Sheet about = book.findSheet(ABOUT).orElse(null);
        if (about == null) {
            return -1;
        }
        try (Stream<Row> rows = about.openStream()) {
            return rows.findFirst()
                    .map(row -> text(row, 1))
                    .filter(t -> t.matches("\\d{1,18}"))
                    .map(Long::parseLong)
                    .orElse(-1L);
        }
    }
}
