package braid.tensor.autograd;

import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.random.DrawLog;
import java.util.function.Function;

/**
 * Trades time for memory: a block computed here keeps only its inputs; its inner tensors are
 * computed again during the backward pass (activation checkpointing; Chen et al. 2016,
 * arXiv:1604.06174). Random draws inside the block, such as dropout masks, are the same in both
 * runs.
 */
public final class Recompute implements GradientRule {

    private final Function<Tensor[], Tensor> block;
    private final DrawLog draws;
    private final int saves;

    private Recompute(Function<Tensor[], Tensor> block, DrawLog draws, int inputs) {
        this.block = block;
        this.draws = draws;
        this.saves = (Saved.keepInput(inputs)) - 1;
    }

    /**
     * Computes a block of which nothing but the inputs is kept.
     *
     * @param block a function of the inputs (and of parameters, which it may capture), free of side
     *     effects
     * @param inputs at most 16 tensors; other tensors that the block captures get no gradient,
     *     except leaves
     * @return the block's result
     */
    public static Tensor of(Function<Tensor[], Tensor> block, Tensor... inputs) {
        if (!GradMode.isEnabled()) {
            return block.apply(inputs);
        }
        var draws = new DrawLog();
        Tensor result;
        try (var scope = Scope.open();
                var off = GradMode.off();
                var log = draws.record()) {
            result = scope.keep(block.apply(inputs));
        }
        Tensor[] outputs = {result.detach()};
        // Parameters that the block captures want gradients even where no input does.
        Tape.recordAlways(new Recompute(block, draws, inputs.length), inputs, outputs);
        return outputs[0];
    }

    @Override
    public int saves() {
        return saves;
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        int n = Integer.bitCount(saves);
        Tensor[] inputs = new Tensor[n];
        for (int i = 0; i < n; i++) {
            inputs[i] = saved.input(i).detach();
            if (into.wanted(i)) {
                inputs[i].requiresGrad(true);
            }
        }
        Tensor result;
        try (var on = GradMode.on();
                var replay = draws.replay()) {
            result = block.apply(inputs);
        }
        Tape.backward(result, dy);
        for (int i = 0; i < n; i++) {
            if (inputs[i].grad() != null) {
                into.add(i, inputs[i].grad());
                inputs[i].zeroGrad();
            }
        }
    }

    @Override
    public String name() {
        return "recompute";
    }
}
