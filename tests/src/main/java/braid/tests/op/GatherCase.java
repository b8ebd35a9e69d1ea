package braid.tests.op;

import static braid.tests.op.rig.Operand.indices;
import static braid.tests.op.rig.Operand.ints;
import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.DType;
import braid.tensor.op.Gather;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class GatherCase extends OpCase {

    GatherCase() {
        types(DType.values());
        gather(0, normal(33), indices(33, 17));
        gather(1, normal(4, 33), indices(33, 3, 50));
        gather(0, normal(5, 3, 4), indices(5, 7, 3, 2));
        gather(1, normal(4, 9), indices(9, 4, 0));
        gather(1, normal(4, 9), indices(9, 4, 3).as(DType.I64)).named("I64");
        bench(new Gather(1), normal(BENCH / 1024, 1024), indices(1024, BENCH / 1024, 1));
        refuses(
                "gather: index [2, 3] does not fit operand [1, 4]\n"
                        + "  HINT: both have the same rank, and no axis but axis 1 of the index is"
                        + " larger",
                in -> in[0].gather(1, in[1]),
                normal(1, 4),
                indices(4, 2, 3));
        refuses(
                "gather: index 4 at position 1 of [2]\n  HINT: indices are in [0, 4)",
                in -> in[0].gather(0, in[1]),
                normal(4),
                ints(0, 4));
    }

    private Example gather(int axis, Operand x, Operand index) {
        return example(new Gather(axis), x, index)
                .named("axis " + axis)
                .expect(in ->
                        each(
                                in[1].shape(),
                                i -> {
                                    int place = i[axis];
                                    int from = in[1].intAt(i);
                                    i[axis] = from;
                                    double y = in[0].at(i);
                                    i[axis] = place;
                                    return y;
                                }));
    }
}
