/**
 * Low-rank adapters (LoRA): fine-tuning of small matrices beside frozen ones, and of the rows of
 * new tokens.
 *
 * <p>Reading order: {@link braid.transformer.lora.LoraConfig}, {@link
 * braid.transformer.lora.LowRank}, {@link braid.transformer.lora.Lora}, {@link
 * braid.transformer.lora.AdapterFolder}. Names of matrices are those of published models ({@link
 * braid.transformer.io.PublishedTensor}), so that adapters travel.
 */
package braid.transformer.lora;
