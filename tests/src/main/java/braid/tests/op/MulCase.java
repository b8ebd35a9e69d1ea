package braid.tests.op;

import braid.tensor.op.Mul;
import braid.tests.op.rig.BinaryCase;

final class MulCase extends BinaryCase {

    MulCase() {
        function(new Mul(), (x, y) -> x * y);
    }
}
