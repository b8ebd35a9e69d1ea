package braid.vqvae;

import braid.tensor.Tensor;

import org.jspecify.annotations.Nullable;

/**
 * The loss of one batch and its parts, scalars (van den Oord et al. 2017, equation 3):
 *
 * <pre>{@code
 * total = reconstruction + weight prediction + ‖sg[z] - e‖² + beta ‖z - sg[e]‖²
 * }</pre>
 *
 * with the squares averaged over all elements and summed over levels. The prediction is absent
 * where nothing is predicted, the part behind it where the codebook learns by moving averages.
 *
 * @param total what is minimised
 * @param reconstruction cross-entropy of the chunk's tokens, nats a token
 * @param prediction cross-entropy of the tokens that come after the chunk, nats a token, without
 *     its weight, 0 where no chunk has such tokens; or null
 * @param codebook ‖sg[z] - e‖², or null
 * @param commitment ‖z - sg[e]‖², without beta
 * @param logits (N, L, V), for accuracy
 * @param codes I32 (N, Q L / r): what was chosen, level after level at each position
 */
public record VqLoss(
        Tensor total,
        Tensor reconstruction,
        @Nullable Tensor prediction,
        @Nullable Tensor codebook,
        Tensor commitment,
        Tensor logits,
        Tensor codes) {}
