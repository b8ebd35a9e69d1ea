package braid.training.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of options that their types alone do not make. */
final class Require {

    private Require() {}

    /** Refuses a number that is too small, as a fault of the command line. */
    static void atLeast(CommandSpec spec, String option, double value, double least) {
        if (!(value >= least)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s is %s, wanted: %s or more".formatted(option, plain(value), plain(least)));
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
