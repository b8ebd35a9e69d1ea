package braid.kernels.cpu.elementwise;

import braid.tensor.Tensor;
import braid.tensor.op.Compare.Relation;

/** {@link braid.tensor.op.Compare}; scalar for all types: masks are small and rare. */
final class CompareKernel {

    private CompareKernel() {}

    static void run(Relation relation, Tensor x, Tensor y, Tensor mask) {
        Loops.reference(x, y, mask, (a, b) -> holds(relation, a, b) ? 1 : 0);
    }

    private static boolean holds(Relation relation, double a, double b) {
        return switch (relation) {
            case EQ -> a == b;
            case NE -> a != b;
            case LT -> a < b;
            case LE -> a <= b;
            case GT -> a > b;
            case GE -> a >= b;
        };
    }
}
