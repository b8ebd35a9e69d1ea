/**
 * Latent tokens in reasoning traces: stage 2 of Token Assorted (Su et al. 2025, arXiv:2502.03275).
 *
 * <p>Reading order: {@link braid.training.latent.LatentVocabulary} (ids), {@link
 * braid.training.latent.MixPolicy} (how much of a trace is replaced), {@link
 * braid.training.latent.LatentMixer} (the samples), {@link braid.training.latent.EncodedTraces}
 * (codes, computed once), {@link braid.training.latent.LatentConstraints} (latents at generation).
 *
 * <p>The VQ-VAE is not here but in {@code braid.vqvae}; it comes in as a {@link
 * braid.training.latent.ChunkCodec}. Growing a model's embedding is the model's business.
 */
package braid.training.latent;
