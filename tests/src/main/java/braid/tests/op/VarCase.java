package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class VarCase extends OpCase {

    VarCase() {
        for (int correction = 0; correction < 2; correction++) {
            for (int axis = 0; axis < 3; axis++) {
                var(axis, correction, normal(3, 5, 33));
            }
            var(0, correction, normal(40).map(x -> x + 100));
        }
    }

    private void var(int axis, int correction, Operand x) {
        int n = x.shape().dim(axis);
        // In two passes, so that a mean far from 0 does no harm.
        example(in -> in[0].var(axis, correction), x)
                .named("axis " + axis + " correction " + correction)
                .terms(n)
                .floor(100)
                .expect(in ->
                        each(
                                x.shape().without(axis),
                                i -> {
                                    double sum = 0;
                                    for (int k = 0; k < n; k++) {
                                        sum += in[0].at(insert(i, axis, k));
                                    }
                                    double squares = 0;
                                    for (int k = 0; k < n; k++) {
                                        double d = in[0].at(insert(i, axis, k)) - sum / n;
                                        squares += d * d;
                                    }
                                    return squares / (n - correction);
                                }));
    }

    /** An index with one axis more; also for {@link MeanCase}. */
    static int[] insert(int[] index, int axis, int k) {
        int[] longer = new int[index.length + 1];
        System.arraycopy(index, 0, longer, 0, axis);
        longer[axis] = k;
        System.arraycopy(index, axis, longer, axis + 1, index.length - axis);
        return longer;
    }
}
