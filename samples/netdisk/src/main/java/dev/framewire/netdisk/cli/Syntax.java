package dev.framewire.netdisk.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;

/**
 * How a command is written: its name, what its help says of it, its options and parameters. They are told to picocli in calls and
 * not left in annotations for it to read: that took a JVM that has just started 70 ms of processor time for one command.
 */
final class Syntax {
    private final CommandSpec spec;
    private final ScopeType scope;

    private Syntax(Callable<Integer> command, ScopeType scope, String name, String... description) {
        this.scope = scope;
        spec = CommandSpec.wrapWithoutInspection(command).name(name);
        spec.usageMessage().description(description);
    }

    /** Of the program itself: its options may stand behind the name of a command too. */
    static Syntax ofProgram(Callable<Integer> program, String name, String description) {
        return new Syntax(program, ScopeType.INHERIT, name, description);
    }

    static Syntax ofCommand(Callable<Integer> command, String name, String... description) {
        Syntax syntax = new Syntax(command, ScopeType.LOCAL, name, description);
        // no -h, which the -h of -phunter2 would be too
        syntax.spec.addOption(
                newOption("--help", "show this help and exit").usageHelp(true).build());
        return syntax;
    }

    CommandSpec spec() {
        return spec;
    }

    /** An option without a value. */
    record Flag(OptionSpec option) {
        boolean isSet() {
            return Boolean.TRUE.equals(option.getValue());
        }
    }

    /** The value of an option or a parameter; null where the line has none. */
    record Arg<T>(ArgSpec arg) {
        T value() {
            return arg.getValue();
        }

        T or(T ifAbsent) {
            T value = arg.getValue();
            return value == null ? ifAbsent : value;
        }
    }

    Flag flag(String name, String... description) {
        return new Flag(add(newOption(name, description)));
    }

    /** One for {@link #addEither}. */
    static Flag newFlag(String name, String... description) {
        return new Flag(newOption(name, description).build());
    }

    /** Options of which a line has one at most. */
    void addEither(Flag one, Flag other) {
        spec.addArgGroup(
                ArgGroupSpec.builder().addArg(one.option).addArg(other.option).build());
    }

    /**
     * An option with a value.
     *
     * @param names with a blank between them
     * @param label stands for the value in the help
     */
    <T> Arg<T> option(String names, Class<T> type, String label, String... description) {
        return new Arg<>(add(newOption(names, description).type(type).paramLabel(label)));
    }

    <T> Arg<T> option(String name, Class<T> type, ITypeConverter<T> converter, String label, String... description) {
        return new Arg<>(add(
                newOption(name, description).type(type).converters(converter).paramLabel(label)));
    }

    <T> Arg<T> requiredOption(String name, Class<T> type, String label, String... description) {
        return new Arg<>(
                add(newOption(name, description).type(type).paramLabel(label).required(true)));
    }

    <T> Arg<T> hiddenOption(String name, Class<T> type, String... description) {
        return new Arg<>(add(newOption(name, description).type(type).hidden(true)));
    }

    private OptionSpec add(OptionSpec.Builder option) {
        OptionSpec added = option.scopeType(scope).build();
        spec.addOption(added);
        return added;
    }

    private static OptionSpec.Builder newOption(String names, String... description) {
        return OptionSpec.builder(names.split(" ")).type(boolean.class).description(description);
    }

    /** The next parameter. */
    <T> Arg<T> parameter(Class<T> type, String label, String... description) {
        return add(newParameter(label, description).type(type).required(true));
    }

    /** The last parameter, which a line may leave out. */
    Arg<String> optionalParameter(String label) {
        return add(newParameter(label).type(String.class).arity("0..1"));
    }

    /** An optional parameter too, which a shell that completes words offers these for. */
    Arg<String> optionalParameter(String label, List<String> candidates) {
        return add(newParameter(label).type(String.class).arity("0..1").completionCandidates(candidates));
    }

    /** All parameters, one at least. */
    Arg<List<String>> parameters(String label, String... description) {
        return add(newParameter(label, description)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1..*")
                .required(true)
                .index("0..*"));
    }

    private <T> Arg<T> add(PositionalParamSpec.Builder parameter) {
        PositionalParamSpec added = parameter.build();
        spec.addPositional(added);
        return new Arg<>(added);
    }

    private PositionalParamSpec.Builder newParameter(String label, String... description) {
        return PositionalParamSpec.builder()
                .index(Integer.toString(spec.positionalParameters().size()))
                .paramLabel(label)
                .description(description);
    }
}
