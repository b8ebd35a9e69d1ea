/**
 * Byte-pair encoding as published models use it: GPT-2, Llama 2 and 3, Qwen, and vocabularies
 * trained here in the same form.
 *
 * <p>Reading order: {@link braid.transformer.tokenizer.bpe.BpeTokenizer}; {@link
 * braid.transformer.tokenizer.bpe.ByteLevelBpe}, which cuts a text into words ({@link
 * braid.transformer.tokenizer.bpe.SplitPattern}) and merges bytes inside them ({@link
 * braid.transformer.tokenizer.bpe.Merger}, {@link braid.transformer.tokenizer.bpe.MergeTable},
 * {@link braid.transformer.tokenizer.bpe.WordCache}); {@link
 * braid.transformer.tokenizer.bpe.SentencePieceBpe}, which merges characters; {@link
 * braid.transformer.tokenizer.bpe.StreamingDecoder}; {@link
 * braid.transformer.tokenizer.bpe.BpeTrainer}. Then the files: {@link
 * braid.transformer.tokenizer.bpe.TokenizerFolder} finds the one of a model folder, {@link
 * braid.transformer.tokenizer.bpe.TokenizerJson} also writes, {@link
 * braid.transformer.tokenizer.bpe.GgufTokenizer} reads that of a GGUF file. They come from outside:
 * sizes are checked before anything is allocated, and what is not known exactly is refused.
 *
 * <p>Not here: unigram and WordPiece models, normalisers other than NFC, chat templates.
 */
package braid.transformer.tokenizer.bpe;
