package dev.framewire.netdisk.wire;

import java.util.stream.Stream;

/** Paths with which people try to leave a home, or to leave something in it that nobody can handle. */
public final class Attacks {
    private Attacks() {}

    /** Each must be refused by its form alone, wherever it is used. */
    public static Stream<String> paths() {
        return Stream.of(
                "..",
                "../x",
                "a/../../x",
                "a/..",
                ".",
                "./a",
                "a/./b",
                "/etc/passwd",
                "//etc/passwd",
                "a//b",
                "a/",
                "..\\x",
                "a\\b",
                "C:\\Windows",
                "C:x",
                "\\\\server\\share",
                "file::$DATA",
                "a\u0000b",
                "a\nb",
                "a\u001b[2Jb",
                "a\u007f",
                "a\u0085b",
                "NUL",
                "nul",
                "nul.txt",
                "a/CON",
                "aux.tar.gz",
                "COM1",
                "com\u00b9",
                "LPT9.log",
                "CONIN$",
                "a.",
                "a ",
                "...",
                ".xfer",
                ".xfer/x",
                "a/.xfer",
                ".XFER",
                ".Xfer",
                "\u2024xfer", // one dot leader: compatible with '.'
                "\uff0exfer", // fullwidth full stop
                "\uff0e\uff0e", // looks like ".."
                "\u2025", // two dot leader
                "a\uff0fb", // fullwidth solidus
                "a\uff3cb", // fullwidth reverse solidus
                ".x\u200dfer", // zero width joiner
                ".xfe\u00adr", // soft hyphen
                "e\u0301", // decomposed
                "\u202egpj.exe", // turns text around
                "a\u2028b",
                "\ud83d", // half a character
                "a".repeat(256),
                "照".repeat(86), // 258 bytes
                "a/".repeat(64) + "a",
                "a/".repeat(5000) + "a",
                ("a".repeat(200) + "/").repeat(11) + "a");
    }
}
