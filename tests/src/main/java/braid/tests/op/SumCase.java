package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.op.Sum;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class SumCase extends OpCase {

    SumCase() {
        for (int n : SIZES) {
            sum(0, normal(n));
        }
        for (int axis = 0; axis < 3; axis++) {
            sum(axis, normal(3, 5, 33));
            sum(axis, normal(17, 1, 4));
            sum(axis, normal(2, 200, 70));
        }
        sum(1, normal(4, 0));
        sum(0, normal(4, 0));
        sum(0, Operand.special()).named("special").valuesOnly();
        bench(new Sum(0), normal(BENCH));
        bench(new Sum(1), normal(BENCH / 1024, 1024));
        bench(new Sum(0), normal(BENCH / 1024, 1024));
        refuses(
                "axis 2 is out of range for shape [3, 4]\n"
                        + "  HINT: rank is 2: axes run from -2 to 1",
                in -> in[0].sum(2),
                normal(3, 4));
    }

    private Example sum(int axis, Operand x) {
        int n = x.shape().dim(axis);
        return example(new Sum(axis), x)
                .named("axis " + axis)
                .terms(n)
                .expect(in ->
                        each(
                                in[0].shape().with(axis, 1),
                                i -> {
                                    double sum = 0;
                                    for (int k = 0; k < n; k++) {
                                        i[axis] = k;
                                        sum += in[0].at(i);
                                    }
                                    return sum;
                                }));
    }
}
