/**
 * Generation: batched decoding with a key-value cache, sampling, and constraints on which tokens
 * may come.
 *
 * <p>Reading order: {@link braid.transformer.generate.Generator}, {@link
 * braid.transformer.generate.KvCache}, {@link braid.transformer.generate.Sampling}, {@link
 * braid.transformer.generate.TokenConstraint}. Text does not appear here, only ids.
 */
package braid.transformer.generate;
