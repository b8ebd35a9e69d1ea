package braid.training.method;

import braid.training.data.SequenceSource;
import braid.training.data.TokenizedExample;
import braid.training.data.Tokens;
import braid.training.latent.Alignment;
import braid.training.latent.Chunks;
import braid.training.latent.LatentMixer;
import braid.training.latent.MixPolicy;

import java.util.BitSet;
import java.util.List;

/**
 * The control that the paper lacks: what {@link LatentMixing} would replace by latent tokens is
 * dropped, with the same draws from the same seed. If codes carry anything for the model, it has to
 * do better than this. With nothing to replace it is {@link Cot}.
 *
 * @param policy decides which chunks are dropped
 * @param chunk text tokens in a chunk (L), the most where chunks end with steps
 * @param alignment where chunks end
 */
public record Deletion(MixPolicy policy, int chunk, Alignment alignment) implements Method {

    @Override
    public SequenceSource sequences(List<TokenizedExample> examples, Data data) {
        int longest = examples.stream().mapToInt(e -> chunks(e).count()).max().orElse(0);
        return new Samples(
                examples,
                true,
                0,
                (example, epoch, index) -> {
                    int[] trace = example.trace();
                    Chunks chunks = chunks(example);
                    BitSet dropped = LatentMixer.draw(policy, chunks, data.seed(), epoch, index);
                    var ids = new Tokens().add(example.prompt());
                    int at = 0;
                    for (int i = 0; i < chunks.count(); i++) {
                        if (dropped.get(i)) {
                            ids.add(trace, at, chunks.start(i));
                            at = chunks.ends()[i];
                        }
                    }
                    ids.add(trace, at, trace.length).add(example.solution());
                    return data.lossOn().sequence(ids.toArray(), example.prompt().length);
                },
                epoch -> policy.isSettled(epoch, longest),
                epoch -> false);
    }

    private Chunks chunks(TokenizedExample example) {
        return alignment.chunks(example, chunk, 1);
    }
}
