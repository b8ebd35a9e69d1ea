package braid.training.latent;

import braid.training.data.Sequence;

/** Which tokens of a sample are learned. */
public enum LossOn {
    /** What follows the prompt: latent block, text and answer. */
    RESPONSE,
    /** Every token but the first. */
    ALL;

    /** The sample as a training sequence. */
    public Sequence sequence(MixedSequence mixed) {
        return Sequence.countedFrom(mixed.ids(), this == RESPONSE ? mixed.promptLength() : 0);
    }
}
