/**
 * A decoder-only transformer with choices: GPT-2 and Llama are two settings of one {@link
 * braid.transformer.ModelConfig}.
 *
 * <p>Reading order: {@link braid.transformer.ModelConfig}, {@link braid.transformer.Transformer},
 * {@link braid.transformer.Block}, {@link braid.transformer.Attention}, {@link
 * braid.transformer.Mlp}. Generation is in {@code generate}, tokenizers are in {@code tokenizer},
 * files of published models in {@code io}, low-rank adapters in {@code lora}. Training is not here.
 */
package braid.transformer;
