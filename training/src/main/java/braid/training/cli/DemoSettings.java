package braid.training.cli;

import braid.training.config.MethodName;

import java.util.EnumMap;
import java.util.Map;

/** What the demo trains and how long: chosen so that it ends within six minutes on two cores. */
final class DemoSettings {

    static final int VQVAE_STEPS = 500;

    /** Steps of the language model of each method. */
    static final Map<MethodName, Integer> STEPS =
            new EnumMap<>(
                    Map.of(MethodName.SOL_ONLY, 200, MethodName.COT, 500, MethodName.LATENT, 900));

    private DemoSettings() {}
}
