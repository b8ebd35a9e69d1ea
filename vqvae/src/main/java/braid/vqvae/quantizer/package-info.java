/**
 * Codebooks: which vector stands for an encoder output, and how the vectors learn.
 *
 * <p>Reading order: {@link braid.vqvae.quantizer.Quantizer}, {@link
 * braid.vqvae.quantizer.GradientQuantizer}, {@link braid.vqvae.quantizer.EmaQuantizer}, {@link
 * braid.vqvae.quantizer.ResidualQuantizer}, {@link braid.vqvae.quantizer.Codebook}, {@link
 * braid.vqvae.quantizer.CodebookStats}.
 */
package braid.vqvae.quantizer;
