package braid.training.eval;

import braid.training.data.Example;
import braid.training.data.Task;
import braid.training.data.TokenizedExample;
import braid.training.eval.Evaluation.Outcome;
import braid.transformer.Transformer;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Thoughts;
import braid.transformer.generate.TokenConstraint;
import braid.transformer.tokenizer.Tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/** Lets a model answer questions and checks the answers. */
public final class Evaluator {

    private static final int AT_ONCE = 64;

    private static final Outcome UNREAD = new Outcome(false, false, 0, 0, new int[0]);

    private final Task task;
    private final Tokenizer tokenizer;
    private final UnaryOperator<int[]> prompt;
    private final IntPredicate isLatent;
    private final Thoughts thoughts;

    /** A model that writes at once. */
    public Evaluator(
            Task task, Tokenizer tokenizer, UnaryOperator<int[]> prompt, IntPredicate isLatent) {
        this(task, tokenizer, prompt, isLatent, Thoughts.none());
    }

    /**
     * @param tokenizer of the model; latent tokens give no text
     * @param prompt what the model is given for the ids of a question
     * @param isLatent which ids are latent tokens
     * @param thoughts what comes before it writes; each thought counts as a token and as a latent
     *     one, their delimiters do not, as in the tables of Hao et al. 2024
     */
    public Evaluator(
            Task task,
            Tokenizer tokenizer,
            UnaryOperator<int[]> prompt,
            IntPredicate isLatent,
            Thoughts thoughts) {
        this.task = task;
        this.tokenizer = tokenizer;
        this.prompt = prompt;
        this.isLatent = isLatent;
        this.thoughts = thoughts;
    }

    /** An answer to be given. */
    private record Asked(Example example, int[] prompt, long stream) {}

    /**
     * Answers greedily and checks; as {@link #run(Transformer, List, TokenConstraint, int,
     * Decoding)}.
     */
    public Evaluation run(
            Transformer model,
            List<Example> examples,
            TokenConstraint constraint,
            int maxNewTokens) {
        return run(model, examples, constraint, maxNewTokens, Decoding.greedy());
    }

    /**
     * Answers and checks. A question longer than the model's context counts as wrong, with no token
     * written. The answers depend on nothing but the model, the question, its place in the list and
     * the decoding: sample {@code s} of question {@code q} draws from stream {@code s 2^32 + q}.
     *
     * @param constraint which tokens may come
     * @param maxNewTokens longest answer; one that is cut off there counts as wrong unless it is
     *     right already
     */
    public Evaluation run(
            Transformer model,
            List<Example> examples,
            TokenConstraint constraint,
            int maxNewTokens,
            Decoding decoding) {
        var generator = new Generator(model, decoding.sampling(), constraint, thoughts);
        List<Asked> all = asked(examples, decoding.samples());
        List<Outcome> outcomes = new ArrayList<>();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<Asked> part = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            int context = model.config().context() - thoughts.positions();
            List<Asked> fitting = part.stream().filter(a -> a.prompt().length <= context).toList();
            Iterator<int[]> answers =
                    generator
                            .generate(
                                    fitting.stream().map(Asked::prompt).toList(),
                                    fitting.stream().mapToLong(Asked::stream).toArray(),
                                    maxNewTokens,
                                    tokenizer.eos())
                            .iterator();
            for (Asked a : part) {
                boolean fits = a.prompt().length <= context;
                outcomes.add(fits ? outcome(a.example(), answers.next()) : UNREAD);
            }
        }
        return new Evaluation(outcomes, decoding.samples());
    }

    private List<Asked> asked(List<Example> examples, int samples) {
        List<Asked> all = new ArrayList<>();
        for (int q = 0; q < examples.size(); q++) {
            Example e = examples.get(q);
            int[] question = TokenizedExample.naming(e, () -> tokenizer.prompt(task.prompt(e)));
            int[] given = prompt.apply(question);
            for (long s = 0; s < samples; s++) {
                all.add(new Asked(e, given, s << Integer.SIZE | q));
            }
        }
        return all;
    }

    private Outcome outcome(Example example, int[] ids) {
        boolean ended = ids.length > 0 && ids[ids.length - 1] == tokenizer.eos();
        int tokens = thoughts.count() + (ended ? ids.length - 1 : ids.length);
        String text = tokenizer.decode(ids);
        boolean correct = task.correct(example, text);
        boolean optimal = correct && task.optimal(example, text);
        int latents = thoughts.count() + (int) Arrays.stream(ids).filter(isLatent).count();
        return new Outcome(correct, optimal, tokens, latents, ids);
    }
}
