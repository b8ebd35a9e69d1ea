package braid.training.latent;

/**
 * Chunks side by side for a VQ-VAE, each with its prompt.
 *
 * @param chunks token ids, (count, L) row-major; padding behind the end of a chunk that is shorter
 * @param pad the token that is padding
 * @param count number of chunks
 * @param prompts the prompt of each chunk, at most the VQ-VAE's prompt context long; not empty
 * @param following what is predicted from each chunk, (count, T) row-major, {@link
 *     braid.training.data.Batch#IGNORE} where nothing is; empty if nothing ever is
 */
public record ChunkBatch(int[] chunks, int pad, int count, int[][] prompts, int[] following) {}
