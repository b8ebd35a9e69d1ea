package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;

import braid.tensor.op.SquaredNorm;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

import java.util.Arrays;

/** The result is F64 whatever the operands are, and so is its error. */
final class SquaredNormCase extends OpCase {

    SquaredNormCase() {
        for (int n : SIZES) {
            norm(normal(n));
        }
        norm(normal(3, 5), normal(), normal(0), normal(2, 17, 3));
        norm(normal(4).map(x -> 1e19 * x)).named("above the square root of the largest F32");
        norm(Operand.special()).named("special");
        bench(new SquaredNorm(), normal(BENCH));
    }

    private Example norm(Operand... all) {
        double n = Arrays.stream(all).mapToLong(x -> x.shape().numel()).sum();
        return example(new SquaredNorm(), all)
                .terms(n)
                .expect(in ->
                        new double[] {
                            Arrays.stream(in)
                                    .flatMapToDouble(x -> Arrays.stream(x.data()))
                                    .map(x -> x * x)
                                    .sum()
                        });
    }
}
