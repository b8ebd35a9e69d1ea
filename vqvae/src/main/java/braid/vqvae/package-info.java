/**
 * The vector-quantised autoencoder that turns chunks of a reasoning trace into discrete latent
 * tokens (stage 1 of Token Assorted; Su et al. 2025, arXiv:2502.03275, after van den Oord et al.
 * 2017, arXiv:1711.00937).
 *
 * <p>Reading order: {@link braid.vqvae.VqVaeConfig}, {@link braid.vqvae.VqVae}, {@link
 * braid.vqvae.ChunkEncoder}, {@link braid.vqvae.PromptEncoder}, {@link braid.vqvae.ChunkDecoder},
 * {@link braid.vqvae.ChunkPredictor}, {@link braid.vqvae.VqLoss}. The codebook and its rules are in
 * {@code quantizer}. Training is not here.
 */
package braid.vqvae;
