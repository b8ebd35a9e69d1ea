/**
 * Text to token ids and back, always reversible.
 *
 * <p>Reading order: {@link braid.transformer.tokenizer.Tokenizer}, {@link
 * braid.transformer.tokenizer.TextPieces} (how text is cut into words and what joins them), {@link
 * braid.transformer.tokenizer.WordTokenizer}, {@link braid.transformer.tokenizer.SubwordTokenizer},
 * {@link braid.transformer.tokenizer.ByteTokenizer}, {@link
 * braid.transformer.tokenizer.TokenizerFiles}, {@link braid.transformer.tokenizer.TextStream}. The
 * tokenizers of published models are in {@link braid.transformer.tokenizer.bpe}.
 */
package braid.transformer.tokenizer;
