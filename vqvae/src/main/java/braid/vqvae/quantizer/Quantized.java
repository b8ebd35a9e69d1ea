package braid.vqvae.quantizer;

import braid.tensor.Tensor;

import org.jspecify.annotations.Nullable;

/**
 * What a quantiser makes of encoder outputs.
 *
 * @param codes I32 (M): index of the nearest code; (M, Q) of Q levels
 * @param vectors (M, D): the code's vector e, or the sum of the levels'; without gradient
 * @param straightThrough (M, D): the same numbers, with the gradient passed on to the encoder
 *     unchanged (Bengio et al. 2013, arXiv:1308.3432)
 * @param codebookLoss mean of ‖sg[z] - e‖², summed over levels, or null where the codebook does not
 *     learn by gradient
 * @param commitmentLoss mean of ‖z - sg[e]‖², summed over levels
 */
public record Quantized(
        Tensor codes,
        Tensor vectors,
        Tensor straightThrough,
        @Nullable Tensor codebookLoss,
        Tensor commitmentLoss) {}
