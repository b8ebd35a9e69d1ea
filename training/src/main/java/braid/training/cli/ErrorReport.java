package braid.training.cli;

import braid.tensor.TensorException;
import braid.training.ConfigurationException;
import braid.training.data.DataException;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

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
            err.println("braid: " + message(e));
        } else {
            err.println(
                    "braid: unexpected error, a defect in braid; please report the lines below");
            e.printStackTrace(err);
        }
        err.flush();
        return e instanceof ConfigurationException ? ExitCode.CONFIGURATION : ExitCode.FAILED;
    }

    /** Faults of the file system often give the path alone. */
    private static String message(Exception e) {
        return switch (e) {
            case NoSuchFileException f -> f.getFile() + ": no such file";
            case AccessDeniedException f -> f.getFile() + ": permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }

    private static boolean isForTheUser(Exception e) {
        return e.getMessage() != null
                && (e instanceof ConfigurationException
                        || e instanceof DataException
                        || e instanceof TensorException
                        || e instanceof IOException
                        || e instanceof UncheckedIOException);
    }
}
