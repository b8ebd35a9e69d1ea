package braid.tests.op;

import braid.tensor.op.Exp;
import braid.tests.op.rig.UnaryCase;

final class ExpCase extends UnaryCase {

    ExpCase() {
        function(new Exp(), Math::exp);
    }
}
