package braid.tests.op;

import braid.tensor.op.Sqrt;
import braid.tests.op.rig.UnaryCase;

final class SqrtCase extends UnaryCase {

    SqrtCase() {
        function(new Sqrt(), Math::sqrt, x -> Math.abs(x) + 0.1);
    }
}
