/**
 * Byte-pair encoding as published models use it.
 *
 * @see braid.transformer.tokenizer.bpe.BpeTokenizer
 */
package braid.transformer.tokenizer.bpe;
