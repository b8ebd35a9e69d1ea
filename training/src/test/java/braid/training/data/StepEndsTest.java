package braid.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.training.Corpus;
import braid.training.config.TokenizerKind;
import braid.transformer.tokenizer.ByteTokenizer;
import braid.transformer.tokenizer.Tokenizer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where reasoning steps end, in tokens, of what each task writes and in each tokenizer. */
final class StepEndsTest {

    private static final String SIZES = ",train=60,valid=5,test=5";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "running-sums",
                "multiplication",
                "prontoqa-gen",
                "prosqa-gen",
                "maze,rooms=2,cells=3"
            })
    void tokensOfAStepAreItsText(String name) {
        assertSteps(Tasks.parse(name + SIZES, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prose", "marks", "equations"})
    void linesOfGsm8kAreSteps(String form) {
        assertSteps(Tasks.parse("gsm8k:" + SharedData.find("gsm8k") + ",form=" + form, 1));
    }

    @Test
    void linesOfMathAreSteps() {
        assertSteps(Tasks.parse("math:" + SharedData.find("math"), 1));
    }

    /** Decoded by themselves, the tokens of each step are the step that the task wrote. */
    private static void assertSteps(Task task) {
        for (TokenizerKind kind : TokenizerKind.values()) {
            Tokenizer tokenizer = Corpus.tokenizer(task, kind, 300);
            for (int i = 0; i < Math.min(40, task.size(Split.TRAIN)); i++) {
                Example example = task.example(Split.TRAIN, i);
                var tokenized = TokenizedExample.of(task, example, tokenizer);
                List<String> steps = new ArrayList<>();
                int start = 0;
                for (int end : tokenized.stepEnds()) {
                    int[] step = Arrays.copyOfRange(tokenized.trace(), start, end);
                    steps.add(tokenizer.decode(step).strip());
                    start = end;
                }
                assertThat(start).isEqualTo(tokenized.trace().length);
                assertThat(steps).as("%s, example %d", kind, i).isEqualTo(stripped(example));
            }
        }
    }

    private static List<String> stripped(Example example) {
        return example.steps().stream().map(String::strip).toList();
    }

    @Test
    void aSumIsTwoWordsAndTheLastHasTheLineBreak() {
        Task task = Tasks.parse("running-sums,digits=4" + SIZES, 3);
        var tokenizer = Corpus.tokenizer(task, TokenizerKind.WORD, 0);
        var example = TokenizedExample.of(task, task.example(Split.TRAIN, 0), tokenizer);
        assertThat(example.stepEnds()).containsExactly(2, 4, 6, 9);
        var bytes = TokenizedExample.of(task, task.example(Split.TRAIN, 0), new ByteTokenizer());
        assertThat(bytes.stepEnds()).containsExactly(3, 7, 11, 16);
    }

    @Test
    void aTraceWithoutStepsIsOneOrNone() {
        assertThat(new TokenizedExample(new int[] {2}, new int[] {3, 4}, new int[] {1}).stepEnds())
                .containsExactly(2);
        assertThat(new TokenizedExample(new int[] {2}, new int[0], new int[] {1}).stepEnds())
                .isEmpty();
        Example none = new Example("q", List.of(), "a");
        assertThat(TokenizedExample.of(new RunningSums(1), none, new ByteTokenizer()).stepEnds())
                .isEmpty();
    }

    @Test
    void stepsThatDoNotMakeUpTheTraceAreRefused() {
        for (int[] ends : new int[][] {{}, {2}, {1, 1, 3}, {2, 1, 3}, {0, 3}, {4}}) {
            assertThatThrownBy(() ->
                            new TokenizedExample(
                                    new int[] {2}, new int[] {3, 4, 5}, new int[] {1}, ends))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("steps end at " + Arrays.toString(ends));
        }
    }

    /** Bytes in pairs from the left: a step of three bytes ends within the second pair. */
    @Test
    void aTokenAcrossTheEndOfAStepIsRefused() {
        Task task = Tasks.parse("running-sums,digits=4" + SIZES, 3);
        Example example = task.example(Split.TRAIN, 0);
        assertThatThrownBy(() -> TokenizedExample.of(task, example, new Pairs()))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "trace: step 0, \""
                                + example.steps().getFirst()
                                + "\", ends in a token\n  HINT: use a tokenizer whose tokens end where"
                                + " steps do: word, subword or byte");
    }

    /** Two characters a token. */
    private static final class Pairs implements Tokenizer {

        @Override
        public int[] encode(String text) {
            int[] ids = new int[(text.length() + 1) / 2];
            for (int i = 0; i < text.length(); i++) {
                ids[i / 2] = 128 * ids[i / 2] + text.charAt(i);
            }
            return ids;
        }

        @Override
        public String decode(int... ids) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int size() {
            return 128 * 128;
        }

        @Override
        public String token(int id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int id(String token) {
            return -1;
        }
    }
}
