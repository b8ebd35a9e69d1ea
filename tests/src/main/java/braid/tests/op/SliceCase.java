package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.op.Slice;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class SliceCase extends OpCase {

    SliceCase() {
        types(DType.values());
        slice(0, 3, 20, 1, normal(33));
        slice(0, 1, 33, 4, normal(33));
        slice(1, 2, 17, 3, normal(4, 17));
        slice(1, 0, 2, 1, normal(2, 3, 5));
        slice(0, 4, 4, 1, normal(4, 3));
        refuses(
                "slice: range [2, 7) step 1 does not fit axis 0 of shape [5]\n"
                        + "  HINT: 0 <= start <= end <= 5 and step >= 1",
                in -> in[0].slice(0, 2, 7),
                normal(5));
    }

    private void slice(int axis, int start, int end, int step, Operand x) {
        Shape y = x.shape().with(axis, Math.ceilDiv(end - start, step));
        example(new Slice(axis, start, end, step), x)
                .named("axis %d [%d, %d) by %d".formatted(axis, start, end, step))
                .expect(in ->
                        each(
                                y,
                                i -> {
                                    int place = i[axis];
                                    i[axis] = start + place * step;
                                    double v = in[0].at(i);
                                    i[axis] = place;
                                    return v;
                                }));
    }
}
