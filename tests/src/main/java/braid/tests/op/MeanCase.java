package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.Shape;
import braid.tests.op.rig.OpCase;

import java.util.Arrays;

final class MeanCase extends OpCase {

    MeanCase() {
        for (int axis = 0; axis < 3; axis++) {
            int a = axis;
            int n = Shape.of(3, 5, 33).dim(axis);
            example(in -> in[0].mean(a), normal(3, 5, 33))
                    .named("axis " + axis)
                    .terms(n)
                    .expect(in ->
                            each(
                                    in[0].shape().without(a),
                                    i -> {
                                        double sum = 0;
                                        for (int k = 0; k < n; k++) {
                                            sum += in[0].at(VarCase.insert(i, a, k));
                                        }
                                        return sum / n;
                                    }));
        }
        example(in -> in[0].mean(), normal(7, 33))
                .terms(7 * 33)
                .expect(in -> new double[] {Arrays.stream(in[0].data()).sum() / (7 * 33)});
    }
}
