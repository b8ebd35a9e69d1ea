package braid.training.latent;

import braid.transformer.generate.TokenConstraint;

import java.util.BitSet;

/**
 * What a model may generate of the latent tokens: as it likes, none, or a block of a given length.
 */
public final class LatentConstraints {

    private LatentConstraints() {}

    /** Text only: the control that forbids latents at test time. */
    public static TokenConstraint forbidden(LatentVocabulary vocabulary) {
        return TokenConstraint.forbid(vocabulary.nonText());
    }

    /**
     * A block of exactly k latents first, whose codes the model chooses, then text; for the curve
     * of accuracy against the number of latents.
     *
     * @param count k; 0 for text only
     */
    public static TokenConstraint exactly(LatentVocabulary vocabulary, int count) {
        if (count == 0) {
            return forbidden(vocabulary);
        }
        TokenConstraint begin = only(vocabulary.begin(), vocabulary.begin() + 1);
        TokenConstraint latent = only(vocabulary.latent(0), vocabulary.size());
        TokenConstraint end = only(vocabulary.end(), vocabulary.end() + 1);
        TokenConstraint text = forbidden(vocabulary);
        return (generated, at, logits) -> {
            TokenConstraint now =
                    at == 0 ? begin : at <= count ? latent : at == count + 1 ? end : text;
            now.mask(generated, at, logits);
        };
    }

    private static TokenConstraint only(int from, int to) {
        BitSet ids = new BitSet(to);
        ids.set(from, to);
        return TokenConstraint.allow(ids);
    }
}
