package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.Shape;
import braid.tensor.op.Max;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class MaxCase extends OpCase {

    MaxCase() {
        for (int n : SIZES) {
            if (n > 0) {
                extreme(0, normal(n));
            }
        }
        for (int axis = 0; axis < 3; axis++) {
            extreme(axis, normal(3, 5, 33));
            // Equal elements share the gradient; differences do not see that.
            extreme(axis, normal(11, 9, 4).map(Math::rint)).named("ties, axis " + axis);
        }
        extreme(0, Operand.special()).named("NaN").valuesOnly();
        extreme(0, Operand.of(Shape.of(3), -1, Double.POSITIVE_INFINITY, -2)).valuesOnly();
        bench(new Max(1), normal(BENCH / 1024, 1024));
        refuses(
                "max: axis 1 of [3, 0] is empty\n  HINT: an empty axis has no such element",
                in -> in[0].max(1),
                normal(3, 0));
    }

    private Example extreme(int axis, Operand x) {
        return example(new Max(axis), x)
                .named("axis " + axis)
                .floor(0)
                .expect(in ->
                        each(
                                in[0].shape().with(axis, 1),
                                i -> {
                                    double extreme = Double.NEGATIVE_INFINITY;
                                    for (int k = 0; k < in[0].dim(axis); k++) {
                                        i[axis] = k;
                                        extreme = Math.max(extreme, in[0].at(i));
                                    }
                                    return extreme;
                                }));
    }
}
