package braid.training.cli;

import braid.transformer.generate.Sampling;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options that say how tokens are drawn; see {@link Sampling}. */
final class SamplingOptions {

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0",
            description =
                    "Draws tokens from the distribution at this temperature; 0 takes the likeliest.")
    private double temperature;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            defaultValue = "0",
            description = "Draws from the K likeliest tokens; 0 for all.")
    private int topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description =
                    "Draws from the fewest tokens whose probabilities reach this sum; 1 for all.")
    private double topP;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            defaultValue = "0",
            description =
                    "Draws from tokens with at least this share of the likeliest one's probability; 0"
                            + " for all.")
    private double minP;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "R",
            defaultValue = "1",
            description =
                    "Divides positive logits of tokens that are there already by R and multiplies"
                            + " negative ones; 1 for none.")
    private double repetitionPenalty;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the draws.")
    private long seed;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    /** As they were given, checked. */
    Sampling sampling() {
        Require.atLeast(spec, "--temperature", temperature, 0);
        Require.atLeast(spec, "--top-k", topK, 0);
        require(topP > 0 && topP <= 1, "--top-p", topP, "above 0, up to 1");
        require(minP >= 0 && minP <= 1, "--min-p", minP, "from 0 to 1");
        boolean penalty = repetitionPenalty > 0 && repetitionPenalty < Double.POSITIVE_INFINITY;
        require(penalty, "--repetition-penalty", repetitionPenalty, "a number above 0");
        return new Sampling(temperature, topK, topP, minP, repetitionPenalty, seed);
    }

    private void require(boolean holds, String option, double value, String wanted) {
        if (!holds) {
            throw new ParameterException(
                    spec.commandLine(), option + " is " + value + ", wanted: " + wanted);
        }
    }
}
