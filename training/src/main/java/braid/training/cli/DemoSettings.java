package braid.training.cli;

import braid.training.config.TrainConfig;

/** How long the demo trains: chosen so that it ends within six minutes on two cores. */
final class DemoSettings {

    static final int VQVAE_STEPS = 500;

    private DemoSettings() {}

    /** Steps of a language model. */
    static int steps(TrainConfig.Method method) {
        return switch (method) {
            case SOL_ONLY -> 200;
            case COT -> 500;
            case LATENT -> 900;
        };
    }
}
