package braid.training.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.training.data.Example;
import braid.training.data.RunningSums;
import braid.training.eval.Evaluation.Outcome;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;
import braid.transformer.generate.TokenConstraint;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.WordTokenizer;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Several answers to each question, by a model whose distribution is known. */
final class SampledEvaluationTest {

    private static final int QUESTIONS = 600;

    /** Of the answers 0, 1, 2 and 3. */
    private static final double[] PROBABILITIES = {0.5, 0.3, 0.15, 0.05};

    private final RunningSums task = new RunningSums(1);
    private final WordTokenizer tokenizer = WordTokenizer.train(List.of("0 1 2 3 =\n# "));
    private final Transformer model = model();

    /** Gives each token the same logits, whatever stands before: those of the digits matter. */
    private Transformer model() {
        var config =
                ModelConfig.gpt2(tokenizer.size())
                        .context(16)
                        .layers(1)
                        .width(8)
                        .heads(1)
                        .hidden(8);
        var constant = new Transformer(config, Random.of(1));
        float[] rows = new float[tokenizer.size() * config.width()];
        for (int digit = 0; digit < PROBABILITIES.length; digit++) {
            int id = tokenizer.id(Integer.toString(digit));
            rows[id * config.width()] = (float) Math.log(PROBABILITIES[digit]);
        }
        set(constant, "wte.weight", rows);
        set(constant, "ln_f.weight", new float[config.width()]);
        float[] bias = new float[config.width()];
        bias[0] = 1;
        set(constant, "ln_f.bias", bias);
        return constant;
    }

    private static void set(Transformer model, String name, float[] values) {
        Tensor tensor = model.stateDict().get(name);
        tensor.copyFrom(Tensor.of(tensor.shape(), values));
    }

    /** The answer's mark, a digit, the end. */
    private TokenConstraint form() {
        int mark = tokenizer.id("#");
        int[] digits = IntStream.range(0, 4).map(d -> tokenizer.id("" + d)).toArray();
        return (generated, count, logits) -> {
            int[] allowed =
                    count == 0 ? new int[] {mark} : count == 1 ? digits : new int[] {Tokenizer.EOS};
            for (int id = 0; id < logits.length; id++) {
                int candidate = id;
                if (Arrays.stream(allowed).noneMatch(a -> a == candidate)) {
                    logits[id] = Float.NEGATIVE_INFINITY;
                }
            }
        };
    }

    private Evaluation ask(int questions, String answer, Decoding decoding) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < questions; i++) {
            examples.add(new Example("1 2 =", List.of(), answer));
        }
        return new Evaluator(task, tokenizer, ids -> ids, id -> false)
                .run(model, examples, form(), 4, decoding);
    }

    private void solves(String answer, int samples, int topK, double p) {
        Evaluation evaluation = ask(QUESTIONS, answer, Decoding.sampled(samples, topK, 7));
        double expected = 1 - Math.pow(1 - p, samples);
        // Four standard deviations; 0 must be exact.
        double deviation = 4 * Math.sqrt(expected * (1 - expected) / QUESTIONS);
        assertThat(evaluation.accuracy())
                .as("answer %s, %d samples, top-k %d", answer, samples, topK)
                .isCloseTo(expected, within(deviation));
        assertThat(evaluation.optimality()).isEqualTo(evaluation.accuracy());
        assertThat(evaluation.questions()).isEqualTo(QUESTIONS);
        assertThat(evaluation.outcomes()).hasSize(QUESTIONS * samples);
        assertThat(evaluation.meanTokens()).isEqualTo(2);
    }

    @Test
    void aQuestionIsSolvedByOneRightAnswerInN() {
        solves("3", 1, 0, 0.05);
        solves("3", 10, 0, 0.05);
        solves("2", 4, 0, 0.15);
        solves("2", 4, 3, 0.15 / 0.95);
        solves("2", 10, 2, 0);
    }

    @Test
    void greedyGivesTheLikeliestAnswerOnce() {
        assertThat(ask(5, "0", Decoding.greedy()).accuracy()).isEqualTo(1);
        assertThat(ask(5, "1", Decoding.greedy()).accuracy()).isZero();
        assertThat(ask(5, "0", Decoding.greedy()).outcomes()).hasSize(5);
    }

    /** Whatever the number of questions and of samples, and so whatever the batches. */
    @Test
    void anAnswerDependsOnTheSeedTheQuestionsPlaceAndTheSample() {
        List<Outcome> many = ask(40, "1", Decoding.sampled(10, 0, 3)).outcomes();
        List<Outcome> few = ask(7, "1", Decoding.sampled(4, 0, 3)).outcomes();
        for (int q = 0; q < 7; q++) {
            for (int s = 0; s < 4; s++) {
                assertThat(few.get(4 * q + s).ids()).isEqualTo(many.get(10 * q + s).ids());
            }
        }
        List<Outcome> other = ask(40, "1", Decoding.sampled(10, 0, 4)).outcomes();
        assertThat(ids(other)).isNotEqualTo(ids(many));
    }

    private static List<List<Integer>> ids(List<Outcome> outcomes) {
        return outcomes.stream().map(o -> Arrays.stream(o.ids()).boxed().toList()).toList();
    }

    @Test
    void figuresAreOfQuestionsAndTokensOfAnswers() {
        int[] none = {};
        var evaluation =
                new Evaluation(
                        List.of(
                                new Outcome(false, false, 10, 0, none),
                                new Outcome(true, false, 20, 4, none),
                                new Outcome(true, true, 30, 0, none),
                                new Outcome(true, false, 40, 0, none),
                                new Outcome(false, false, 50, 0, none),
                                new Outcome(false, false, 60, 0, none)),
                        2);
        assertThat(evaluation.facts())
                .containsEntry("questions", 3)
                .containsEntry("samples", 2)
                .containsEntry("accuracy", 2.0 / 3)
                .containsEntry("optimality", 1.0 / 3)
                .containsEntry("tokens", 35.0)
                .containsEntry("latents", 4.0 / 6)
                .containsEntry("latent_share", 1.0 / 6);
        // Wilson's interval of 2 in 3, from its formula.
        assertThat(evaluation.interval()[0]).isCloseTo(0.2077, within(1e-4));
        assertThat(evaluation.interval()[1]).isCloseTo(0.9385, within(1e-4));
    }
}
