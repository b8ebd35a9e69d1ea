/**
 * Generation: batched decoding with a key-value cache, sampling, and constraints on which tokens
 * may come.
 *
 * <p>Reading order: {@link braid.transformer.generate.Generator}, {@link
 * braid.transformer.generate.AttentionCache} and its two forms, {@link
 * braid.transformer.generate.Sampling}, {@link braid.transformer.generate.TokenConstraint}, {@link
 * braid.transformer.generate.TokenListener}, {@link braid.transformer.generate.StopStrings}, {@link
 * braid.transformer.generate.Thoughts}. Text appears in the stop strings alone; all else is ids.
 */
package braid.transformer.generate;
