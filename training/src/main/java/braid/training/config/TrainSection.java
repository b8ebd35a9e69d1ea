package braid.training.config;

import braid.training.TrainSettings;
import braid.training.data.TooLong;
import braid.training.optim.AdamW;
import braid.training.optim.Schedule;

/**
 * The part {@code train} of a configuration; the keys are explained in the resource {@code
 * train.yaml}.
 *
 * @param steps optimiser steps
 * @param batch sequences, or chunks, in a batch
 * @param accumulate batches in a step
 * @param learningRate peak
 * @param warmup steps
 * @param schedule way down
 * @param floor lowest rate, as a share of the peak
 * @param weightDecay of matrices
 * @param clip largest gradient norm; 0 for none
 * @param evaluateEvery steps; 0 for the end only
 * @param evaluateExamples of the validation split
 * @param saveEvery steps; 0 for the end only
 * @param tooLong what becomes of sequences longer than the context
 */
public record TrainSection(
        int steps,
        int batch,
        int accumulate,
        double learningRate,
        int warmup,
        Schedule.Kind schedule,
        double floor,
        double weightDecay,
        double clip,
        int evaluateEvery,
        int evaluateExamples,
        int saveEvery,
        TooLong tooLong) {

    /** As the trainer takes it. */
    public TrainSettings settings() {
        return new TrainSettings(
                steps,
                accumulate,
                clip,
                new Schedule(schedule, learningRate, warmup, steps, floor),
                AdamW.Settings.languageModel(weightDecay),
                evaluateEvery,
                saveEvery);
    }
}
