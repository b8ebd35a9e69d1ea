package braid.tensor.autograd;

import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.random.DrawLog;

import java.util.function.Function;

/**
 * Trades time for memory: a block computed here keeps only its inputs; its inner tensors are
 * computed again during the backward pass (activation checkpointing; Chen et al. 2016,
 * arXiv:1604.06174). Random draws inside the block, such as dropout masks, are the same in both
 * runs.
 */
public final class Recompute implements GradientRule {

    private static final int MAX_INPUTS = 16;

    private final Function<Tensor[], Tensor> block;
    private final DrawLog draws;
    private final int inputs;

    private Recompute(Function<Tensor[], Tensor> block, DrawLog draws, int inputs) {
        this.block = block;
        this.draws = draws;
        this.inputs = inputs;
    }

    /**
     * Computes a block of which nothing but the inputs is kept.
     *
     * @param block a function of the inputs (and of parameters, which it may capture), free of side
     *     effects
     * @param inputs at most 16 tensors: all that the block needs, except leaves and tensors without
     *     history
     * @return the block's result
     */
    public static Tensor of(Function<Tensor[], Tensor> block, Tensor... inputs) {
        if (inputs.length > MAX_INPUTS) {
            throw new TensorException(
                    "recompute: " + inputs.length + " inputs, at most " + MAX_INPUTS,
                    "join some with concat, or split the block");
        }
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
        return Saved.keepInput(inputs) - 1;
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        Tensor[] leaves = new Tensor[inputs];
        for (int i = 0; i < inputs; i++) {
            leaves[i] = saved.input(i).detach().requiresGrad(into.wanted(i));
        }
        long before = Tape.newest();
        Tensor result;
        // In a scope of its own, so that the tape alone holds the inner tensors and frees them as
        // it goes.
        try (var scope = Scope.open();
                var on = GradMode.on();
                var replay = draws.replay()) {
            result = scope.keep(block.apply(leaves));
        }
        if (result.needsGrad()) {
            Tape.backward(result, dy, before);
        }
        for (int i = 0; i < inputs; i++) {
            if (leaves[i].grad() != null) {
                into.add(i, leaves[i].takeGrad());
            }
        }
    }

    @Override
    public String name() {
        return "recompute";
    }
}
