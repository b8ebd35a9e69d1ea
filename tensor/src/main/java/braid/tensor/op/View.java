package braid.tensor.op;

import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Saved;

/** An operation that only looks at the same memory in another way; no kernel, no copy. */
public sealed interface View extends Op permits Reshape, Permute, Slice, Expand, Unfold {

    /** The new layout over the operand's storage. */
    Layout layout(Layout of);

    @Override
    default Shape outputShape(Tensor[] inputs) {
        return inputs[0].shape();
    }

    @Override
    default int saves() {
        return Saved.NONE;
    }

    @Override
    default Cost cost(Tensor[] inputs) {
        return Cost.free();
    }
}
