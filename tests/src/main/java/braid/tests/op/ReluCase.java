package braid.tests.op;

import braid.tensor.op.Relu;
import braid.tests.op.rig.UnaryCase;

final class ReluCase extends UnaryCase {

    ReluCase() {
        function(new Relu(), x -> Math.max(x, 0));
    }
}
