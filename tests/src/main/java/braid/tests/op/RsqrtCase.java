package braid.tests.op;

import braid.tensor.op.Rsqrt;
import braid.tests.op.rig.UnaryCase;

final class RsqrtCase extends UnaryCase {

    RsqrtCase() {
        function(new Rsqrt(), x -> 1 / Math.sqrt(x), x -> Math.abs(x) + 0.1);
    }
}
