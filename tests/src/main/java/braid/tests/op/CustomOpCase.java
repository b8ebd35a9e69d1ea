package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;
import braid.tensor.op.CustomOp;
import braid.tests.op.rig.OpCase;

/** An operation as users write it, from tensor methods, with its own gradient. */
final class CustomOpCase extends OpCase {

    CustomOpCase() {
        types(DType.F32, DType.F64);
        for (int n : SIZES) {
            example(new Cube(), normal(n))
                    .elementwise()
                    .expect(in -> each(in[0].shape(), i -> Math.pow(in[0].at(i), 3)));
        }
    }

    private record Cube() implements CustomOp {

        @Override
        public Shape outputShape(Tensor[] in) {
            return in[0].shape();
        }

        @Override
        public void forward(Tensor[] in, Tensor[] out) {
            out[0].copyFrom(in[0].mul(in[0]).mul(in[0]));
        }

        @Override
        public int saves() {
            return Saved.keepInput(0);
        }

        @Override
        public void backward(Saved saved, Tensor dy, Gradients into) {
            into.add(0, dy.mul(saved.input(0)).mul(saved.input(0)).mul(3));
        }
    }
}
