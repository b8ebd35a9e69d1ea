package braid.training.experiment.grid;

import braid.training.config.ConfigLoader.Resolved;
import braid.training.config.TrainConfig;
import braid.training.config.VqVaeRunConfig;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One language model of a grid.
 *
 * @param name of the grid's entry
 * @param seed of everything random
 * @param hash of all that its result depends on
 * @param config resolved
 * @param vqvae whose codes it learns, or null
 * @param forced numbers of latents to be forced when evaluated
 */
record GridRun(
        String name,
        long seed,
        String hash,
        Resolved<TrainConfig> config,
        @Nullable Stage1 vqvae,
        List<Integer> forced) {

    /**
     * A VQ-VAE of a grid; runs with equal ones share it.
     *
     * @param hash of its configuration
     */
    record Stage1(String name, String hash, Resolved<VqVaeRunConfig> config) {

        /** Name of its folder. */
        String folder() {
            return name + "-" + hash;
        }
    }

    /** Name of its folder. */
    String folder() {
        return name + "-seed" + seed + "-" + hash;
    }

    /** Name of its record. */
    String recordName() {
        return name + "-seed" + seed + ".json";
    }

    @Override
    public String toString() {
        return name + ", seed " + seed;
    }
}
