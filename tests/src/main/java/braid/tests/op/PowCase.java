package braid.tests.op;

import braid.tensor.op.Pow;
import braid.tests.op.rig.BinaryCase;

final class PowCase extends BinaryCase {

    PowCase() {
        function(new Pow(), Math::pow, x -> Math.abs(x) + 0.1);
    }
}
