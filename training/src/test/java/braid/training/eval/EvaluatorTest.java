package braid.training.eval;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.random.Random;
import braid.training.data.Example;
import braid.training.data.RunningSums;
import braid.training.eval.Evaluation.Outcome;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;
import braid.transformer.generate.Thoughts;
import braid.transformer.generate.TokenConstraint;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.WordTokenizer;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

final class EvaluatorTest {

    private static final int CONTEXT = 8;

    private final RunningSums task = new RunningSums(1);
    private final Example one = new Example("1 2 =", List.of(), "3");
    private final Example tooLong = new Example("1 2 3 4 5 6 7 8 9 =", List.of(), "5");
    private final Example two = new Example("4 5 =", List.of(), "9");
    private final WordTokenizer tokenizer =
            WordTokenizer.train(List.of(task.text(one), task.text(tooLong), task.text(two)));
    private final Transformer model =
            new Transformer(
                    ModelConfig.llama(tokenizer.size())
                            .context(CONTEXT)
                            .layers(1)
                            .width(16)
                            .heads(2)
                            .hidden(32),
                    Random.of(3));

    private List<Outcome> outcomes(Example... questions) {
        return new Evaluator(task, tokenizer, ids -> ids, id -> false)
                .run(model, List.of(questions), TokenConstraint.none(), CONTEXT)
                .outcomes();
    }

    @Test
    void aQuestionLongerThanTheContextIsWrongAndTheOthersAreAnswered() {
        List<Outcome> all = outcomes(one, tooLong, two);
        assertThat(all).hasSize(3);
        assertThat(all.get(1).correct()).isFalse();
        assertThat(all.get(1).tokens()).isZero();
        assertThat(all.get(1).ids()).isEmpty();

        List<int[]> alone = new ArrayList<>();
        outcomes(one, two).forEach(o -> alone.add(o.ids()));
        assertThat(all.get(0).ids()).isNotEmpty().isEqualTo(alone.get(0));
        assertThat(all.get(2).ids()).isNotEmpty().isEqualTo(alone.get(1));
        assertThat(outcomes(tooLong)).hasSize(1).noneMatch(Outcome::correct);
    }

    /** They take room in the context, and count as tokens without their delimiters. */
    @Test
    void thoughtsCountAsTokens() {
        var thinking =
                new Evaluator(task, tokenizer, ids -> ids, id -> false, new Thoughts(2, 3))
                        .run(model, List.of(one, tooLong), TokenConstraint.none(), CONTEXT);
        Outcome outcome = thinking.outcomes().getFirst();
        boolean ended = outcome.ids()[outcome.ids().length - 1] == Tokenizer.EOS;
        assertThat(outcome.tokens()).isEqualTo(2 + outcome.ids().length - (ended ? 1 : 0));
        assertThat(outcome.latents()).isEqualTo(2);
        // Four tokens are asked, two thought, one ends them: nine places with the last token.
        assertThat(outcome.ids()).hasSizeLessThanOrEqualTo(2);
        assertThat(thinking.outcomes().getLast().tokens()).isZero();
        assertThat(outcomes(one).getFirst().latents()).isZero();
    }
}
