package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.op.ArgMax;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class ArgMaxCase extends OpCase {

    ArgMaxCase() {
        for (int n : SIZES) {
            if (n > 0) {
                argMax(0, normal(n));
            }
        }
        for (int axis = 0; axis < 3; axis++) {
            argMax(axis, normal(3, 5, 33));
            argMax(axis, normal(11, 9, 4).map(Math::rint)).named("ties, axis " + axis);
        }
        argMax(0, Operand.special()).named("NaN");
        argMax(0, Operand.special().map(x -> Double.isNaN(x) ? 0 : x)).named("infinities");
        bench(new ArgMax(1), normal(BENCH / 1024, 1024));
        refuses(
                "argMax: axis 0 of [0] is empty\n  HINT: an empty axis has no such element",
                in -> in[0].argmax(0),
                normal(0));
    }

    /** The first of equal ones; NaN is above all. */
    private Example argMax(int axis, Operand x) {
        return example(new ArgMax(axis), x)
                .named("axis " + axis)
                .expect(in ->
                        each(
                                in[0].shape().with(axis, 1),
                                i -> {
                                    int best = 0;
                                    double largest = Double.NEGATIVE_INFINITY;
                                    for (int k = 0; k < in[0].dim(axis); k++) {
                                        i[axis] = k;
                                        // Double.compare puts NaN above infinity; adding 0 makes -0
                                        // equal 0.
                                        if (Double.compare(in[0].at(i) + 0.0, largest + 0.0) > 0) {
                                            largest = in[0].at(i);
                                            best = k;
                                        }
                                    }
                                    return best;
                                }));
    }
}
