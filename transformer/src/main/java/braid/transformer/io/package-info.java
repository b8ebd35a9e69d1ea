/**
 * Published models: folders of Hugging Face in and out, checkpoints of llama2.c and GGUF files in.
 *
 * <p>Reading order: {@link braid.transformer.io.ModelFolder}, {@link
 * braid.transformer.io.PretrainedModel}, {@link braid.transformer.io.GenerationConfig}; then the
 * families, which are {@code Architecture}s. Tokenizers are in {@code tokenizer}, single files of
 * tensors in {@link braid.tensor.io}. Nothing is downloaded here.
 */
package braid.transformer.io;
