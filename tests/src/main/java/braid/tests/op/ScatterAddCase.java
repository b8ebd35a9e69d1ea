package braid.tests.op;

import static braid.tests.op.rig.Operand.indices;
import static braid.tests.op.rig.Operand.ints;
import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.op.ScatterAdd;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;
import braid.tests.op.rig.Values;

final class ScatterAddCase extends OpCase {

    ScatterAddCase() {
        scatter(0, normal(33), indices(33, 17), normal(17));
        scatter(0, normal(3), indices(3, 50), normal(50));
        scatter(1, normal(4, 33), indices(33, 3, 50), normal(3, 50));
        scatter(0, normal(5, 3, 4), indices(5, 7, 3, 2), normal(7, 3, 2));
        scatter(1, normal(4, 9), indices(9, 4, 0), normal(4, 0));
        bench(new ScatterAdd(0), normal(1024, 1024), indices(1024, 1024, 1024), normal(1024, 1024));
        refuses(
                "scatterAdd: operands have shapes [2] and [3]\n"
                        + "  HINT: both must have the same shape",
                in -> in[0].scatterAdd(0, in[1], in[2]),
                normal(4),
                ints(0, 1),
                normal(3));
    }

    private void scatter(int axis, Operand x, Operand index, Operand source) {
        example(new ScatterAdd(axis), x, index, source)
                .named("axis " + axis)
                .terms(index.shape().dim(axis))
                .expect(in -> each(in[0].shape(), i -> sum(axis, i.clone(), in)));
    }

    /** What arrives at a place. */
    private static double sum(int axis, int[] i, Values... in) {
        double sum = in[0].at(i);
        int place = i[axis];
        for (int a = 0; a < i.length; a++) {
            if (a != axis && i[a] >= in[1].dim(a)) {
                return sum;
            }
        }
        for (int k = 0; k < in[1].dim(axis); k++) {
            i[axis] = k;
            sum += in[1].intAt(i) == place ? in[2].at(i) : 0;
        }
        return sum;
    }
}
