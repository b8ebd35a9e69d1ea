package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.Shape;
import braid.tensor.op.NearestCode;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

import java.util.Arrays;

final class NearestCodeCase extends OpCase {

    NearestCodeCase() {
        for (int d : new int[] {1, 9, 16, 17, 33}) {
            nearest(normal(70, d), normal(37, d));
        }
        nearest(normal(0, 4), normal(3, 4));
        nearest(normal(5, 4), normal(1, 4));
        // Small whole numbers: distances are exact, and many are equal.
        nearest(normal(40, 2).map(Math::rint), normal(50, 2).map(Math::rint)).named("ties");
        nearest(Operand.of(Shape.of(1, 1024), row(0, 0.3)), Operand.of(Shape.of(2, 1024), codes()))
                .named("a square of many small terms beside a large one");
        bench(new NearestCode(), normal(8192, 64), normal(1024, 64));
        refuses(
                "nearestCode: x [2, 3], codebook [0, 3]\n"
                        + "  HINT: both have rows of the same width D, and there is at least one"
                        + " code",
                in -> in[0].nearestCode(in[1]),
                normal(2, 3),
                normal(0, 3));
    }

    /**
     * The first code is farther by 1023 - 2 · 0.3 · 1023. Added one by one to 2^24 in F32 its ones
     * would be lost, and it would seem nearer.
     */
    private static double[] codes() {
        double[] codes = Arrays.copyOf(row(4096, 1), 2 * 1024);
        codes[1024] = 4096;
        return codes;
    }

    private static double[] row(double first, double others) {
        double[] row = new double[1024];
        Arrays.fill(row, others);
        row[0] = first;
        return row;
    }

    private Example nearest(Operand x, Operand codebook) {
        return example(new NearestCode(), x, codebook)
                .expect(in ->
                        each(
                                in[0].shape().head(1),
                                i -> {
                                    int best = 0;
                                    double least = Double.POSITIVE_INFINITY;
                                    for (int k = 0; k < in[1].dim(0); k++) {
                                        double distance = 0;
                                        for (int d = 0; d < in[0].dim(1); d++) {
                                            double difference = in[0].at(i[0], d) - in[1].at(k, d);
                                            distance += difference * difference;
                                        }
                                        if (distance < least) {
                                            least = distance;
                                            best = k;
                                        }
                                    }
                                    return best;
                                }));
    }
}
