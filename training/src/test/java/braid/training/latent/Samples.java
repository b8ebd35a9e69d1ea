package braid.training.latent;

import braid.tensor.random.Random;
import braid.training.data.TokenizedExample;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.WordTokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A vocabulary, a codec without loss and examples for the tests of this package. */
final class Samples {

    /** The words a to d; their ids follow each other. */
    static final int LETTERS = 4;

    /** Id of the word a. */
    static final int FIRST = text().id("a");

    private Samples() {}

    static Tokenizer text() {
        return WordTokenizer.train(List.of("a b c d"));
    }

    /** Each latent stands for r letters exactly: its code has their numbers as digits to base 4. */
    record Lossless(int chunk, int compression) implements ChunkCodec {

        @Override
        public int codes() {
            return (int) Math.pow(LETTERS, compression);
        }

        @Override
        public int[] encode(TokenizedExample example) {
            int[] trace = example.trace();
            int[] codes = new int[trace.length / chunk * (chunk / compression)];
            for (int i = 0; i < codes.length * compression; i++) {
                int at = i / compression;
                codes[at] = codes[at] * LETTERS + trace[i] - FIRST;
            }
            return codes;
        }

        @Override
        public int[] decode(int[] prompt, int[] codes) {
            int[] letters = new int[codes.length * compression];
            for (int i = 0; i < codes.length; i++) {
                int rest = codes[i];
                for (int j = compression - 1; j >= 0; j--) {
                    letters[i * compression + j] = rest % LETTERS + FIRST;
                    rest /= LETTERS;
                }
            }
            return letters;
        }
    }

    /** At each position a code a letter, in the place of its level. */
    record Levels(int chunk, int compression) implements ChunkCodec {

        @Override
        public int levels() {
            return compression;
        }

        @Override
        public int codes() {
            return LETTERS * compression;
        }

        @Override
        public int[] encode(TokenizedExample example) {
            int[] trace = example.trace();
            int[] codes = new int[trace.length / chunk * chunk];
            Arrays.setAll(codes, i -> i % compression * LETTERS + trace[i] - FIRST);
            return codes;
        }

        @Override
        public int[] decode(int[] prompt, int[] codes) {
            return Arrays.stream(codes).map(code -> code % LETTERS + FIRST).toArray();
        }
    }

    static TokenizedExample example(int prompt, int trace, int solution, long seed) {
        Random random = Random.of(seed);
        return new TokenizedExample(
                letters(prompt, random), letters(trace, random), letters(solution, random));
    }

    static List<TokenizedExample> examples(int count, int trace) {
        List<TokenizedExample> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(example(1 + i % 5, Math.max(0, trace - i % 7), 2, i));
        }
        return examples;
    }

    private static int[] letters(int length, Random random) {
        int[] ids = new int[length];
        Arrays.setAll(ids, i -> FIRST + random.nextInt(LETTERS));
        return ids;
    }
}
