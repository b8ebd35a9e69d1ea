package braid.training.cli;

import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;

/**
 * Tells what is wrong with a command line: the fault, what was probably meant, and where help is.
 * The whole usage would push the fault out of sight; only a bare {@code braid} shows it.
 */
final class UsageReport implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("braid: " + String.valueOf(e.getMessage()).replace(" (case-sensitive)", ""));
        if (args.length == 0) {
            command.usage(err);
        } else if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            String name = command.getCommandSpec().qualifiedName();
            err.println("  HINT: " + name + " --help");
        }
        err.flush();
        return ExitCode.USAGE;
    }
}
