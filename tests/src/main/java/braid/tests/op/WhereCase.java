package braid.tests.op;

import static braid.tests.op.rig.Operand.indices;
import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.op.Where;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class WhereCase extends OpCase {

    WhereCase() {
        types(DType.values());
        for (int n : SIZES) {
            where(mask(n), normal(n), normal(n));
        }
        where(mask(7, 1, 41), normal(30, 1, 1, 41), normal(7, 1, 1));
        where(mask(), normal(3, 5), normal(5));
        where(mask(15), Operand.special(), normal(1)).named("special");
        bench(new Where(), mask(BENCH), normal(BENCH), normal(BENCH));
        refuses(
                "where: operand 0 [2] is F32, not U8\n  HINT: cast with to(DType.U8)",
                in -> in[0].where(in[1], in[2]),
                normal(2),
                normal(2),
                normal(2));
    }

    private static Operand mask(int... dims) {
        return indices(2, dims).as(DType.U8);
    }

    private Example where(Operand mask, Operand x, Operand y) {
        return example(new Where(), mask, x, y)
                .elementwise()
                .expect(in -> {
                    Shape z = Shape.broadcast("case", in[1].shape(), in[2].shape());
                    return each(
                            Shape.broadcast("case", in[0].shape(), z),
                            i -> in[0].at(i) != 0 ? in[1].at(i) : in[2].at(i));
                });
    }
}
