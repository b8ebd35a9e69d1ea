package braid.tests.op;

import static braid.tests.op.rig.Operand.ints;
import static braid.tests.op.rig.Operand.normal;

import braid.tensor.DType;
import braid.tensor.IndexOps;
import braid.tensor.Tensor;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

import java.util.Arrays;
import java.util.List;

final class IndexCopyCase extends OpCase {

    IndexCopyCase() {
        types(DType.values());
        write(normal(5, 3), ints(4, 0), normal(2, 3));
        write(normal(9, 2, 17), ints(1, 7, 3), normal(3, 2, 17));
        write(normal(33), ints(32), normal(1));
        write(normal(5, 3), ints(), normal(0, 3));
        refuses(
                "indexCopy: operand 2 is [2, 4], not [2, 3]\n  HINT: give it the shape [2, 3]",
                in -> in[0].indexCopy(in[1], in[2]),
                normal(5, 3),
                ints(4, 0),
                normal(2, 4));
    }

    /** Into a view, since it writes in place: what lies between must stay. */
    private void write(Operand target, Operand index, Operand source) {
        example(
                        in -> {
                            Tensor wide = IndexOps.concat(0, List.of(in[0], in[0]));
                            int n = in[0].dim(0);
                            wide.slice(0, 0, n).indexCopy(in[1], in[2]);
                            return wide;
                        },
                        target,
                        index,
                        source)
                .valuesOnly()
                .expect(in -> {
                    double[] x = in[0].data();
                    double[] y = Arrays.copyOf(x, 2 * x.length);
                    System.arraycopy(x, 0, y, x.length, x.length);
                    int row = x.length / Math.max(1, in[0].dim(0));
                    for (int i = 0; i < in[1].dim(0); i++) {
                        System.arraycopy(in[2].data(), i * row, y, in[1].intAt(i) * row, row);
                    }
                    return y;
                });
    }
}
