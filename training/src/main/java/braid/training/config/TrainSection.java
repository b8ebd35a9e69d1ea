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
 * @param epochBatches batches after which an epoch ends; 0 for all that there are
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
        int epochBatches,
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

    /** Adds a fault for each value that cannot work. */
    void check(Faults faults) {
        faults.require(steps >= 1, "train.steps", steps, "1 or more");
        faults.size("train.batch", batch);
        faults.size("train.accumulate", accumulate);
        faults.notNegative("train.epochBatches", epochBatches);
        faults.require(
                learningRate > 0 && learningRate < Double.POSITIVE_INFINITY,
                "train.learningRate",
                learningRate,
                "more than 0");
        faults.notNegative("train.warmup", warmup);
        faults.require(floor >= 0 && floor <= 1, "train.floor", floor, "from 0 to 1");
        faults.notNegative("train.weightDecay", weightDecay);
        faults.notNegative("train.clip", clip);
        faults.notNegative("train.evaluateEvery", evaluateEvery);
        faults.require(
                evaluateExamples >= 1, "train.evaluateExamples", evaluateExamples, "1 or more");
        faults.notNegative("train.saveEvery", saveEvery);
    }

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
