package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;

import braid.tensor.op.SumRows;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Values;

final class SumRowsCase extends OpCase {

    SumRowsCase() {
        for (int m : new int[] {0, 1, 17, 1000}) {
            for (int n : new int[] {1, 15, 16, 33, 257}) {
                example(new SumRows(), normal(m, n)).terms(m).expect(SumRowsCase::sums);
            }
        }
        bench(new SumRows(), normal(BENCH / 1024, 1024));
        refuses(
                "sumRows: operand 0 has shape [3]\n  HINT: it has rank 2: (M, N)",
                new SumRows()::apply,
                normal(3));
    }

    private static double[] sums(Values... in) {
        double[] sum = new double[in[0].dim(1)];
        for (int i = 0; i < in[0].data().length; i++) {
            sum[i % sum.length] += in[0].data()[i];
        }
        return sum;
    }
}
