package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class ReshapeCase extends OpCase {

    ReshapeCase() {
        types(DType.values());
        reshape(Shape.of(3, 22), normal(6, 11));
        reshape(Shape.of(2, 3, 4), normal(4, 6));
        reshape(Shape.of(24), normal(2, 3, 4));
        reshape(Shape.scalar(), normal(1, 1));
        reshape(Shape.of(0, 7), normal(3, 0));
        refuses(
                "reshape: [2, 3] strides [3, 1] offset 0 cannot be seen as [5]\n"
                        + "  HINT: element counts must be equal, and a permuted tensor needs"
                        + " contiguous() first",
                in -> in[0].reshape(5),
                normal(2, 3));
        refuses(
                "reshape: [2, 3] does not divide into [4, -1]\n"
                        + "  HINT: the known sizes must divide 6",
                in -> in[0].reshape(4, -1),
                normal(2, 3));
    }

    private void reshape(Shape to, Operand x) {
        example(in -> in[0].reshape(to), x).named("to " + to).expect(in -> in[0].data());
    }
}
