package braid.training.config;

import braid.training.method.InternalizedCot;

/**
 * The part {@code icot} of a configuration; see {@link InternalizedCot}.
 *
 * @param tokensPerEpoch tokens removed more in each epoch
 * @param smoothing lambda
 * @param resetOptimizer whether the optimiser begins anew when more is removed
 */
public record IcotSection(double tokensPerEpoch, double smoothing, boolean resetOptimizer) {

    void check(Faults faults) {
        faults.notNegative("icot.tokensPerEpoch", tokensPerEpoch);
        faults.require(smoothing > 0, "icot.smoothing", smoothing, "above 0");
    }
}
