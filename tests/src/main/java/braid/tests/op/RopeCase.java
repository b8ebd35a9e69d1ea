package braid.tests.op;

import static braid.tests.op.rig.Operand.indices;
import static braid.tests.op.rig.Operand.ints;
import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Operand.uniform;
import static braid.tests.op.rig.Values.each;

import braid.tensor.op.Rope;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;
import braid.tests.op.rig.Values;

final class RopeCase extends OpCase {

    RopeCase() {
        for (boolean inverse : new boolean[] {false, true}) {
            for (int size : new int[] {2, 6, 16, 32, 34, 64}) {
                rope(new Rope(size, 2, inverse), normal(2, 3, 3 * size), ints(0, 5, 11));
            }
            rope(new Rope(8, 1, inverse), normal(2, 3, 8), ints(0, 5, 11, 7, 1, 2).reshape(2, 3));
            // Far positions, whose angles are thousands of turns.
            rope(new Rope(8, 1, inverse), normal(1, 3, 8), ints(4095, 32_768, 131_071));
            rope(new Rope(8, 1, inverse), normal(1, 0, 8), ints());
        }
        example(in -> in[0].rope(in[1], in[2], 8), normal(2, 3, 16), ints(0, 5, 11), frequencies(8))
                .named("method")
                .expect(in -> of(new Rope(8, 2, false), in));
        bench(new Rope(64, 16, false), normal(8, 512, 24 * 64), indices(512, 512), frequencies(64));
        refuses(
                "rope: x [1, 5, 8], positions [4], 1 heads of 8\n"
                        + "  HINT: positions are (T) or (B, T), the head size is even, the heads"
                        + " fit in x",
                new Rope(8, 1, false)::apply,
                normal(1, 5, 8),
                ints(0, 1, 2, 3),
                frequencies(8));
    }

    private static Operand frequencies(int size) {
        return uniform(0.01, 1, size / 2).asConstant();
    }

    private void rope(Rope op, Operand x, Operand positions) {
        example(op, x, positions, frequencies(op.headSize()))
                .named(
                        (op.inverse() ? "inverse " : "")
                                + op.rotated()
                                + " heads of "
                                + op.headSize())
                .expect(in -> of(op, in));
    }

    private static double[] of(Rope op, Values... in) {
        int half = op.headSize() / 2;
        return each(
                in[0].shape(),
                i -> {
                    int head = i[2] / op.headSize();
                    int d = i[2] % op.headSize();
                    double x = in[0].at(i);
                    if (head >= op.rotated()) {
                        return x;
                    }
                    double a = in[1].at(i[0], i[1]) * in[2].at(d % half) * (op.inverse() ? -1 : 1);
                    double other = in[0].at(i[0], i[1], d < half ? i[2] + half : i[2] - half);
                    return x * Math.cos(a) + (d < half ? -other : other) * Math.sin(a);
                });
    }
}
