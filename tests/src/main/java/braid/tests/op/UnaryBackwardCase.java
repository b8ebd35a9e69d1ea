package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.op.Gelu;
import braid.tensor.op.Tanh;
import braid.tensor.op.UnaryBackward;
import braid.tests.op.rig.OpCase;

/** Called with {@code kept, dy}; the derivatives themselves are in the cases of the functions. */
final class UnaryBackwardCase extends OpCase {

    UnaryBackwardCase() {
        for (int n : SIZES) {
            example(new UnaryBackward(new Tanh()), normal(n).map(Math::tanh), normal(n))
                    .expect(in ->
                            each(
                                    in[0].shape(),
                                    i -> {
                                        double y = in[0].at(i);
                                        return (1 - y * y) * in[1].at(i);
                                    }));
        }
        bench(new UnaryBackward(new Tanh()), normal(BENCH).map(Math::tanh), normal(BENCH));
        bench(new UnaryBackward(new Gelu(Gelu.Form.TANH)), normal(BENCH), normal(BENCH));
    }
}
