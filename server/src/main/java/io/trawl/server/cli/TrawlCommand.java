package io.trawl.server.cli;

import io.trawl.common.TrawlException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The program `trawl`. Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong usage.
@Command(
        name = "trawl",
        description = "Searches logs and traces that live on object storage.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        version = "trawl " + TrawlCommand.VERSION,
        subcommands = {
            RunCommand.class,
            DoctorCommand.class,
            DemoCommand.class,
            IndexCommand.class,
            SplitCommand.class,
            ToolCommand.class
        })
public final class TrawlCommand implements Runnable {
    public static final String VERSION = "0.1.0";

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "Plain text; also NO_COLOR.")
    boolean noColour;

    @Option(
            names = {"-y", "--yes"},
            scope = ScopeType.INHERIT,
            description = "Answers every question with yes.")
    boolean yes;

    @Spec
    @Nullable
    CommandSpec spec;

    public static void main(String[] args) {
        System.exit(run(args));
    }

    public static int run(String... args) {
        TrawlCommand root = new TrawlCommand();
        CommandLine commandLine = new CommandLine(root)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    System.err.println("error: " + explain(failure));
                    return 1;
                })
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        Output.isTerminal() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        return commandLine.execute(args);
    }

    private static String explain(Throwable failure) {
        if (failure instanceof TrawlException
                || failure instanceof ApiClient.ApiFailure
                || failure instanceof IllegalArgumentException) {
            return TrawlException.describe(failure);
        }
        return failure.getClass().getSimpleName() + ": " + TrawlException.describe(failure);
    }

    @Override
    public void run() {
        throw new ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(), "which command? Choose one of those below");
    }
}
