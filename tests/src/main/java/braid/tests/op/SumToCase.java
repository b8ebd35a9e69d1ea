package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.Shape;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

import java.util.Arrays;

final class SumToCase extends OpCase {

    SumToCase() {
        sum(Shape.of(33), normal(7, 33));
        sum(Shape.of(7, 1), normal(7, 33));
        sum(Shape.of(1, 5, 1), normal(4, 3, 5, 6));
        sum(Shape.scalar(), normal(3, 5));
        sum(Shape.of(3, 5), normal(3, 5));
        example(in -> in[0].sum(), normal(7, 33))
                .named("all")
                .terms(7 * 33)
                .expect(in -> new double[] {Arrays.stream(in[0].data()).sum()});
    }

    private void sum(Shape to, Operand x) {
        Shape from = x.shape();
        int lead = from.rank() - to.rank();
        example(in -> in[0].sumTo(to), x)
                .named("to " + to)
                .terms((double) from.numel() / to.numel())
                .expect(in -> {
                    double[] sums = new double[(int) to.numel()];
                    each(
                            from,
                            i -> {
                                int at = 0;
                                for (int a = 0; a < to.rank(); a++) {
                                    at = at * to.dim(a) + i[a + lead] % to.dim(a);
                                }
                                sums[at] += in[0].at(i);
                                return 0;
                            });
                    return sums;
                });
    }
}
