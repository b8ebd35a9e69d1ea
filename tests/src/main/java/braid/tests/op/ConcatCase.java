package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.DType;
import braid.tensor.op.Concat;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

import java.util.Arrays;

final class ConcatCase extends OpCase {

    ConcatCase() {
        types(DType.values());
        concat(0, normal(7), normal(0), normal(33), normal(1));
        concat(0, normal(2, 5), normal(3, 5));
        concat(1, normal(4, 5), normal(4, 33));
        concat(1, normal(3, 2, 5), normal(3, 4, 5), normal(3, 1, 5));
        concat(0, normal(16));
        bench(new Concat(1), normal(BENCH / 2048, 1024), normal(BENCH / 2048, 1024));
        refuses(
                "concat: operand 1 is [2, 4], operand 0 is [2, 3]\n"
                        + "  HINT: all axes but axis 0 must be equal",
                new Concat(0)::apply,
                normal(2, 3),
                normal(2, 4));
    }

    private void concat(int axis, Operand... parts) {
        int total = Arrays.stream(parts).mapToInt(p -> p.shape().dim(axis)).sum();
        example(new Concat(axis), parts)
                .named("axis " + axis)
                .expect(in ->
                        each(
                                in[0].shape().with(axis, total),
                                i -> {
                                    int part = 0;
                                    int place = i[axis];
                                    while (i[axis] >= in[part].dim(axis)) {
                                        i[axis] -= in[part++].dim(axis);
                                    }
                                    double x = in[part].at(i);
                                    i[axis] = place;
                                    return x;
                                }));
    }
}
