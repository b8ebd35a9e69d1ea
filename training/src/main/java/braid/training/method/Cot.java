package braid.training.method;

import braid.training.data.Sequence;
import braid.training.data.SequenceSource;
import braid.training.data.TokenizedExample;
import braid.training.data.Tokens;
import braid.training.latent.LossOn;

import java.util.List;

/** The baseline with the whole trace as text, chain of thought: prompt, trace, solution. */
public record Cot() implements Method {

    @Override
    public SequenceSource sequences(List<TokenizedExample> examples, Data data) {
        return new Samples(
                examples, true, 0, (example, epoch, index) -> without(0, example, data.lossOn()));
    }

    /** A sample without the first tokens of its trace. */
    static Sequence without(int removed, TokenizedExample example, LossOn lossOn) {
        int[] trace = example.trace();
        var ids =
                new Tokens()
                        .add(example.prompt())
                        .add(trace, removed, trace.length)
                        .add(example.solution());
        return lossOn.sequence(ids.toArray(), example.prompt().length);
    }
}
