package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.Shape;
import braid.tensor.op.Matmul;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class MatmulCase extends OpCase {

    MatmulCase() {
        for (int n : new int[] {1, 5, 15, 16, 17, 33, 65}) {
            product(normal(n, 7), normal(7, n));
            product(normal(3, n), normal(n, 17));
            product(normal(n, n), normal(n, n));
        }
        product(normal(0, 3), normal(3, 4));
        product(normal(3, 0), normal(0, 4));
        product(normal(130, 257), normal(257, 120));
        // Several tiles of each size that devices have, and depths that they cut into parts.
        product(normal(200, 24), normal(24, 136));
        product(normal(200, 20), normal(20, 60));
        product(normal(60, 20), normal(20, 200));
        product(normal(62, 600), normal(600, 64));
        product(normal(2, 24, 520), normal(2, 520, 28));
        product(normal(2, 3, 5, 7), normal(7, 4));
        product(normal(6, 5, 7), normal(6, 7, 4));
        product(normal(5, 1, 3, 4), normal(2, 4, 6));
        product(normal(7, 4), normal(3, 4, 5));
        product(normal(0, 3, 4), normal(4, 5));
        bench(new Matmul(), normal(1024, 1024), normal(1024, 1024));
        bench(new Matmul(), normal(96, 128, 64), normal(96, 64, 128));
        bench(new Matmul(), normal(1, 4096), normal(4096, 4096));
        refuses(
                "matmul: inner dimensions differ: lhs [8, 64, 128] x rhs [64, 256] (128 vs 64)\n"
                        + "  HINT: the last axis of lhs must equal the last but one of rhs",
                in -> in[0].matmul(in[1]),
                normal(8, 64, 128),
                normal(64, 256));
        refuses(
                "matmul: inner dimensions differ: lhs [4, 8] x rhs [6, 8] (8 vs 6)\n"
                        + "  HINT: rhs is probably stored transposed; use matmul(rhs.transpose(0,"
                        + " 1))",
                in -> in[0].matmul(in[1]),
                normal(4, 8),
                normal(6, 8));
        refuses(
                "matmul: operands need two axes or more: lhs [4] x rhs [4, 2]\n"
                        + "  HINT: make a vector a matrix with unsqueeze",
                in -> in[0].matmul(in[1]),
                normal(4),
                normal(4, 2));
    }

    private void product(Operand a, Operand b) {
        Shape x = a.shape();
        Shape y = b.shape();
        Shape batch = Shape.broadcast("case", x.head(x.rank() - 2), y.head(y.rank() - 2));
        Shape z = batch.append(Shape.of(x.dim(-2), y.dim(-1)));
        int row = z.rank() - 2;
        int column = z.rank() - 1;
        example(new Matmul(), a, b)
                .terms(x.dim(-1))
                .expect(in ->
                        each(
                                z,
                                i -> {
                                    int[] left = i.clone();
                                    int[] right = i.clone();
                                    double sum = 0;
                                    for (int k = 0; k < in[0].dim(-1); k++) {
                                        left[column] = k;
                                        right[row] = k;
                                        sum += in[0].at(left) * in[1].at(right);
                                    }
                                    return sum;
                                }));
    }
}
