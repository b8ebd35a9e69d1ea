package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.op.Cumsum;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class CumsumCase extends OpCase {

    CumsumCase() {
        for (boolean reverse : new boolean[] {false, true}) {
            for (int n : new int[] {0, 1, 15, 16, 17, 33, 2000}) {
                cumsum(0, reverse, normal(n));
            }
            for (int axis = 0; axis < 3; axis++) {
                cumsum(axis, reverse, normal(3, 5, 33));
            }
        }
        bench(new Cumsum(1, false), normal(BENCH / 1024, 1024));
    }

    private void cumsum(int axis, boolean reverse, Operand x) {
        int n = x.shape().dim(axis);
        example(new Cumsum(axis, reverse), x)
                .named("axis " + axis + (reverse ? " reverse" : ""))
                .terms(n)
                .expect(in ->
                        each(
                                in[0].shape(),
                                i -> {
                                    int end = i[axis];
                                    double sum = 0;
                                    for (int k = reverse ? end : 0;
                                            k < (reverse ? n : end + 1);
                                            k++) {
                                        i[axis] = k;
                                        sum += in[0].at(i);
                                    }
                                    i[axis] = end;
                                    return sum;
                                }));
    }
}
