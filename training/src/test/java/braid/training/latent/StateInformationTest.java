package braid.training.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import braid.training.data.Example;
import braid.training.data.RunningSums;
import braid.training.data.Sizes;
import braid.training.data.Split;
import braid.training.data.TokenizedExample;
import braid.training.eval.MutualInformation;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.WordTokenizer;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;

/** Codes whose information about the running sum is known in closed form. */
final class StateInformationTest {

    private static final double STATE_BITS = Math.log(10) / Math.log(2);

    private final RunningSums task = new RunningSums(3);
    private final Tokenizer words = WordTokenizer.train(List.of("0 1 2 3 4 5 6 7 8 9 = # \n"));

    /** A code for each step, computed from its digit and its sum. */
    private record StepCodec(int compression, Tokenizer words, IntBinaryOperator code)
            implements ChunkCodec {
        @Override
        public int chunk() {
            return 4;
        }

        @Override
        public int codes() {
            return 100;
        }

        @Override
        public int[] encode(TokenizedExample example) {
            int[] trace = example.trace();
            int[] codes = new int[trace.length / 4 * (4 / compression)];
            Arrays.setAll(
                    codes,
                    i ->
                            code.applyAsInt(
                                    number(trace[(i + 1) * compression - 2]),
                                    number(trace[(i + 1) * compression - 1])));
            return codes;
        }

        private int number(int id) {
            return Integer.parseInt(words.token(id));
        }

        @Override
        public int[] decode(int[] prompt, int[] codes) {
            throw new UnsupportedOperationException();
        }
    }

    private MutualInformation information(int compression, IntBinaryOperator code) {
        List<TokenizedExample> traces = TokenizedExample.all(task, Split.TEST, words);
        List<Example> examples = task.examples(Split.TEST);
        return StateInformation.of(
                examples, EncodedTraces.encode(new StepCodec(compression, words, code), traces));
    }

    /**
     * The sum in two parts, each a level: its half, one bit less, and whether it is odd, one bit.
     */
    private record TwoLevels(Tokenizer words) implements ChunkCodec {
        @Override
        public int chunk() {
            return 4;
        }

        @Override
        public int compression() {
            return 2;
        }

        @Override
        public int levels() {
            return 2;
        }

        @Override
        public int codes() {
            return 20;
        }

        @Override
        public int[] encode(TokenizedExample example) {
            int[] trace = example.trace();
            int[] codes = new int[trace.length / 4 * 4];
            for (int i = 0; i < codes.length; i += 2) {
                int sum = Integer.parseInt(words.token(trace[i + 1]));
                codes[i] = sum / 2;
                codes[i + 1] = 10 + sum % 2;
            }
            return codes;
        }

        @Override
        public int[] decode(int[] prompt, int[] codes) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void theLevelsOfAPositionCarryItTogether() {
        List<TokenizedExample> traces = TokenizedExample.all(task, Split.TEST, words);
        List<Example> examples = task.examples(Split.TEST);
        EncodedTraces codes = EncodedTraces.encode(new TwoLevels(words), traces);
        assertThat(StateInformation.applies(examples, codes)).isTrue();
        assertThat(StateInformation.of(examples, codes).bits()).isCloseTo(STATE_BITS, within(0.01));
        assertThat(StateInformation.ofLevel(examples, codes, 0).bits())
                .isCloseTo(STATE_BITS - 1, within(0.01));
        assertThat(StateInformation.ofLevel(examples, codes, 1).bits()).isCloseTo(1, within(0.01));
    }

    @Test
    void losslessCodesCarryTheWholeState() {
        assertThat(information(2, (digit, sum) -> 10 * digit + sum).bits())
                .isCloseTo(STATE_BITS, within(0.01));
        assertThat(information(4, (digit, sum) -> sum).bits()).isCloseTo(STATE_BITS, within(0.01));
    }

    @Test
    void itAppliesWhereATokenIsAWord() {
        List<Example> examples = task.examples(Split.TEST);
        var codec = new StepCodec(2, words, (digit, sum) -> 0);
        var codes = EncodedTraces.encode(codec, TokenizedExample.all(task, Split.TEST, words));
        assertThat(StateInformation.applies(examples, codes)).isTrue();
        var coarse = new StepCodec(4, words, (digit, sum) -> 0);
        List<Example> half = new RunningSums(3, 8, new Sizes(1, 1, 500)).examples(Split.TEST);
        var longer = EncodedTraces.encode(coarse, TokenizedExample.all(task, Split.TEST, words));
        assertThat(StateInformation.applies(half, longer)).isFalse();
    }

    @Test
    void halfOfTheStateIsOneBitLess() {
        assertThat(information(2, (digit, sum) -> sum / 2).bits())
                .isCloseTo(STATE_BITS - 1, within(0.01));
    }

    @Test
    void digitsSayNothingButInTheFirstStep() {
        // The sum is uniform and independent of the digit, except that it is the digit itself in
        // one step of sixteen.
        double same = 0.1 * (1 / 16.0 + 15 / 160.0);
        double other = 0.1 * 15 / 160.0;
        double bits = 10 * same * Math.log(100 * same) + 90 * other * Math.log(100 * other);
        assertThat(information(2, (digit, sum) -> digit).bits())
                .isCloseTo(bits / Math.log(2), within(0.01));
    }
}
