package braid.training.cli;

import braid.tensor.DeviceException;
import braid.tensor.DeviceFailedException;
import braid.tensor.TensorException;
import braid.training.ConfigurationException;
import braid.training.data.DataException;
import braid.training.data.DataFiles;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.io.PrintStream;
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
            err.println("braid: " + message(e));
        } else {
            err.println(
                    "braid: unexpected error, a defect in braid; please report the lines below");
            e.printStackTrace(err);
        }
        err.flush();
        boolean configuration =
                e instanceof ConfigurationException
                        || e instanceof DeviceException && !(e instanceof DeviceFailedException);
        return configuration ? ExitCode.CONFIGURATION : ExitCode.FAILED;
    }

    /** Java's heap is too small, or a size in the configuration too large. */
    static int outOfMemory(OutOfMemoryError e, PrintStream err) {
        long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
        err.println(
                "braid: out of memory: the heap has at most "
                        + mebibytes
                        + " MiB ("
                        + e.getMessage()
                        + ")\n  HINT: lower train.batch, model.context or the size of the model, set"
                        + " model.recompute=true, or allow more: BRAID_JAVA_OPTS=-Xmx12g braid …");
        return ExitCode.FAILED;
    }

    /** Faults of the file system often give the path alone. */
    private static String message(Exception e) {
        return e instanceof IOException file
                ? DataFiles.reason(file)
                : String.valueOf(e.getMessage());
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
