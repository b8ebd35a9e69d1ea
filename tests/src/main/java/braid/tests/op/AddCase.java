package braid.tests.op;

import static braid.tests.op.rig.Operand.ints;
import static braid.tests.op.rig.Operand.normal;

import braid.tensor.DType;
import braid.tensor.op.Add;
import braid.tests.op.rig.BinaryCase;

final class AddCase extends BinaryCase {

    AddCase() {
        function(new Add(), Double::sum);
        refuses(
                "add: operands have different types: [2] F32, [2] F64\n"
                        + "  HINT: nothing is promoted silently: cast one with to(DType.F32) or"
                        + " to(DType.F64)",
                in -> in[0].add(in[1]),
                normal(2),
                normal(2).as(DType.F64));
        refuses(
                "add: operand 0 [2] is I32\n"
                        + "  HINT: this operation takes floating types: cast with to(DType.F32)",
                in -> in[0].add(in[1]),
                ints(1, 2),
                ints(1, 2));
    }
}
