package braid.transformer;

import braid.nn.Init;
import braid.nn.Parameter;
import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.transformer.ModelConfig.Positions;

import java.util.Arrays;
import java.util.stream.Stream;

/** Models of a few hundred weights, in the forms that differ. */
public final class SmallModels {

    private static final double STD = 0.4;

    private SmallModels() {}

    /** GPT-2; GPT-2 with rotary positions and a head of its own; Llama with grouped query heads. */
    public static Stream<ModelConfig> forms() {
        ModelConfig gpt2 = ModelConfig.gpt2(23).context(16).layers(2).width(16).heads(4);
        ModelConfig llama = ModelConfig.llama(23).context(16).layers(2).width(16).hidden(24);
        return Stream.of(
                gpt2,
                gpt2.positions(Positions.ROPE).tiedHead(false),
                llama.heads(4).kvHeads(2),
                llama.heads(4).kvHeads(1).tiedHead(false));
    }

    /**
     * A model with large weights, also where they begin at 0 or 1, so that every part of it matters
     * to the result; in evaluation mode.
     */
    public static Transformer sharp(ModelConfig config) {
        Transformer model = new Transformer(config, Random.of(1));
        model.parameters().forEach((name, p) -> Init.normal(p, name, STD, Random.of(2)));
        model.eval();
        return model;
    }

    /** The same weights in double precision, for finite differences. */
    public static Transformer inDouble(Transformer model) {
        for (Parameter p : model.parameters().values()) {
            p.replace(p.tensor().detach().to(DType.F64));
        }
        return model;
    }

    /** Random token ids. */
    public static int[] ids(int count, int vocabulary, long seed) {
        Random random = Random.of(seed);
        int[] ids = new int[count];
        Arrays.setAll(ids, i -> random.nextInt(vocabulary));
        return ids;
    }

    /** As a batch (B, T). */
    public static Tensor batch(int rows, int... ids) {
        return Tensor.of(Shape.of(rows, ids.length / rows), ids);
    }
}
