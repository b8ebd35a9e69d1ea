package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.op.Expand;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class ExpandCase extends OpCase {

    ExpandCase() {
        types(DType.values());
        expand(Shape.of(4, 33), normal(1, 33));
        expand(Shape.of(33, 4), normal(33, 1));
        expand(Shape.of(2, 5, 3), normal(5, 1));
        expand(Shape.of(7), normal());
        expand(Shape.of(0, 3), normal(1, 3));
        refuses(
                "expand: shape [2, 3] does not expand to [4, 3]\n"
                        + "  HINT: axes are aligned at the end; only axes of size 1 stretch",
                in -> in[0].expand(Shape.of(4, 3)),
                normal(2, 3));
    }

    private void expand(Shape to, Operand x) {
        example(new Expand(to), x).named("to " + to).expect(in -> each(to, in[0]::at));
    }
}
