package braid.vqvae.quantizer;

import braid.tensor.Tensor;

import org.jspecify.annotations.Nullable;

/**
 * What a quantiser makes of encoder outputs.
 *
 * @param codes I32 (M): index of the nearest code
 * @param straightThrough (M, D): the codes' vectors, with the gradient passed on to the encoder
 *     unchanged (Bengio et al. 2013, arXiv:1308.3432)
 * @param codebookLoss mean of ‖sg[z] - e‖², or null where the codebook does not learn by gradient
 * @param commitmentLoss mean of ‖z - sg[e]‖²
 */
public record Quantized(
        Tensor codes,
        Tensor straightThrough,
        @Nullable Tensor codebookLoss,
        Tensor commitmentLoss) {}
