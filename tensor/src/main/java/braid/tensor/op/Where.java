package braid.tensor.op;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * {@code z = mask ? x : y}, with NumPy broadcasting of all three; {@code mask} is U8. Gradients:
 * {@code dz} where the operand was taken, 0 elsewhere.
 */
public record Where() implements Elementwise {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.type(this, inputs[0], 0, DType.U8);
        Check.sameType(this, inputs[1], inputs[2]);
        Shape both = Shape.broadcast(name(), inputs[1].shape(), inputs[2].shape());
        return Shape.broadcast(name(), inputs[0].shape(), both);
    }

    @Override
    public DType outputDType(Tensor[] inputs) {
        return inputs[1].dtype();
    }

    @Override
    public int saves() {
        return Saved.keepInput(0);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        Tensor mask = saved.input(0);
        Tensor zero = dy.zerosLike();
        if (into.wanted(1)) {
            into.add(1, mask.where(dy, zero).sumTo(saved.inputShape(1)));
        }
        if (into.wanted(2)) {
            into.add(2, mask.where(zero, dy).sumTo(saved.inputShape(2)));
        }
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(1, inputs);
    }
}
