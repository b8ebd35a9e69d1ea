package braid.tests.op;

import braid.tensor.op.Tanh;
import braid.tests.op.rig.UnaryCase;

final class TanhCase extends UnaryCase {

    TanhCase() {
        function(new Tanh(), Math::tanh);
    }
}
