package dev.framewire.framing.dump;

import dev.framewire.framing.FrameFormat;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** {@code java -jar framing-core.jar dump}: shows frames. Exit status 0, 1 (an error was shown), 2 (usage), 3 (I/O). */
public final class Main {
    private static final String USAGE = """
            usage: java -jar framing-core.jar dump [--format FORMAT] FILE|-
                   java -jar framing-core.jar dump [--format FORMAT] --listen PORT --connect HOST:PORT [--connections N]

            Prints each frame with its offsets, its header and the first bytes of its body, and the reason of the first
            error. With --listen it passes connections on to HOST:PORT and prints both directions.

            FORMAT  native                       both lengths in front (the default)
                    carried:be|le:NAME[,NAME]    4-byte signed header length; the body's length is in the header
                    plain:WIDTH:be|le            a length of 1, 2, 4 or 8 bytes and a message; no header
                    python                       multiprocessing.connection
            exit    0 clean   1 an error was found   2 usage   3 the file or the network failed
            """;

    private Main() {}

    /**
     * Runs the command and ends the JVM with its exit status.
     *
     * @param args of the command line
     */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.exit(run(args, System.in, out, System.err));
    }

    static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        if (args.length > 0 && Set.of("-h", "--help", "help").contains(args[args.length - 1])) {
            out.print(USAGE);
            return 0;
        }
        try {
            if (args.length < 2 || !args[0].equals("dump")) {
                throw new IllegalArgumentException("nothing to do");
            }
            return dump(args, in, out);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.print(USAGE);
            return 2;
        } catch (IOException e) {
            err.println(e);
            return 3;
        }
    }

    private static int dump(String[] args, InputStream in, PrintStream out) throws IOException {
        Map<String, String> options = new HashMap<>();
        String file = "";
        for (int i = 1; i < args.length; i++) {
            if (Set.of("--format", "--listen", "--connect", "--connections").contains(args[i])) {
                if (i + 1 == args.length) {
                    throw new IllegalArgumentException("no value behind " + args[i]);
                }
                options.put(args[i], args[++i]);
            } else if (file.isEmpty() && (args[i].equals("-") || !args[i].startsWith("-"))) {
                file = args[i];
            } else {
                throw new IllegalArgumentException("unexpected: " + args[i]);
            }
        }
        FrameFormat format = format(options.getOrDefault("--format", "native"));
        if (options.containsKey("--listen") != options.containsKey("--connect")
                || options.containsKey("--listen") != file.isEmpty()
                || options.containsKey("--connections") && !file.isEmpty()) {
            throw new IllegalArgumentException("either a file, or --listen and --connect");
        }
        if (file.isEmpty()) {
            String target = options.getOrDefault("--connect", "");
            int colon = target.lastIndexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("not HOST:PORT: " + target);
            }
            new DumpProxy(format, out)
                    .run(
                            number(options.getOrDefault("--listen", ""), 65_535),
                            target.substring(0, colon),
                            number(target.substring(colon + 1), 65_535),
                            number(
                                    options.getOrDefault("--connections", String.valueOf(Integer.MAX_VALUE)),
                                    Integer.MAX_VALUE));
            return 0;
        }
        FrameDump dump = new FrameDump("", format, out);
        try (InputStream source = file.equals("-") ? in : Files.newInputStream(Path.of(file))) {
            byte[] buffer = new byte[1 << 16];
            for (int count = source.read(buffer); count >= 0 && !dump.stopped(); count = source.read(buffer)) {
                dump.feed(buffer, count);
            }
        }
        dump.end();
        return dump.faulty() ? 1 : 0;
    }

    private static FrameFormat format(String text) {
        String[] parts = text.split(":", -1);
        return switch (parts[0] + parts.length) {
            case "native1" -> FrameFormat.nativeFormat();
            case "python1" -> FrameFormat.pythonMultiprocessing();
            case "plain3" -> FrameFormat.plain(number(parts[1], 8), order(parts[2]));
            case "carried3" ->
                FrameFormat.headerCarried(order(parts[1]), parts[2].split(",", -1))
                        .withSignedLength()
                        .withOptionalBody();
            default -> throw new IllegalArgumentException("not a format: " + text);
        };
    }

    private static ByteOrder order(String text) {
        return switch (text) {
            case "be" -> ByteOrder.BIG_ENDIAN;
            case "le" -> ByteOrder.LITTLE_ENDIAN;
            default -> throw new IllegalArgumentException("not be or le: " + text);
        };
    }

    private static int number(String text, int max) {
        try {
            int value = Integer.parseInt(text);
            if (value >= 0 && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException("not a number of 0 to " + max + ": " + text);
    }
}
