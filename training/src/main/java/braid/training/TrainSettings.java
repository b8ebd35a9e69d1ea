package braid.training;

import braid.training.optim.AdamW;
import braid.training.optim.Schedule;

/**
 * How a {@link Trainer} works.
 *
 * @param steps optimiser steps
 * @param accumulate batches whose gradients are added up in a step
 * @param clip largest global norm of the gradients; larger ones are scaled down. 0 for none
 * @param schedule learning rate over the steps
 * @param optimizer constants of AdamW
 * @param evaluateEvery steps between evaluations; 0 for one at the end only
 * @param saveEvery steps between checkpoints; 0 for one at the end only
 */
public record TrainSettings(
        int steps,
        int accumulate,
        double clip,
        Schedule schedule,
        AdamW.Settings optimizer,
        int evaluateEvery,
        int saveEvery) {

    /** Checks the numbers. */
    public TrainSettings {
        if (steps < 1 || accumulate < 1 || clip < 0 || evaluateEvery < 0 || saveEvery < 0) {
            throw new ConfigurationException(
                    "training: steps "
                            + steps
                            + ", accumulate "
                            + accumulate
                            + ", clip "
                            + clip
                            + ", evaluateEvery "
                            + evaluateEvery
                            + ", saveEvery "
                            + saveEvery,
                    "steps and accumulate are 1 or more, the others 0 or more");
        }
    }

    /**
     * What suits most small runs: one batch a step, gradients clipped at norm 1, AdamW without
     * decay, a warm-up over the first twentieth and half a cosine down to a tenth; evaluated and
     * saved at the end.
     *
     * @param steps optimiser steps
     * @param learningRate peak
     */
    public static TrainSettings of(int steps, double learningRate) {
        var schedule = new Schedule(Schedule.Kind.COSINE, learningRate, steps / 20, steps, 0.1);
        return new TrainSettings(steps, 1, 1, schedule, AdamW.Settings.languageModel(0), 0, 0);
    }
}
