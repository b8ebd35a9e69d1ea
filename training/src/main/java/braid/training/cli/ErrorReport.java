package braid.training.cli;

import braid.tensor.TensorException;
import braid.training.ConfigurationException;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/**
 * Turns what a command throws into lines on stderr and an exit code. An error that the user can
 * mend shows its message alone; anything else is a defect of ours and shows its stack trace.
 */
final class ErrorReport implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (e instanceof InterruptedException) {
            err.println("braid: interrupted");
            return ExitCode.INTERRUPTED;
        }
        if (isForTheUser(e)) {
            err.println("braid: " + e.getMessage());
        } else {
            err.println(
                    "braid: unexpected error, a defect in braid; please report the lines below");
            e.printStackTrace(err);
        }
        err.flush();
        return e instanceof ConfigurationException ? ExitCode.CONFIGURATION : ExitCode.FAILED;
    }

    private static boolean isForTheUser(Exception e) {
        return e.getMessage() != null
                && (e instanceof ConfigurationException
                        || e instanceof TensorException
                        || e instanceof IOException
                        || e instanceof UncheckedIOException);
    }
}
