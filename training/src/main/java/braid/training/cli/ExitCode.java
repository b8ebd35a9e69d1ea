package braid.training.cli;

/**
 * What the {@code braid} command gives back to the shell; the numbers are part of its contract with
 * scripts.
 */
public final class ExitCode {

    /** The command did what it was asked. */
    public static final int DONE = 0;

    /**
     * The run failed: an error in the data, the numbers or the machine, which the last lines of
     * stderr name.
     */
    public static final int FAILED = 1;

    /** The command line is wrong; nothing was started. */
    public static final int USAGE = 2;

    /**
     * The configuration or the installation does not allow the run ({@code EX_CONFIG} of {@code
     * sysexits.h}).
     */
    public static final int CONFIGURATION = 78;

    /** Stopped by Ctrl-C (128 + SIGINT), after saving what there was to save. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
