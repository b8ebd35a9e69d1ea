package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.op.Permute;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

import java.util.Arrays;

final class PermuteCase extends OpCase {

    PermuteCase() {
        types(DType.values());
        int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        for (int[] order : orders) {
            permute(normal(3, 17, 5), order);
        }
        permute(normal());
        permute(normal(3, 0), 1, 0);
        refuses(
                "permute: order [0, 0] does not fit shape [2, 3]\n"
                        + "  HINT: name every axis exactly once",
                in -> in[0].permute(0, 0),
                normal(2, 3));
    }

    private void permute(Operand x, int... order) {
        int[] dims = Arrays.stream(order).map(x.shape()::dim).toArray();
        example(new Permute(order), x)
                .named(Arrays.toString(order))
                .expect(in ->
                        each(
                                Shape.of(dims),
                                i -> {
                                    int[] from = new int[i.length];
                                    for (int a = 0; a < i.length; a++) {
                                        from[order[a]] = i[a];
                                    }
                                    return in[0].at(from);
                                }));
    }
}
