package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.op.Unfold;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

import java.util.Arrays;

final class UnfoldCase extends OpCase {

    UnfoldCase() {
        types(DType.values());
        unfold(0, 3, 1, normal(33));
        unfold(0, 3, 2, normal(8));
        unfold(1, 2, 3, normal(4, 9));
        unfold(1, 4, 1, normal(2, 7, 5));
        unfold(0, 5, 1, normal(5));
        refuses(
                "unfold: windows of 4 step 1 do not fit axis 0 of [3]\n"
                        + "  HINT: 1 <= size <= 3 and step >= 1",
                in -> in[0].unfold(0, 4, 1),
                normal(3));
    }

    private void unfold(int axis, int size, int step, Operand x) {
        Shape s = x.shape();
        Shape y = s.with(axis, (s.dim(axis) - size) / step + 1).insert(s.rank(), size);
        example(new Unfold(axis, size, step), x)
                .named("axis %d, %d by %d".formatted(axis, size, step))
                .expect(in ->
                        each(
                                y,
                                i -> {
                                    int[] from = Arrays.copyOf(i, i.length - 1);
                                    from[axis] = i[axis] * step + i[i.length - 1];
                                    return in[0].at(from);
                                }));
    }
}
