package braid.tests.op;

import braid.tensor.op.Div;
import braid.tests.op.rig.BinaryCase;

final class DivCase extends BinaryCase {

    DivCase() {
        function(new Div(), (x, y) -> x / y, x -> x + Math.copySign(0.2, x));
    }
}
