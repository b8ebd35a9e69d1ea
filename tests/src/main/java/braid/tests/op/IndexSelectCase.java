package braid.tests.op;

import static braid.tests.op.rig.Operand.ints;
import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.Shape;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class IndexSelectCase extends OpCase {

    IndexSelectCase() {
        select(0, normal(9, 4), ints(8, 0, 0, 3));
        select(1, normal(3, 17), ints(16, 2));
        select(2, normal(2, 3, 5), ints(4, 4, 0));
        select(1, normal(2, 3, 5), ints());
    }

    private void select(int axis, Operand x, Operand index) {
        Shape y = x.shape().with(axis, index.shape().dim(0));
        example(in -> in[0].indexSelect(axis, in[1]), x, index)
                .named("axis " + axis)
                .expect(in ->
                        each(
                                y,
                                i -> {
                                    int place = i[axis];
                                    i[axis] = in[1].intAt(place);
                                    double v = in[0].at(i);
                                    i[axis] = place;
                                    return v;
                                }));
    }
}
