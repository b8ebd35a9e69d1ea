package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * {@code y = x / (1 - p)} with probability {@code 1 - p}, else 0 (Srivastava et al. 2014). Element
 * {@code i} (row-major) is kept if {@link braid.tensor.random.Philox#uniform} of word {@code
 * position + i} of the stream is at least {@code p}: the mask is a function of the record and is
 * never stored. Gradient: the same operation on {@code dy}.
 *
 * @param p probability of a zero, in [0, 1)
 * @param seed key of the generator
 * @param stream upper half of its counter
 * @param position first word; a multiple of 4
 */
public record Dropout(double p, long seed, long stream, long position) implements Elementwise {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.floating(this, inputs[0], 0);
        if (!(p >= 0 && p < 1)) {
            throw new TensorException("dropout: probability " + p, "0 <= p < 1");
        }
        return inputs[0].shape();
    }

    @Override
    public int saves() {
        return Saved.NONE;
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(0, this, dy);
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(25, inputs);
    }
}
