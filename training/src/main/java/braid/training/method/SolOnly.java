package braid.training.method;

import braid.training.data.SequenceSource;
import braid.training.data.TokenizedExample;
import braid.training.data.Tokens;

import java.util.List;

/** The baseline without a trace: prompt, solution. */
public record SolOnly() implements Method {

    @Override
    public SequenceSource sequences(List<TokenizedExample> examples, Data data) {
        return new Samples(
                examples,
                false,
                0,
                (example, epoch, index) ->
                        data.lossOn()
                                .sequence(
                                        new Tokens()
                                                .add(example.prompt())
                                                .add(example.solution())
                                                .toArray(),
                                        example.prompt().length));
    }
}
