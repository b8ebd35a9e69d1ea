package braid.vqvae.quantizer;

import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.vqvae.VqVaeConfig;

/** The codebook learns by gradient from ‖sg[z] - e‖² (van den Oord et al. 2017, equation 3). */
public final class GradientQuantizer extends Quantizer {

    GradientQuantizer(VqVaeConfig config, Random random) {
        super(config, random, true);
    }

    @Override
    void learn(Tensor z, int[] codes) {
        // The optimiser moves the codebook.
    }

    @Override
    Tensor codebookLoss(Tensor z, Tensor e) {
        return meanSquare(e.sub(z));
    }
}
