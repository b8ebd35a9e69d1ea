package braid.tests.op;

import braid.tensor.op.Sigmoid;
import braid.tests.op.rig.UnaryCase;

final class SigmoidCase extends UnaryCase {

    SigmoidCase() {
        function(new Sigmoid(), x -> 1 / (1 + Math.exp(-x)));
    }
}
