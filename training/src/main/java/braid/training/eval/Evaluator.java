package braid.training.eval;

import braid.training.data.Example;
import braid.training.data.Task;
import braid.training.data.TokenizedExample;
import braid.training.eval.Evaluation.Outcome;
import braid.transformer.Transformer;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;
import braid.transformer.generate.TokenConstraint;
import braid.transformer.tokenizer.Tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/** Lets a model answer questions, greedily, and checks the answers. */
public final class Evaluator {

    private static final int AT_ONCE = 64;

    private static final Outcome UNREAD = new Outcome(false, 0, 0, new int[0]);

    private final Task task;
    private final Tokenizer tokenizer;
    private final UnaryOperator<int[]> prompt;
    private final IntPredicate isLatent;

    /**
     * @param tokenizer of the model; latent tokens give no text
     * @param prompt what the model is given for the ids of a question
     * @param isLatent which ids are latent tokens
     */
    public Evaluator(
            Task task, Tokenizer tokenizer, UnaryOperator<int[]> prompt, IntPredicate isLatent) {
        this.task = task;
        this.tokenizer = tokenizer;
        this.prompt = prompt;
        this.isLatent = isLatent;
    }

    /**
     * Answers and checks. A question longer than the model's context counts as wrong, with no token
     * written.
     *
     * @param constraint which tokens may come
     * @param maxNewTokens longest answer; one that is cut off there counts as wrong unless it is
     *     right already
     */
    public Evaluation run(
            Transformer model,
            List<Example> examples,
            TokenConstraint constraint,
            int maxNewTokens) {
        var generator = new Generator(model, Sampling.greedy(), constraint);
        List<Outcome> outcomes = new ArrayList<>();
        for (int from = 0; from < examples.size(); from += AT_ONCE) {
            List<Example> part = examples.subList(from, Math.min(examples.size(), from + AT_ONCE));
            List<int[]> prompts =
                    part.stream()
                            .map(e ->
                                    TokenizedExample.naming(
                                            e,
                                            () -> prompt.apply(tokenizer.encode(task.prompt(e)))))
                            .toList();
            int context = model.config().context();
            List<int[]> fitting = prompts.stream().filter(p -> p.length <= context).toList();
            Iterator<int[]> answers =
                    generator.generate(fitting, maxNewTokens, Tokenizer.EOS).iterator();
            for (int i = 0; i < part.size(); i++) {
                outcomes.add(
                        prompts.get(i).length <= context
                                ? outcome(part.get(i), answers.next())
                                : UNREAD);
            }
        }
        return new Evaluation(outcomes);
    }

    private Outcome outcome(Example example, int[] ids) {
        boolean ended = ids.length > 0 && ids[ids.length - 1] == Tokenizer.EOS;
        int tokens = ended ? ids.length - 1 : ids.length;
        boolean correct = task.correct(example, tokenizer.decode(ids));
        int latents = (int) Arrays.stream(ids).filter(isLatent).count();
        return new Outcome(correct, tokens, latents, ids);
    }
}
