package braid.tests.op;

import braid.tensor.op.Neg;
import braid.tests.op.rig.UnaryCase;

final class NegCase extends UnaryCase {

    NegCase() {
        function(new Neg(), x -> -x);
    }
}
