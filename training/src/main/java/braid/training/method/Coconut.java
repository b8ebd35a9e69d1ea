package braid.training.method;

import braid.tensor.Tensor;
import braid.training.data.Batch;
import braid.training.data.DataException;
import braid.training.data.Sequence;
import braid.training.data.SequenceSource;
import braid.training.data.TokenizedExample;
import braid.training.data.Tokens;
import braid.transformer.Transformer;
import braid.transformer.generate.Thoughts;
import braid.transformer.tokenizer.AddedTokens;
import braid.transformer.tokenizer.Tokenizer;

import java.util.List;

/**
 * Chain of continuous thought, Coconut (Hao et al. 2024, arXiv:2412.06769): in stage k = 0 … K the
 * first k reasoning steps of a trace are replaced by k c continuous thoughts between {@link #BEGIN}
 * and {@link #END}. A thought is the last hidden state of the position before it, after the final
 * normalisation, given as input embedding; gradients flow through all of them. What comes behind
 * {@link #END} is learned. The optimiser begins anew with every stage.
 *
 * <p>As in the published code (facebookresearch/coconut, its settings for ProsQA): the delimiters
 * are there from stage 0 on; a trace with fewer than k steps has k c thoughts too ({@code
 * pad_latent_to_max}), in training as in generation, so their number tells nothing about the
 * answer; no stages are mixed ({@code uniform_prob} 0); and behind stage K comes one stage more,
 * with K c thoughts and all the rest of the trace removed, where traces have more than K steps. In
 * two things it differs: that code forgets the moments of the optimiser every epoch, this, as the
 * paper says, every stage; and it begins from pretrained weights, with the rows of its tokens
 * copied from a known one.
 *
 * <p>Without stages it is {@link Cot}. Without thoughts nothing is added to the text, and the steps
 * are removed, stage by stage: the paper's ablation "without thought".
 *
 * @param stages K, 0 or more
 * @param thoughtsPerStep c, 0 or more
 * @param epochsPerStage 1 or more
 * @param removesRest whether the one stage more comes
 */
public record Coconut(int stages, int thoughtsPerStep, int epochsPerStage, boolean removesRest)
        implements Method {

    /** The token before the thoughts. */
    public static final String BEGIN = "<bot>";

    /** The token behind the thoughts. */
    public static final String END = "<eot>";

    /** The token that keeps a thought's place in a sequence; its embedding is never used. */
    public static final String THOUGHT = "<thought>";

    /** {@link #BEGIN} and {@link #END}. */
    public static final int DELIMITERS = 2;

    /** Refuses a schedule that cannot be. */
    public Coconut {
        if (stages < 0 || thoughtsPerStep < 0 || epochsPerStage < 1) {
            throw new DataException(
                    "coconut: "
                            + stages
                            + " stages, "
                            + thoughtsPerStep
                            + " thoughts a step, "
                            + epochsPerStage
                            + " epochs a stage",
                    "give 0 or more stages and thoughts, and 1 or more epochs");
        }
    }

    /** Whether there are thoughts in any stage; delimiters are only there if so. */
    public boolean thinks() {
        return stages > 0 && thoughtsPerStep > 0;
    }

    /** Continuous thoughts of every sample of an epoch. */
    public int thoughts(int epoch) {
        return thoughtsPerStep * Math.min(epoch / epochsPerStage, stages);
    }

    @Override
    public Tokenizer vocabulary(Tokenizer text) {
        return thinks() ? new AddedTokens(text, List.of(BEGIN, END, THOUGHT)) : text;
    }

    @Override
    public SequenceSource sequences(List<TokenizedExample> examples, Data data) {
        int most = examples.stream().mapToInt(e -> e.stepEnds().length).max().orElse(0);
        if (stages > 0 && most == 0) {
            throw new DataException(
                    "coconut: no example has a reasoning step to be replaced",
                    "choose a task with traces, or set coconut.stages to 0");
        }
        return new StagedSamples(this, examples, data, removesRest && most > stages);
    }

    /** Tokens of a trace that a stage removes. */
    private int removed(TokenizedExample example, int stage) {
        int[] ends = example.stepEnds();
        int steps = stage > stages ? ends.length : Math.min(stage, ends.length);
        return steps == 0 ? 0 : ends[steps - 1];
    }

    /** Tokens of a sample. */
    int length(TokenizedExample example, int stage) {
        int added = thinks() ? DELIMITERS + thoughtsPerStep * Math.min(stage, stages) : 0;
        int trace = example.trace().length - removed(example, stage);
        return example.prompt().length + added + trace + example.solution().length;
    }

    /**
     * A sample.
     *
     * @param stage 0 to K, or K + 1 for the one in which the rest is removed
     */
    Sequence sample(TokenizedExample example, int stage, Data data) {
        int removed = removed(example, stage);
        if (!thinks()) {
            return Cot.without(removed, example, data.lossOn());
        }
        Tokenizer vocabulary = data.vocabulary();
        var ids =
                new Tokens()
                        .add(prompt(example.prompt(), vocabulary))
                        .repeat(vocabulary.id(THOUGHT), thoughtsPerStep * Math.min(stage, stages))
                        .add(vocabulary.id(END));
        int text = ids.length();
        ids.add(example.trace(), removed, example.trace().length).add(example.solution());
        boolean[] loss = data.lossOn().sequence(ids.toArray(), text).loss().clone();
        for (int i = example.prompt().length; i < text; i++) {
            loss[i] = false;
        }
        return new Sequence(ids.toArray(), loss);
    }

    @Override
    public int[] prompt(int[] question, Tokenizer vocabulary) {
        return thinks() ? new Tokens().add(question).add(vocabulary.id(BEGIN)).toArray() : question;
    }

    @Override
    public Thoughts thoughts(int epoch, Tokenizer vocabulary) {
        return thinks() ? new Thoughts(thoughts(epoch), vocabulary.id(END)) : Thoughts.none();
    }

    @Override
    public Tensor loss(Transformer model, Batch batch, Tokenizer vocabulary) {
        return new ThoughtLoss(model, vocabulary.id(THOUGHT)).of(batch);
    }
}
