package braid.vqvae;

import braid.tensor.Tensor;

import org.jspecify.annotations.Nullable;

/**
 * The loss of one batch and its parts, scalars (van den Oord et al. 2017, equation 3):
 *
 * <pre>{@code
 * total = reconstruction + ‖sg[z] - e‖² + beta ‖z - sg[e]‖²
 * }</pre>
 *
 * with the squares averaged over all elements. The second part is absent where the codebook learns
 * by moving averages.
 *
 * @param total what is minimised
 * @param reconstruction cross-entropy of the chunk's tokens, nats a token
 * @param codebook ‖sg[z] - e‖², or null
 * @param commitment ‖z - sg[e]‖², without beta
 * @param logits (N, L, V), for accuracy
 * @param codes I32 (N, L / r): what was chosen
 */
public record VqLoss(
        Tensor total,
        Tensor reconstruction,
        @Nullable Tensor codebook,
        Tensor commitment,
        Tensor logits,
        Tensor codes) {}
