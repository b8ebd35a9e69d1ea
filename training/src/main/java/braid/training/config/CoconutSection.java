package braid.training.config;

import braid.training.method.Coconut;

/**
 * The part {@code coconut} of a configuration; see {@link Coconut}.
 *
 * @param stages K
 * @param thoughtsPerStep c
 * @param epochsPerStage epochs after which the next stage begins
 * @param removeRest whether one stage more removes what K steps leave
 */
public record CoconutSection(
        int stages, int thoughtsPerStep, int epochsPerStage, boolean removeRest) {

    private static final int MOST = 1 << 10;

    void check(Faults faults) {
        faults.require(
                stages >= 0 && stages <= MOST, "coconut.stages", stages, "from 0 to " + MOST);
        faults.require(
                thoughtsPerStep >= 0 && thoughtsPerStep <= MOST,
                "coconut.thoughtsPerStep",
                thoughtsPerStep,
                "from 0 to " + MOST);
        faults.size("coconut.epochsPerStage", epochsPerStage);
    }

    /** The method. */
    public Coconut method() {
        return new Coconut(stages, thoughtsPerStep, epochsPerStage, removeRest);
    }
}
