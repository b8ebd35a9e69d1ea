package braid.tests.op;

import braid.tensor.DType;
import braid.tensor.op.Compare;
import braid.tests.op.rig.BinaryCase;

final class CompareCase extends BinaryCase {

    CompareCase() {
        types(DType.values());
        // Whole numbers, so that many are equal.
        for (Compare.Relation relation : Compare.Relation.values()) {
            function(
                    new Compare(relation),
                    (x, y) -> holds(relation, x, y) ? 1 : 0,
                    x -> Math.rint(2 * x));
        }
    }

    private static boolean holds(Compare.Relation relation, double x, double y) {
        return switch (relation) {
            case EQ -> x == y;
            case NE -> x != y;
            case LT -> x < y;
            case LE -> x <= y;
            case GT -> x > y;
            case GE -> x >= y;
        };
    }
}
