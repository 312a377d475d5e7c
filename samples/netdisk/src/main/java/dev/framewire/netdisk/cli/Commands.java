package dev.framewire.netdisk.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;

/**
 * The commands by name, in the order of the help. Reading the options of all of them from their classes takes a JVM that has just
 * started longer than what most commands do; so those of a line are looked up that its words name. A word that names a command
 * may be a file or a user instead: then there is one command more, which is not run.
 */
final class Commands {
    private static final Map<String, Class<?>> ALL = all();

    /** What shows all commands, or runs any of them. */
    private static final Set<String> OF_ALL = Set.of("shell", "completion", "help", "--help", "-h");

    private Commands() {}

    private static Map<String, Class<?>> all() {
        Map<String, Class<?>> all = new LinkedHashMap<>();
        all.put("serve", ServeCommand.class);
        all.put("useradd", UserAddCommand.class);
        all.put("register", AccountCommands.Register.class);
        all.put("login", AccountCommands.Login.class);
        all.put("logout", AccountCommands.Logout.class);
        all.put("passwd", AccountCommands.Passwd.class);
        all.put("ls", FileCommands.Ls.class);
        all.put("mkdir", FileCommands.Mkdir.class);
        all.put("rmdir", FileCommands.Rmdir.class);
        all.put("rm", FileCommands.Rm.class);
        all.put("mv", FileCommands.Mv.class);
        all.put("stat", FileCommands.Stat.class);
        all.put("df", FileCommands.Df.class);
        all.put("put", PutCommand.class);
        all.put("get", GetCommand.class);
        all.put("verify", FileCommands.Verify.class);
        all.put("partials", FileCommands.Partials.class);
        all.put("shell", ShellCommand.class);
        all.put("demo", DemoCommand.class);
        all.put("completion", CompletionCommand.class);
        all.put("help", CommandLine.HelpCommand.class);
        return Collections.unmodifiableMap(all);
    }

    static Collection<String> names() {
        return ALL.keySet();
    }

    /** Those that these words name: all, where they name none, or what they name shows all, or they may stand in a file. */
    static Collection<Class<?>> of(String... words) {
        List<String> line = Arrays.asList(words);
        boolean inAFile = line.stream().anyMatch(word -> word.startsWith("@"));
        if (inAFile || line.stream().anyMatch(OF_ALL::contains) || line.stream().noneMatch(ALL::containsKey)) {
            return ALL.values();
        }
        return ALL.entrySet().stream()
                .filter(command -> line.contains(command.getKey()))
                .<Class<?>>map(Map.Entry::getValue)
                .toList();
    }
}
